"""Files in and out: on disk or in S3, JSON lines, CSV or Parquet, and what a row may mean."""
