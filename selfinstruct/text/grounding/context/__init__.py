"""What a question must not speak of to stand alone: its text, in many languages."""
