"""Who speaks in an answer: the names of models and of those who make them, and how they introduce themselves."""
