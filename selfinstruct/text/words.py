"""Splits a document into words and signs, as the published rules for web text count them.

Case stays, and punctuation counts: a sign is a word of its own, while dots in a row, and rules of hyphens or the like,
are one. In scripts written without spaces between words a character is a word.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from selfinstruct.text.tokens import UNSPACED, combining_marks, is_unspaced


@cache
def _word() -> re.Pattern[str]:
    marks = combining_marks()
    # `re` can take no class from another: one class of all characters is many times as fast as two in turn.
    inside = [
        code for code in range(0x20000)
        if ((char := chr(code)).isalnum() or char == "_" or char in marks) and not is_unspaced(char)
    ]  # fmt: skip
    part = f"[{_ranges(inside)}]++"
    return re.compile(
        r"(?:https?://|www\.)[^\s<>\"”)]+[\w/]"
        rf"|{part}(?:[.'’@/:,]{part})*+"
        rf"|[{UNSPACED}][{marks}]*+"
        r"|\.\.+|-+|_+|~+|[^\w\s]"
    )


def _ranges(codes: Sequence[int]) -> str:
    """Characters, in order, as they stand in a character class."""
    starts = [code for before, code in pairwise((-2, *codes)) if code != before + 1]
    ends = [code for code, after in pairwise((*codes, -2)) if after != code + 1]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(starts, ends, strict=True))


def words(text: str) -> list[str]:
    """Words and signs in order, as they are written."""
    return _word().findall(text)
