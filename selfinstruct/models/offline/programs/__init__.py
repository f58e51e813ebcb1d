"""Functions that the offline model knows: tasks, problems with tests, and solutions that are right or not."""
