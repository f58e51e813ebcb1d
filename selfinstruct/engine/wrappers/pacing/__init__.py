"""Finding a limit that nobody states, and telling it from refusals that come at random."""
