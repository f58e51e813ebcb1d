"""What runs in the box to test a solution: a judge, and the solution in a process of its own. Standard library only."""
