"""What stands elsewhere: errors of S3 in words, and datasets of the Hugging Face Hub."""
