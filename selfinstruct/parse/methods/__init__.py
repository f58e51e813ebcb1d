"""Answers to what methods of `generate` ask, one kind a file; any text gives a value or a ValueError that says why."""
