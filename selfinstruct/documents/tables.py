"""Tables as Markdown has them, and the few marks of Markdown that a plain text may begin with by chance."""

import re
from collections.abc import Sequence

_BY_CHANCE = re.compile(r"^(#{1,6}(?=\s)|```|~~~)")


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its head; rows may be of different lengths. Columns and rows without a word go.

    Line breaks in a cell become spaces, since a row is one line. "" where there is no word.
    """
    tidy = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows]
    tidy = [row for row in tidy if any(row)]
    used = sorted({place for row in tidy for place, cell in enumerate(row) if cell})
    if not used:
        return ""
    lines = ["| " + " | ".join(row[place] if place < len(row) else "" for place in used) + " |" for row in tidy]
    lines.insert(1, "|" + " --- |" * len(used))
    return "\n".join(line.replace("|  |", "| |").replace("|  |", "| |") for line in lines)


def fence(code: str, language: str = "") -> str:
    """Code between fences that do not stand in it."""
    marks = "```"
    while marks in code:
        marks += "`"
    return f"{marks}{language}\n{code}\n{marks}"


def unmarked(text: str) -> str:
    """A paragraph that begins like a heading or a fence and is none, so that it is read as a paragraph."""
    return "\\" + text if _BY_CHANCE.match(text) else text


def one_cell(blocks: Sequence[str]) -> str:
    """The paragraphs of a cell in one line."""
    text = ""
    for block in blocks:
        if block := " ".join(block.split()):
            text += ("" if not text else " " if text[-1] in ".!?:;,。！？" else "; ") + block
    return text
