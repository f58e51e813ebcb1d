"""Office documents: their parts, their styles, their lists."""
