"""Many files read as one: the parts of a folder, of a pattern or of a prefix in S3, in order."""
