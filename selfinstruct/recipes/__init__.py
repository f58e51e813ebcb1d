"""Recipes: prompts, sampling and filters as data."""
