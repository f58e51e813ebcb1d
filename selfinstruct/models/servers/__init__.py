"""Servers that speak OpenAI's API: what they are, told by what they answer."""
