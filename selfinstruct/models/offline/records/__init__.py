"""Data in a fixed structure by the offline model: tasks, schemas with material, and records read from it."""
