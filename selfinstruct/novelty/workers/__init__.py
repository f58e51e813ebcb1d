"""Processes of our own that answer questions, one after the other."""
