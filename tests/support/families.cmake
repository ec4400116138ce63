# Machines with few files, and what the families and their look-alikes leave on them. quell_families needs no source;
# quell_world_host shows a world as hosts.
set(families ${PROJECT_SOURCE_DIR}/tests/support)
add_library(quell_families STATIC ${families}/small_machine.cpp ${families}/families_worms.cpp
                                  ${families}/families_others.cpp ${families}/near_misses.cpp)
target_link_libraries(quell_families PUBLIC quell_worlds quell_task_builder quell_wmi_builder PRIVATE quell_options)
add_library(quell_world_host STATIC ${families}/world_host.cpp)
target_link_libraries(quell_world_host PUBLIC quell_worlds quell_sources PRIVATE quell_options)
