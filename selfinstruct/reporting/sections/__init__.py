"""The sections of a report: one subject a file; each gives the body for one source, empty where it has none."""
