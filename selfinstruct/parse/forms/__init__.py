"""The forms that tasks come in within an answer: tables, tags, CSV, loose JSON, and lists of any layout."""
