"""What is done to datasets: filter, select, merge, measure. Only the judge of filter asks a model."""
