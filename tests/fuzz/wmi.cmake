quell_fuzz(wmi LINKS quell_wmi)
