"""Pages of the web: what of them is the text, and that text as Markdown."""
