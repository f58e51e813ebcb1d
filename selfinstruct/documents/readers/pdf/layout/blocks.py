"""What a page is made of once its lines are read together."""

import re
from dataclasses import dataclass, field

from selfinstruct.documents.readers.pdf.layout.boxes import Box

_ENDS = re.compile(r"[.!?:;…。！？：؟।៕。」』”\")\]»]$")


@dataclass(slots=True)
class Block:
    """A piece of a page that is one thing: text, item, code, table or rows.

    `full`: the last line leaves no room, so that the text may go on. `lead`: it begins as a paragraph does.
    """

    kind: str
    text: str
    size: float = 0.0
    bold: bool = False
    lines: int = 1
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    depth: int = 0
    full: bool = False
    indented: bool = False
    rows: list[list[str]] = field(default_factory=list)


def ends(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return _ENDS.search(text[-3:]) is not None
