"""What the answers of all services have in common: messages, event streams, errors in whatever form."""
