# A world seen as hosts, without a disk between.
add_library(quell_world_host STATIC ${PROJECT_SOURCE_DIR}/tests/support/world_host.cpp)
target_link_libraries(quell_world_host PUBLIC quell_worlds quell_sources PRIVATE quell_options)
