"""Records go to people and their answers come back."""
