"""Models label records; what they agree on is accepted."""
