"""Documents: read from files of any kind, kept as a corpus, cut into passages, quoted."""
