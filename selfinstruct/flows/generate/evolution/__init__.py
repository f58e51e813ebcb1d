"""Variants of tasks: the operations that make them, and the rules by which they are eliminated."""
