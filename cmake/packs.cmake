# embed_packs(KIND ROOM FUNCTION OUT): packs/KIND/*.toml become OUT, which defines quell::ROOM::embedded_FUNCTION(). They are
# compiled in, so that one file is all that has to reach a suspected machine.
function(embed_packs kind room function out)
  file(GLOB packs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/packs/${kind}/*.toml)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -D PACKS=${PROJECT_SOURCE_DIR}/packs -D KIND=${kind} -D ROOM=${room} -D FUNCTION=${function}
            -D OUT=${out} -P ${PROJECT_SOURCE_DIR}/cmake/embed_packs.cmake
    COMMAND ${CMAKE_COMMAND} -E touch ${out}
    DEPENDS ${packs} ${PROJECT_SOURCE_DIR}/cmake/embed_packs.cmake
    VERBATIM)
  # A pack is longer than the 65,536 characters that the standard asks compilers to take.
  set_source_files_properties(${out} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
endfunction()
