"""What a merge knows of its sources: their tasks with where they come from, and the attempts at them."""
