"""`ingest`: a folder of files becomes a corpus of documents."""
