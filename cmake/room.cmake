# quell_room(NAME SOURCES a.cpp … DEPENDS other rooms … LINKS libraries …): one folder, one library, one namespace.
function(quell_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;DEPENDS;LINKS" ${ARGN})
  list(TRANSFORM ROOM_DEPENDS PREPEND quell_)
  add_library(quell_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(quell_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(quell_${name} PUBLIC quell_headers ${ROOM_DEPENDS} PRIVATE quell_options ${ROOM_LINKS})
endfunction()
