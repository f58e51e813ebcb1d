"""Rows: JSON, CSV and Parquet. A row is a document where it has a text; a CSV file is a table otherwise."""
