"""How much a model is to think, told to each service in its own words."""
