"""HTTP/1.1 for one address and many requests in flight."""
