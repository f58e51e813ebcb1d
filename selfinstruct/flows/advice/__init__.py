"""What a budget is best spent on: more tasks, more answers, or pairs."""
