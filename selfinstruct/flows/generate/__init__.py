"""Seed tasks grow into a dataset: bootstrap, filters, classification, instances."""
