"""Reads what models write for methods of generate: problems they pose, grades they give."""
