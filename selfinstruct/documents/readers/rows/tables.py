"""CSV and TSV: a table in Markdown, or where the column of a text is named, rows that are documents."""

import csv
import re
import sys
from collections.abc import Iterator
from itertools import chain

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.rows.row_fields import row_documents
from selfinstruct.documents.readers.rows.text_lines import text_lines

# A larger table is several documents, each with the head of it.
_DOCUMENT = 1_000_000
_DELIMITERS = ",;\t|"
_SAID = re.compile(r"\ufeff?sep=(.)\s*\Z", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def read_csv(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """A file's table as a document, or with `reading.text` each row, its head naming the fields."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        lines = text_lines(source, reading)
        head = next(lines, "")
        if said := _SAID.match(head):
            delimiter, head = said[1], next(lines, "")
        else:
            told = _QUOTED.sub("", head)
            delimiter = max(_DELIMITERS, key=told.count)
        reader = csv.reader(chain([head], lines), delimiter=delimiter)
        columns = next(reader, [])
        if reading.text and reading.text in columns:
            yield from _rows(reader, columns, source, reading)
        else:
            yield from _tables(_numbered(reader), columns, source.member)
    except csv.Error as error:
        raise Unread("damaged", f"is no CSV: {error}") from None
    finally:
        csv.field_size_limit(limit)


def _rows(
    reader: Iterator[list[str]], columns: list[str], source: Source, reading: Reading
) -> Iterator[Document | Refusal]:
    for number, cells in _numbered(reader):
        place = f"row {number}"
        if (len(cells) != len(columns) and any(cells[len(columns) :])) or not any(cells):
            if any(cells):
                said = f"has {len(cells)} cells, but the header has {len(columns)}"
                yield Refusal("row", said, f"{source.member}/{place}" if source.member else place)
            continue
        yield from row_documents(dict(zip(columns, cells, strict=False)), place, source, reading, "csv")


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, numbered as a spreadsheet does: the head is the first."""
    for number, cells in enumerate(reader, 2):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _tables(rows: Iterator[tuple[int, list[str]]], columns: list[str], member: str) -> Iterator[Document]:
    held: list[list[str]] = []
    size, first, last, parts = 0, 2, 2, 0
    for number, cells in rows:
        if size > _DOCUMENT:
            parts += 1
            yield _table(columns, held, member, f"rows {first}-{last}")
            held, size, first = [], 0, number
        held.append(cells)
        size += sum(map(len, cells)) + 3 * len(cells)
        last = number
    if held or any(column.strip() for column in columns):
        yield _table(columns, held, member, f"rows {first}-{last}" if parts else "")


def _table(columns: list[str], rows: list[list[str]], member: str, part: str) -> Document:
    width = max(map(len, [columns, *rows]))
    lines = [_line(columns, width), "|" + " --- |" * width, *(_line(cells, width) for cells in rows)]
    return Document("\n".join(lines), format="csv", member="/".join(filter(None, (member, part))))


def _line(cells: list[str], width: int) -> str:
    told = [" ".join(cell.replace("|", "\\|").split()) for cell in cells]
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in [*told, *[""] * (width - len(told))])
