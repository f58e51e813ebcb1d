"""How different texts are from one another, all in all."""
