"""The form of an answer, described once: as a JSON Schema, as a grammar, as a pattern, and as text out of JSON."""
