"""What a report shows of a run besides its dataset's statistics: pure data, one subject a file."""
