quell_fuzz(regf LINKS quell_regf)
quell_fuzz(regf_log LINKS quell_regf quell_hive_builder)
