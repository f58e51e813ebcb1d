"""OpenDocument texts: what a reader of the finished document sees, in its order, as Markdown."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.html.metadata import iso_date, language_tag
from selfinstruct.documents.office.assembly import paged
from selfinstruct.documents.office.open_text import OFFICE, OpenWalk, read_open_styles
from selfinstruct.documents.office.package import Package
from selfinstruct.documents.office.word_text import PAGE
from selfinstruct.documents.zips import Members, open_zip

_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"


def read_odt(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The document in an .odt or .ott: without deleted and hidden text, comments, headers, and its table of contents.

    The last is kept with `reading.furniture`. `pages` are those laid out last, where they are stored.
    """
    with open_zip(source, reading, document=True) as members:
        refuse_encrypted(members)
        package = Package(members, reading.text_bytes)
        root = package.part("content.xml")
        body = root.find(f"{OFFICE}body/{OFFICE}text") if root is not None else None
        if body is None:
            raise Unread("damaged", "has no text in content.xml")
        others = package.part("styles.xml")
        styles = read_open_styles([root] if others is None else [others, root])
        walk = OpenWalk(styles, _formulas(package), reading.furniture)
        text, pages = paged(walk.blocks(body), PAGE, reading.text_bytes)
        told = _told(package)
    if not text.strip():
        raise Unread("no_text", "holds no text, only pictures or nothing")
    yield Document(text, told["title"], "odt", language=told["language"], date=told["date"], pages=pages)


def refuse_encrypted(members: Members) -> None:
    """Raise Unread, encrypted, for a document whose manifest says so."""
    manifest = "META-INF/manifest.xml"
    if manifest in members and b"encryption-data" in members.read(manifest):
        raise Unread("encrypted", "has a password: save it without one")


def _formulas(package: Package) -> dict[str, Any]:
    """The formulas in it by the name of their folder."""
    found = {}
    for name in package.members.names():
        if name.startswith("Object ") and name.endswith("/content.xml"):
            try:
                root = package.part(name)
            except Unread:  # formulas of old versions declare a document type
                continue
            if root is not None and root.tag == "{http://www.w3.org/1998/Math/MathML}math":
                found[name.removesuffix("/content.xml")] = root
    return found


def _told(package: Package) -> dict[str, str]:
    try:
        root = package.part("meta.xml")
    except Unread:
        root = None
    said = {element.tag: (element.text or "").strip() for element in root.iter()} if root is not None else {}
    return {
        "title": said.get(f"{_DC}title", ""),
        "language": language_tag(said.get(f"{_DC}language", "")),
        "date": iso_date(said.get(f"{_DC}date", "") or said.get(f"{_META}creation-date", "")),
    }
