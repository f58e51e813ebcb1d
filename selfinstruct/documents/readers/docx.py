"""Word documents: what a reader of the finished document sees, in its order, as Markdown."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.office.assembly import paged
from selfinstruct.documents.office.package import Package
from selfinstruct.documents.office.word_styles import W, read_lists, read_styles
from selfinstruct.documents.office.word_tables import table_blocks
from selfinstruct.documents.office.word_text import PAGE, Walk
from selfinstruct.documents.zips import open_zip

_ORDINARY_NOTES = (None, "normal")


def read_docx(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The document in a .docx, .docm or .dotx. Insertions are in it, deletions, hidden text and comments are not.

    Headers and footers are in it if `reading.furniture` says so, and then a table of contents is too. `pages` are
    those that Word laid out last, if it stored them.
    """
    with open_zip(source, reading, document=True) as members:
        package = Package(members, reading.text_bytes)
        name, root = package.main()
        body = root.find(f"{W}body")
        if body is None:
            raise Unread("damaged", f"{name} has no body")
        related = package.relations(name)
        parts = dict(reversed(related.values()))
        walk = Walk(
            read_styles(package.part(parts.get("styles", ""))),
            read_lists(package.part(parts.get("numbering", ""))),
            table_blocks,
            _notes(package, parts),
            reading.furniture,
        )
        blocks = _with_furniture(package, walk, body, related) if reading.furniture else walk.blocks(body)
        text, pages = paged(blocks, PAGE, reading.text_bytes)
        told = package.told()
    if not text.strip():
        raise Unread("no_text", "holds no text, only pictures or nothing")
    yield Document(text, told["title"], "docx", language=told["language"], date=told["date"], pages=pages)
    if walk.embedded:
        told_of = f"{walk.embedded} documents embedded in it (altChunk) are not read: open it in Word and save it"
        yield Refusal("unsupported", told_of)


def _notes(package: Package, parts: dict[str, str]) -> dict[str, Any]:
    """Footnotes by their id, endnotes by "e" and theirs; not the lines that part them from the text."""
    notes: dict[str, Any] = {}
    for kind, prefix in (("footnotes", ""), ("endnotes", "e")):
        root = package.part(parts.get(kind, ""))
        for note in root if root is not None else ():
            if note.get(f"{W}type") in _ORDINARY_NOTES:
                notes[prefix + note.get(f"{W}id", "")] = note
    return notes


def _with_furniture(package: Package, walk: Walk, body: Any, related: dict[str, tuple[str, str]]) -> Iterator[str]:
    yield from _running(package, walk, related, "header")
    yield from walk.blocks(body)
    yield from _running(package, walk, related, "footer")


def _running(package: Package, walk: Walk, related: dict[str, tuple[str, str]], kind: str) -> Iterator[str]:
    seen: set[str] = set()
    for of, part in related.values():
        root = package.part(part) if of == kind else None
        for block in walk.blocks(root) if root is not None else ():
            if block not in seen:
                seen.add(block)
                yield block
