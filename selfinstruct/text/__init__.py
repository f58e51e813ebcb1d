"""Analysis of texts without a model call: tokens, language, personal data, the published rules."""
