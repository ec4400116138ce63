quell_fuzz(recycle_bin LINKS quell_recycle_bin)
