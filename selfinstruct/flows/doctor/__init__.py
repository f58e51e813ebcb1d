"""What an endpoint is and can, by a few small requests."""
