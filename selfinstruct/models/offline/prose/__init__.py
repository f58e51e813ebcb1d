"""Texts that the offline model writes to conditions: the tasks, the conditions read from a prompt, the text."""
