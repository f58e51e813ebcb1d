"""Cells of CSV that programs take for something else: spreadsheets for formulas (CSV injection), pandas for none."""

import re

# A cell that begins so is a formula to a spreadsheet; after a semicolon or a line break a cell begins wherever a
# spreadsheet splits by other rules than ours. Full-width signs count in East Asian versions.
_BEFORE = r"(?:^|[;\t\r\n])[\s\"']*"
_SIGN = r"[=+\-@|%＝＋－＠]"
_FORMULA = re.compile(f"({_BEFORE})({_SIGN})")
_DEFUSED = re.compile(f"({_BEFORE})'({_SIGN})")

# What pandas takes for a missing value unless it is told not to, but the empty text.
_MISSING = frozenset(
    "#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null".split("|")
)
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def is_missing(text: str) -> bool:
    """Whether pandas takes the cell for a missing value."""
    return text in _MISSING


def is_number(text: str) -> bool:
    """Whether pandas takes the cell for a number, where all others of its column are numbers or missing too."""
    return bool(_NUMBER.fullmatch(text)) or not text or is_missing(text)


def defused(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would take for a formula; `restored` undoes it."""
    return _FORMULA.sub(r"\1'\2", text)


def restored(text: str) -> str:
    """The text without the apostrophes that `defused` put in."""
    return _DEFUSED.sub(r"\1\2", text)
