"""What an answer is held against without asking a model: numbers, words, negations, what a question refers to."""
