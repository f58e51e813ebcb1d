"""Whether two texts ask for the same in other words, by vectors of words and by what vectors do not see."""
