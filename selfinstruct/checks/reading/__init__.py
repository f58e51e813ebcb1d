"""What checks read: numbers, dates, patterns, schemas, scripts; nothing here knows what a check is."""
