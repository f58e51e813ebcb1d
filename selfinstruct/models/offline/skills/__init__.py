"""What the offline model can do without error, a family a file."""
