"""The command line: one file a command; render/ has what a person sees."""
