"""Who sits at the desk: each reviewer with a queue and an order of sides."""
