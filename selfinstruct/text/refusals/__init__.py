"""Refusals: how they are told, by language, and which of them say nothing else."""
