"""Causal language models as students, on torch and transformers; pairs by TRL."""
