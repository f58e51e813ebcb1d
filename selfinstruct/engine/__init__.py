"""Asks models safely: settings, budget, pace, retries, journal, batch jobs, and the workers that drive a session."""
