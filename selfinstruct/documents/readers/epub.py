"""EPUB: the chapters of a book in the order in which they are read."""

import posixpath
import urllib.parse
from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.charsets import declared_in
from selfinstruct.documents.decoding import decode
from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.html.cleaning import strip_invisible
from selfinstruct.documents.html.formulas import settle_formulas
from selfinstruct.documents.html.metadata import iso_date, language_tag
from selfinstruct.documents.html.tree import body_of, drop, parse_page
from selfinstruct.documents.html.writing import to_markdown
from selfinstruct.documents.office.assembly import sections
from selfinstruct.documents.safe_xml import parse_xml
from selfinstruct.documents.zips import Members, open_zip

_DC = "{http://purl.org/dc/elements/1.1/}"
_TYPE = "epub:type"
# Fonts may be obfuscated (EPUB 3.3, 4.4); whatever else is encrypted is so against readers.
_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")


def read_epub(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The book as one document, its table of contents left out; `pages` are chapters: files of the spine, from 1.

    A chapter that is missing or broken is refused beside the rest.
    """
    with open_zip(source, reading, document=True) as members:
        _refuse_encrypted(members)
        name = _package_name(members)
        package = parse_xml(members.read(name), name)
        chapters = _spine(package, posixpath.dirname(name))
        refused: list[Refusal] = []
        text, pages = sections(_texts(members, chapters, refused, reading), reading.text_bytes)
    if not text:
        raise Unread(refused[0].rule, refused[0].value) if refused else Unread("no_text", "has no chapter with text")
    told = {tag: next((" ".join(found.text.split()) for found in package.iter(f"{_DC}{tag}") if found.text), "")
            for tag in ("title", "language", "date")}  # fmt: skip
    yield Document(
        text, told["title"], "epub", language=language_tag(told["language"]), date=iso_date(told["date"]), pages=pages
    )
    yield from refused


def _refuse_encrypted(members: Members) -> None:
    name = "META-INF/encryption.xml"
    if name not in members:
        return
    for method in parse_xml(members.read(name), name).iter("{http://www.w3.org/2001/04/xmlenc#}EncryptionMethod"):
        around = method.getparent()
        data = around is not None and around.tag.endswith("}EncryptedData")
        if data and method.get("Algorithm") not in _OBFUSCATION:
            raise Unread("encrypted", "is protected against copying (DRM)")


def _package_name(members: Members) -> str:
    if "META-INF/container.xml" in members:
        root = parse_xml(members.read("META-INF/container.xml"), "META-INF/container.xml")
        for element in root.iter("{*}rootfile"):
            if element.get("full-path"):
                return urllib.parse.unquote(element.get("full-path"))
    found = next((name for name in members.names() if name.endswith(".opf")), "")
    if not found:
        raise Unread("damaged", "has no package document")
    return found


def _spine(package: Any, folder: str) -> list[str]:
    """The names of its pages in reading order, without the table of contents."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    contents = {
        _resolved(folder, reference.get("href", ""))
        for reference in package.iter("{*}reference")
        if reference.get("type", "").lower() == "toc"
    }
    names = []
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = _resolved(folder, item.get("href", ""))
        if item.get("media-type", _PAGES[0]) in _PAGES and name not in contents:
            names.append(name)
    return names


def _resolved(folder: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(folder, urllib.parse.unquote(address.split("#")[0])))


def _texts(members: Members, names: list[str], refused: list[Refusal], reading: Reading) -> Iterator[tuple[int, str]]:
    by_name = {name.casefold(): name for name in members.names()}
    seen: set[str] = set()
    for number, name in enumerate(names, 1):
        if name in seen:
            continue
        seen.add(name)
        try:
            yield number, chapter(members.read(by_name.get(name.casefold(), name)), reading)
        except Unread as error:
            refused.append(Refusal(error.refusal.rule, f"chapter {number}, {name}: {error.refusal.value}", page=number))


def chapter(data: bytes, reading: Reading) -> str:
    """The text of a page of a book: all but its navigation."""
    text, _ = decode(data, declared_in(data))
    root = parse_page(text.replace("\x0b", " ").replace("\x00", ""))
    if root is None:
        return ""
    if "<math" in text:
        settle_formulas(root)
    body = body_of(root)
    for element in list(body.iter("nav", "section", "div", "ol", "ul")):
        kind = f"{element.get(_TYPE, '')} {element.get('role', '')}"
        if element.tag == "nav" or any(word in kind.split() for word in ("toc", "doc-toc", "page-list", "landmarks")):
            drop(element)
    strip_invisible(body)
    return to_markdown(body).replace("\xad", "").replace("\u200b", "")
