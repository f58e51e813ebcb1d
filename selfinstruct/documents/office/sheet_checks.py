"""Looks at the XML of spreadsheets before anything is made of it: how far it reaches, and formulas without a value."""

import re

from selfinstruct.documents.document import Unread

# Cells are laid out in full, from the first to the last: at some 30 bytes each this is what a process may have.
_MOST_CELLS = 12_000_000
_FAR_OR_WIDE = re.compile(rb' r="(?:[A-Z]{2,3}\d|[A-Z]\d{6})')
_CELL = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_WITHOUT_VALUE = re.compile(rb"<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>")
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_REPEATED = re.compile(rb"<table:(table-row|table-cell)\b([^>]*)>")
_TIMES = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d{1,9})[\"']")


def check_reach(data: bytes, name: str) -> None:
    """Raise Unread, too_large, for a sheet of XLSX whose cells lie so far apart that laying them out takes too much."""
    rows, columns = 99_999, 26
    if _FAR_OR_WIDE.search(data) or b" r='" in data:
        rows = columns = 1
        for letters, row in _CELL.findall(data):
            columns = max(columns, _column(letters))
            rows = max(rows, int(row))
    if rows * columns > _MOST_CELLS and rows * columns > 4 * data.count(b"<c "):
        raise Unread("too_large", f"{name} reaches over {rows:,} rows and {columns:,} columns")
    if data.count(b"<c ") > _MOST_CELLS:
        raise Unread("too_large", f"{name} has more than {_MOST_CELLS:,} cells")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def formulas_without_value(data: bytes) -> int:
    """How many formulas of a sheet of XLSX have no stored result; an empty text is one."""
    if b"<f" not in data:
        return 0
    return sum(1 for found in _WITHOUT_VALUE.finditer(data) if not _TEXT_RESULT.search(found[1]))


def check_repeated(data: bytes) -> None:
    """Raise Unread, too_large, for the content of an ODS whose filled cells or rows are repeated without measure."""
    cells = across = 0
    down = 1
    for found in _REPEATED.finditer(data):
        times = _TIMES.search(found[2])
        count = int(times[1]) if times else 1
        if found[1] == b"table-row":
            cells += across * down
            across, down = 0, count
        elif not found[2].endswith(b"/") or b"value" in found[2]:
            across += count
        if cells + across * down > _MOST_CELLS:
            raise Unread("too_large", f"repeats its cells to more than {_MOST_CELLS:,}")
