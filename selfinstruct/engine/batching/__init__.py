"""Requests collected into batch jobs, from the intent to the answers in the journal."""
