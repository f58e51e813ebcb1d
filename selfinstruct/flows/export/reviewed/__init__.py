"""What people decided, in what is exported."""
