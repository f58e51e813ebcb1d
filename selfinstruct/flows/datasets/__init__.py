"""What is done to datasets: filter, select, merge, measure. No model is asked."""
