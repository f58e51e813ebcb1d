"""What the offline model plays for methods that talk and evolve: the user, the assistant, the teacher, the judge."""
