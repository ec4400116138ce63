# A report about a machine on which everything is called so that it would break out of a page.
if(NOT QUELL_FUZZ)
  add_executable(make_hostile_report ${PROJECT_SOURCE_DIR}/tests/support/make_hostile_report.cpp
                                     ${PROJECT_SOURCE_DIR}/tests/support/hostile_verdict.cpp)
  target_include_directories(make_hostile_report PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(make_hostile_report PRIVATE quell_report quell_options)
endif()
