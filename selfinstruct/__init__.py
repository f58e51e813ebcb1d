"""Grows seed tasks into an instruction-tuning dataset."""
