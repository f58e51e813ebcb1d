"""`validate`: whether seed tasks, a recipe of any kind or a rubric can be used."""
