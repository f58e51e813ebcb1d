"""Filters of what models write in place of an answer, or with it: refusals, calls of tools, their own names, halves."""
