"""A teacher answers the prompts of a log or a file."""
