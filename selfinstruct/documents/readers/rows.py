"""Rows: JSON lines, JSON arrays, CSV and Parquet. A row is a document, or a table is one."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread

_TEXTS = ("text", "content", "body", "document", "markdown", "page_content", "raw_content", "article")


def read_json(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """Each object of a file as a document."""
    for number, line in enumerate(source.read().decode("utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
        except ValueError as error:
            yield Refusal("row", str(error), f"{number}")
            continue
        name = reading.text or next((name for name in _TEXTS if isinstance(row, dict) and row.get(name)), "")
        if not isinstance(row, dict) or not isinstance(row.get(name), str):
            yield Refusal("row", "has no text", f"{number}")
        else:
            yield Document(row[name])


def read_csv(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """A file's table, or with the column of the text named each row as a document."""
    try:
        rows = list(csv.reader(io.StringIO(source.read().decode("utf-8-sig"))))
    except csv.Error as error:
        raise Unread("damaged", str(error)) from None
    table = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in row) + " |" for row in rows]
    if table:
        yield Document("\n".join([table[0], "|" + " --- |" * len(rows[0]), *table[1:]]))


def read_parquet(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """Each row of a file as a document."""
    raise Unread("unsupported")
