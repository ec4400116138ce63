quell_fuzz(firewall_rule LINKS quell_firewall)
