"""What is in a text that a model wrote besides its answer: reasoning, marks of turns, how it ended, circles."""
