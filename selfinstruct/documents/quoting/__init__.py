"""Quotations: a text folded with the place of every character, quotations found in it, and marked for people."""
