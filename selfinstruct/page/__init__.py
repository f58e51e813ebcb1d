"""The review page: the desk of `flows/review/desk/`, served to browsers on this machine."""
