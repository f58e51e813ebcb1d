"""Probes: each asks for one thing and says what it found."""
