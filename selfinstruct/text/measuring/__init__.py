"""What is counted of a text: its words, and where its sentences end."""
