"""A single file read as `ingest` reads it, for use from Python."""

import json
import logging
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Unpack

from selfinstruct.documents.document import Document, Refusal
from selfinstruct.documents.sandbox.pool import FileToRead
from selfinstruct.errors import SeedError
from selfinstruct.files import storage
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.flows.ingest.flow import told_refusal
from selfinstruct.flows.ingest.options import ReadingOptions, reading_plan

LOG = logging.getLogger("selfinstruct")
_OWN = ("file", "member", "format", "title", "language", "url", "date", "pages", "masked", "sha256")


def read_document(path: str | Path, *, access: Access = DEFAULT, **reading: Unpack[ReadingOptions]) -> list[Document]:
    """The documents of one file, in a process with limits as `ingest` has it; `reading` as there.

    Raises SeedError, with every refusal, where there is none; of a file that gives some, what it refuses is logged.
    """
    file = FileToRead(Path(path).name, lambda: storage.local(path, access))
    documents: list[Document] = []
    problems: list[str] = []
    with closing(reading_plan(reading).sandbox(1).read([file])) as items:
        for _, item in items:
            if isinstance(item, Refusal):
                problems.append(told_refusal(file.name, item))
            elif item is not None:
                documents.append(_document(json.loads(item.line)))
    if not documents:
        raise SeedError(problems)
    for problem in problems:
        LOG.warning(problem)
    return documents


def _document(row: Mapping[str, Any]) -> Document:
    told = row["metadata"]
    pages = tuple((at, number) for at, number in told.get("pages", ()))
    plain = {name: told.get(name, "") for name in ("title", "format", "member", "language", "url", "date")}
    more = {name: value for name, value in told.items() if name not in _OWN}
    return Document(row["text"], pages=pages, more=more, **plain)
