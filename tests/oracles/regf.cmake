add_library(quell_hivex_list STATIC ${PROJECT_SOURCE_DIR}/tests/oracles/hivex_list.cpp)
target_include_directories(quell_hivex_list PUBLIC ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(quell_hivex_list PUBLIC quell_base hivex PRIVATE quell_options)

add_executable(oracle_regf ${PROJECT_SOURCE_DIR}/tests/support/doctest_main.cpp ${PROJECT_SOURCE_DIR}/tests/oracles/regf_test.cpp)
target_compile_definitions(oracle_regf PRIVATE QUELL_PROJECT_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(oracle_regf PRIVATE quell_regf quell_hive_builder quell_hivex_list quell_options)
add_test(NAME oracle.regf COMMAND oracle_regf)
set_tests_properties(oracle.regf PROPERTIES LABELS oracle TIMEOUT 240)
