quell_fuzz(systeminfo LINKS quell_patch)
