"""Preference data: the methods, what they ask, and what a pair must be."""
