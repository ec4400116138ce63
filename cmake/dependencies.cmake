# Header-only libraries of Debian are reached through a folder of links, never through /usr/include: the same list serves
# the Windows build, whose compiler must not see the Linux headers beside them.
set(QUELL_HEADERS ${CMAKE_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${QUELL_HEADERS})
foreach(library tl fmt nlohmann toml++ doctest CLI)
  if(NOT EXISTS /usr/include/${library})
    message(FATAL_ERROR "missing header library ${library}: run scripts/bootstrap")
  endif()
  file(CREATE_LINK /usr/include/${library} ${QUELL_HEADERS}/${library} SYMBOLIC)
endforeach()

add_library(quell_headers INTERFACE)
target_include_directories(quell_headers SYSTEM INTERFACE ${QUELL_HEADERS})
if(WIN32)
  target_compile_definitions(quell_headers INTERFACE FMT_HEADER_ONLY)
else()
  # Linked, it halves the time that a file takes to compile.
  find_library(FMT_LIBRARY fmt REQUIRED)
  target_link_libraries(quell_headers INTERFACE ${FMT_LIBRARY})
endif()

find_package(Threads REQUIRED)
if(WIN32)
  add_library(quell_crypto INTERFACE)
  target_link_libraries(quell_crypto INTERFACE advapi32)
else()
  find_package(OpenSSL REQUIRED COMPONENTS Crypto)
  add_library(quell_crypto ALIAS OpenSSL::Crypto)
endif()
