"""What can be told of a text without asking a model: tokens, language, personal data, the published rules."""
