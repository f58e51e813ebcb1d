"""A run's directory: its files and their schema, its lock and its journal."""
