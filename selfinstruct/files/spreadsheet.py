"""Escapes cells that a spreadsheet would take for formulas (CSV injection)."""

import re

# A cell that begins so is a formula to a spreadsheet; after a semicolon or a line break a cell begins wherever a
# spreadsheet splits by other rules than ours. Full-width signs count in East Asian versions.
_BEFORE = r"(?:^|[;\t\r\n])[\s\"']*"
_SIGN = r"[=+\-@|%＝＋－＠]"
_FORMULA = re.compile(f"({_BEFORE})({_SIGN})")
_DEFUSED = re.compile(f"({_BEFORE})'({_SIGN})")


def defused(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would take for a formula; `restored` undoes it."""
    return _FORMULA.sub(r"\1'\2", text)


def restored(text: str) -> str:
    """The text without the apostrophes that `defused` put in."""
    return _DEFUSED.sub(r"\1\2", text)
