quell_fuzz(systeminfo LINKS quell_patch)
quell_fuzz(patch_tables LINKS quell_patch)
