"""What people have decided: the log on disk, what its lines come to, and what of that is applied."""
