"""A growing pool spread over shards, which decides as one index does."""
