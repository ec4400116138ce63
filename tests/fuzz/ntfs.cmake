foreach(target ntfs_boot ntfs_record ntfs_attribute_list ntfs_data_runs lznt1)
  quell_fuzz(${target} LINKS quell_ntfs quell_storage)
endforeach()
