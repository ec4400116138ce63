quell_fuzz(pe_version LINKS quell_artifacts)
