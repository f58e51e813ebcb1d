"""`topics`: a tree of topics that a model grows, a person edits and `generate` covers."""
