"""How driver and workers reach each other: processes of this machine, actors of Ray."""
