"""How far work is, for whoever waits for it: loops over files, and sessions in the cell of a notebook."""
