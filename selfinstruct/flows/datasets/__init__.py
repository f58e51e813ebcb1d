"""What is done to datasets without asking a model: filter, merge, measure."""
