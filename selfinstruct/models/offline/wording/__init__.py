"""Words, sentences and scenes that the offline model makes its tasks of."""
