"""Filters of scope `document`: each says why a whole document of a corpus is to be rejected, or nothing."""
