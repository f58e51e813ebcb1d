"""`ground`: tasks out of the passages of a corpus, each with its quotation."""
