"""prove: a small student is trained on the data and on arms beside it, and all are tested on tasks held out."""
