"""The shards of a run that several workers fill: who has which, their journals, their ends, in a folder or in S3."""
