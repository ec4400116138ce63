# Names, sizes and contents of NTFS volumes: our reader against the Sleuth Kit and libfsntfs.
add_executable(quell_list ${CMAKE_CURRENT_LIST_DIR}/quell_list.cpp)
target_link_libraries(quell_list PRIVATE quell_sources quell_options)
foreach(tool tsk_list fsntfs_list make_ntfs)
  add_executable(${tool} ${CMAKE_CURRENT_LIST_DIR}/${tool}.cpp)
endforeach()
target_link_libraries(tsk_list PRIVATE tsk OpenSSL::Crypto)
target_link_libraries(fsntfs_list PRIVATE fsntfs OpenSSL::Crypto)
target_link_libraries(make_ntfs PRIVATE ntfs-3g)

add_test(NAME oracle.ntfs-generated
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/ntfs_test.sh $<TARGET_FILE_DIR:quell_list> generated)
add_test(NAME oracle.ntfs-shared
  COMMAND ${CMAKE_CURRENT_LIST_DIR}/ntfs_test.sh $<TARGET_FILE_DIR:quell_list> shared ${PROJECT_SOURCE_DIR}/../shared/data)
set_tests_properties(oracle.ntfs-generated oracle.ntfs-shared PROPERTIES LABELS oracle TIMEOUT 600 SKIP_RETURN_CODE 77)
