"""Models around a model, one duty each; engine/stack.py puts them in order."""
