"""CSV: texts in columns that the first line names, parted by commas, semicolons or tabs."""

import csv
import sys
from collections.abc import Iterator
from io import BufferedReader, StringIO
from itertools import chain
from typing import Any

from selfinstruct.files.kinds.spreadsheet import restored


def csv_rows(name: str, file: BufferedReader, spreadsheet: bool) -> Iterator[tuple[str, Any, str]]:
    """The rows of the file called `name`; of a `spreadsheet` the apostrophes before formulas are taken off."""
    limit = csv.field_size_limit(sys.maxsize)
    start = 1
    try:
        lines = _texts(file)
        head = next(lines, "")
        reader = csv.reader(chain([head], lines), delimiter=max(",;\t", key=head.count), strict=True)
        columns = next(reader, [])
        start = reader.line_num + 1
        if twice := next((name for name in columns if columns.count(name) > 1), ""):
            yield f"{name}:1", None, f"has the column {twice!r:.40} twice; give each a name of its own"
            return
        for cells in reader:
            place, start = f"{name}:{start}", reader.line_num + 1
            if len(cells) != len(columns):
                if any(cells):
                    yield place, None, f"has {len(cells)} cells, but the header has {len(columns)}"
                continue
            yield place, dict(zip(columns, map(restored, cells) if spreadsheet else cells, strict=True)), ""
    except csv.Error as error:
        yield f"{name}:{start}", None, f"is not CSV: {error}; is the file complete?"
    except UnicodeDecodeError as error:
        yield f"{name}:{start}", None, f"is not UTF-8 ({error.reason}); save it as CSV UTF-8"
    finally:
        csv.field_size_limit(limit)


def _texts(file: BufferedReader) -> Iterator[str]:
    """The lines of a CSV file, ended by any of the three line ends; other separators stand inside of cells."""
    for raw in file:
        text = raw.decode("utf-8")
        yield from StringIO(text, newline="") if "\r" in text[:-2] else (text,)
