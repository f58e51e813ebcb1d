"""The report: figures as one HTML file that opens from disk, without JavaScript and without anything fetched."""
