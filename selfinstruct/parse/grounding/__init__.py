"""What models write when they are asked about passages: grounded tasks, and answers given again."""
