add_library(quell_wmi_builder STATIC ${PROJECT_SOURCE_DIR}/tests/support/wmi_builder.cpp)
target_include_directories(quell_wmi_builder PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(quell_wmi_builder PUBLIC quell_base PRIVATE quell_options)
