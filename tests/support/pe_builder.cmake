add_library(quell_pe_builder STATIC ${PROJECT_SOURCE_DIR}/tests/support/pe_builder.cpp)
target_include_directories(quell_pe_builder PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(quell_pe_builder PUBLIC quell_pe PRIVATE quell_options)
