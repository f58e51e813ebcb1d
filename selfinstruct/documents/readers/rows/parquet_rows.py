"""Parquet: each row is a document, read some rows at a time."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.readers.rows.row_fields import COLUMNS, TEXTS, row_documents, without_text
from selfinstruct.files.kinds.parquet import arrow_modules

_ROWS = 64


def read_parquet(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """Each row of a file as a document; a file without a column of texts is refused as a whole."""
    arrow, parquet = arrow_modules()
    with source.open() as stream:
        try:
            file = parquet.ParquetFile(stream, pre_buffer=False)
            names = file.schema_arrow.names
            if not (reading.text.partition(".")[0] in names if reading.text else set(TEXTS) & set(names)):
                raise Unread("row", without_text(names, reading))
            known = {*COLUMNS, reading.text.partition(".")[0], reading.title.partition(".")[0], reading.text}
            columns = [name for name in names if name in known]
            yield from _documents(file.iter_batches(_ROWS, columns=columns, use_threads=False), source, reading)
        except (arrow.ArrowException, OSError, ValueError) as error:
            raise Unread("damaged", f"is no whole Parquet file: {' '.join(str(error).split())[:200]}") from None


def _documents(batches: Iterator[Any], source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    number = 0
    for batch in batches:
        for row in batch.to_pylist():
            number += 1
            yield from row_documents(row, f"row {number}", source, reading, "parquet")
