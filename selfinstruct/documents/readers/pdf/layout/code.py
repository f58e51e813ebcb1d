"""Code: lines of letters of one width, laid out as they stand."""

import itertools

from selfinstruct.documents.readers.pdf.layout.letters import HYPHEN
from selfinstruct.documents.readers.pdf.layout.words import Line

# The furthest column that a line of code reaches.
_FURTHEST = 400


def code_of(lines: list[Line]) -> str:
    """Lines of code with their indentation, and blank lines where the step is a double one."""
    wide = _letter_width(lines)
    left = min(line.box.left for line in lines)
    steps = [b.box.bottom - a.box.bottom for a, b in itertools.pairwise(lines)]
    usual = sorted(steps)[len(steps) // 2] if steps else 0.0
    text = ""
    for at, line in enumerate(lines):
        if at:
            text += "\n\n" if usual and steps[at - 1] > 1.6 * usual else "\n"
        row = ""
        for word in line.words:
            place = min(round((word.start - left) / wide), _FURTHEST)
            row += " " * max(place - len(row), 1 if row else 0) + word.text
        text += row.replace(HYPHEN, "-")
    return text


def _letter_width(lines: list[Line]) -> float:
    widths = sorted((line.words[-1].end - line.words[-1].start) / len(line.words[-1].text) for line in lines)
    return max(widths[len(widths) // 2], 1.0)
