# Names, sizes and contents of NTFS volumes: our reader against the Sleuth Kit and libfsntfs.
find_library(QUELL_TSK tsk)
if(QUELL_TSK)
  add_executable(quell_list ${CMAKE_CURRENT_LIST_DIR}/quell_list.cpp)
  target_link_libraries(quell_list PRIVATE quell_sources quell_options)
  add_executable(tsk_list ${CMAKE_CURRENT_LIST_DIR}/tsk_list.cpp)
  target_link_libraries(tsk_list PRIVATE ${QUELL_TSK} OpenSSL::Crypto)
endif()
