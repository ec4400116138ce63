# Writes packs/KIND/*.toml into one .cpp that defines embedded_FUNCTION() of a room's load.hpp:
# cmake -D PACKS=<folder> -D KIND=threats -D ROOM=threats -D FUNCTION=packs -D OUT=<file> -P embed_packs.cmake
file(GLOB files RELATIVE ${PACKS} ${PACKS}/${KIND}/*.toml)
list(SORT files)
set(source "// Made by cmake/embed_packs.cmake from packs/${KIND}.\n#include \"${ROOM}/load.hpp\"\n\nnamespace quell::${ROOM} {\n\n")
string(APPEND source "std::span<const threats::EmbeddedPack> embedded_${FUNCTION}() {\n    static constexpr threats::EmbeddedPack packs[] = {\n")
foreach(file IN LISTS files)
  # Hexadecimal keeps every byte of the text as it is, whatever the file holds.
  file(READ ${PACKS}/${file} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  string(REGEX REPLACE "\n" "\"\n         \"" bytes "${bytes}")
  string(APPEND source "        {\"${file}\",\n         \"${bytes}\"},\n")
endforeach()
string(APPEND source "    };\n    return packs;\n}\n\n}  // namespace quell::${ROOM}\n")
file(WRITE ${OUT}.new "${source}")
file(COPY_FILE ${OUT}.new ${OUT} ONLY_IF_DIFFERENT)
