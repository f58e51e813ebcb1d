"""A corpus: documents as lines of JSON, in the form DataTrove has, written by `ingest` and read by `ground`."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.documents.document import Document
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.storage import DEFAULT, Access, name
from selfinstruct.files.unfold.columns import told_columns
from selfinstruct.files.unfold.documents import is_document
from selfinstruct.files.unfold.transcripts import read_transcript

Row = tuple[str, Any, str]


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """A line of a corpus. `pages` as in `Document`; `metadata` has everything the line says, these included."""

    id: str
    text: str
    file: str = ""
    member: str = ""
    title: str = ""
    language: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    metadata: Mapping[str, Any] | None = None


def document_id(text: str) -> str:
    """The id of a document with this text."""
    return content_id("document", text)


def corpus_row(document: Document, file: str, digest: str, masked: Mapping[str, int]) -> dict[str, Any]:
    """The line of a document that was read from `file` (relative, with "/"), whose bytes have this SHA-256."""
    told = {
        "file": file, "member": document.member, "format": document.format, "title": document.title,
        "language": document.language, "url": document.url, "date": document.date,
        "pages": [list(pair) for pair in document.pages], **document.more, "masked": dict(masked), "sha256": digest,
    }  # fmt: skip
    known = {name: value for name, value in told.items() if value not in ("", [], {})}
    return {"id": document_id(document.text), "text": document.text, "metadata": known}


def is_corpus_row(row: Any) -> bool:
    """Whether a row is a document to learn from, rather than a task: our `text` export has its instruction beside it,
    and a text without metadata may be a conversation."""
    if not isinstance(row, dict) or not is_document(row) or not isinstance(row["text"], str):
        return False
    metadata = row.get("metadata")
    if isinstance(metadata, dict) and metadata:
        return not isinstance(metadata.get("instruction"), str)
    return not read_transcript(row["text"])


def refuse_corpus(place: str, row: Any) -> None:
    """Raise UsageError where a row that is to be a prompt is a whole document, as `ingest` writes it."""
    metadata = row.get("metadata") if isinstance(row, dict) else None
    if isinstance(metadata, dict) and {"file", "format", "sha256"} <= metadata.keys() and is_corpus_row(row):
        file = place.rpartition(":")[0]
        raise UsageError(
            f"{file}: holds documents, not prompts; make tasks of them first: selfinstruct ground {quote(file)}"
        )


def is_corpus(path: Path, access: Access = DEFAULT) -> bool:
    """Whether a file holds documents to learn from, by its first row."""
    from selfinstruct.files.rows import read_rows

    _, row, problem = next(read_rows(path, access), ("", None, ""))
    return not problem and is_corpus_row(row)


def told_as_documents(path: Path) -> str:
    """That a file holds documents, and the columns of the first one: a text, and no instruction."""
    from selfinstruct.files.rows import read_rows

    _, row, _ = next(read_rows(path))
    return f"holds documents ({told_columns(row)})"


def refuse_documents(path: Path, what: str) -> None:
    """Raise UsageError for a file of documents: `what` takes tasks."""
    if is_corpus(path):
        raise UsageError(
            f"{path}: {told_as_documents(path)}; {what} takes tasks (instruction and output), conversations (messages) "
            "and pairs (prompt, chosen and rejected)"
        )


def read_corpus(path: Path, access: Access = DEFAULT) -> Iterator[CorpusDocument]:
    """The documents of a corpus, or of any file of rows with a `text`, as data preparation writes them.

    Raises SeedError, with every problem, once all rows have been looked at.
    """
    # The processes that read documents have no use for it, and wait for what they load.
    from selfinstruct.files.rows import read_rows

    return _documents(read_rows(path, access))


def cited_documents(path: Path, identifiers: Collection[str]) -> dict[str, CorpusDocument]:
    """The documents of a corpus that are called so, by their ids; raises UsageError where any is not there."""
    found = {item.id: item for item in read_corpus(path) if item.id in identifiers}
    if absent := len(set(identifiers) - set(found)):
        raise UsageError(
            f"--corpus {name(path)}: lacks {absent:,} of the {len(set(identifiers)):,} documents that are cited; "
            "give the corpus that the run was made of"
        )
    return found


def _documents(rows: Iterable[Row]) -> Iterator[CorpusDocument]:
    problems: list[str] = []
    for place, row, problem in rows:
        wrong = problem or wrong_document(row)
        if wrong:
            problems.append(f"{place}: {wrong}")
        elif not problems:
            yield _document(row)
    if problems:
        raise SeedError(problems)


def wrong_document(row: Any) -> str:
    """Why a row is no document, "" for one that is."""
    if not isinstance(row, dict):
        return f"is no document: an object with a text is expected (found {row!r:.40})"
    if not isinstance(row.get("text"), str):
        form = "{'id', 'text', 'metadata'}, as `selfinstruct ingest` writes it"
        return f"text: is missing ({told_columns(row)}); a document is {form}"
    return ""


def _document(row: Mapping[str, Any]) -> CorpusDocument:
    metadata = row.get("metadata")
    known: Mapping[str, Any] = metadata if isinstance(metadata, dict) else {}
    pages = known.get("pages")
    told = {
        name: value for name in ("file", "member", "title", "language") if isinstance(value := known.get(name), str)
    }
    return CorpusDocument(
        str(row["id"]) if row.get("id") else document_id(row["text"]), row["text"],
        pages=_pages(pages) if isinstance(pages, list) else (), metadata=known, **told,
    )  # fmt: skip


def _pages(pages: list[Any]) -> tuple[tuple[int, int], ...]:
    """The pairs of whole numbers; pages that others number in another way are not known."""
    pairs = [tuple(pair) for pair in pages if isinstance(pair, list) and len(pair) == 2]
    return tuple(sorted((at, number) for at, number in pairs if type(at) is int and type(number) is int))
