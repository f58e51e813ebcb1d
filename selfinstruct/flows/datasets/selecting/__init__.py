"""Which rows of a dataset to take: what is known of each, the ways to choose, and what a choice is like."""
