"""Reads bytes as `ingest` does, within this process."""

from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source
from selfinstruct.documents.readers.reading import read_source


def read(name: str, data: bytes | str, **options: Any) -> tuple[list[Document], list[Refusal]]:
    """The documents of a file, and what of it is refused."""
    source = Source(name, data=data.encode() if isinstance(data, str) else data)
    items = list(read_source(source, Reading(**options)))
    documents = [item for item in items if isinstance(item, Document)]
    return documents, [item for item in items if isinstance(item, Refusal)]


def texts(name: str, data: bytes | str, **options: Any) -> list[str]:
    """The texts of a file of which nothing is refused."""
    documents, refusals = read(name, data, **options)
    assert not refusals, refusals
    return [document.text for document in documents]


def rules(name: str, data: bytes | str, **options: Any) -> list[tuple[str, str]]:
    """What is refused of a file, by rule and member."""
    return [(refusal.rule, refusal.member) for refusal in read(name, data, **options)[1]]
