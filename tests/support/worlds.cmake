# The worlds as data: portable.
set(here ${PROJECT_SOURCE_DIR}/tests/support)
add_library(quell_worlds STATIC
  ${here}/world.cpp
  ${here}/machine_files.cpp ${here}/machine_hives.cpp ${here}/machine_services.cpp ${here}/machine_settings.cpp
  ${here}/small_machine.cpp
  ${here}/wannacry_stand_in.cpp ${here}/families_worms.cpp ${here}/families_others.cpp ${here}/near_misses.cpp
  ${here}/worlds.cpp)
target_include_directories(quell_worlds PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(quell_worlds PUBLIC quell_pe_builder quell_hive_builder quell_base
                      PRIVATE quell_task_builder quell_wmi_builder quell_options)

# Writing them as NTFS images needs libntfs-3g, which is under the GPL-2.0-or-later: every program linked with
# quell_support_ntfs is as a whole under the GPL. They are programs for tests and the demo; quell does not link this.
if(NOT WIN32)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(NTFS3G REQUIRED IMPORTED_TARGET libntfs-3g)
  add_library(quell_support_ntfs STATIC ${here}/ntfs_image.cpp ${here}/disk_image.cpp)
  target_link_libraries(quell_support_ntfs PUBLIC quell_worlds PRIVATE quell_partition PkgConfig::NTFS3G quell_options)
  foreach(program make_worlds make_files)
    add_executable(${program} ${here}/${program}.cpp)
    target_link_libraries(${program} PRIVATE quell_support_ntfs quell_options)
  endforeach()
endif()
