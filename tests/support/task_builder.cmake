add_library(quell_task_builder STATIC ${PROJECT_SOURCE_DIR}/tests/support/task_builder.cpp)
target_include_directories(quell_task_builder PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(quell_task_builder PUBLIC quell_task quell_hive_builder PRIVATE quell_options)
