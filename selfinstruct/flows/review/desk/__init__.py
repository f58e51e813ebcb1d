"""The desk that people sit at: what is reviewed, in which order, and what they have decided so far."""
