"""What a conversation is made of: facts that have to be remembered, plans, and what a user's turn may not be."""
