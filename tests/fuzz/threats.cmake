quell_fuzz(pack_loader LINKS quell_threats)
