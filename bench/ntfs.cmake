# The pass over $MFT: ours against the Sleuth Kit's walk.
add_executable(mft_pass ${CMAKE_CURRENT_LIST_DIR}/mft_pass.cpp)
target_link_libraries(mft_pass PRIVATE quell_storage tsk)
