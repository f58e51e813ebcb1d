"""Preference data: the four methods, what they ask, and what a pair must be."""
