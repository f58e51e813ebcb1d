"""What the package does, a folder for each command: read its flow.py first."""
