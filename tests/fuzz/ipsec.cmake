quell_fuzz(ipsec_filters LINKS quell_ipsec)
