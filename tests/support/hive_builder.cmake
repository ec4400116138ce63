add_library(quell_hive_builder STATIC ${PROJECT_SOURCE_DIR}/tests/support/hive_builder.cpp
                                      ${PROJECT_SOURCE_DIR}/tests/support/hive_logs.cpp)
target_include_directories(quell_hive_builder PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(quell_hive_builder PUBLIC quell_regf PRIVATE quell_options)
