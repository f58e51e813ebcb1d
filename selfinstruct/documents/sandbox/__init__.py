"""Processes that read files with limits, and what they are told and tell."""
