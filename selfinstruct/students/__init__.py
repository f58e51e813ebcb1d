"""Small students that are trained to prove data: what they are, how they are trained, and how they answer."""
