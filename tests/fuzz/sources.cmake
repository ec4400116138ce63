quell_fuzz(partition_table LINKS quell_storage)
