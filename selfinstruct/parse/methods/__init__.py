"""Reads the answers that methods ask for: a message somebody would send, a variant of a task, a yes or a no."""
