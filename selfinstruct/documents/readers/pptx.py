"""PowerPoint: the slides that are shown, in their order, with what the speaker is to say."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.document import Document, Reading, Refusal, Source, Unread
from selfinstruct.documents.office.assembly import sections
from selfinstruct.documents.office.package import Package
from selfinstruct.documents.office.shapes import Slide, slide_blocks
from selfinstruct.documents.zips import open_zip

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def read_pptx(source: Source, reading: Reading) -> Iterator[Document | Refusal]:
    """The presentation as one document: a section for each slide, `pages` its number; hidden slides are left out."""
    with open_zip(source, reading, document=True) as members:
        package = Package(members, reading.text_bytes)
        name, root = package.main()
        related = package.relations(name)
        shown = [related.get(slide.get(f"{_R}id", ""), ("", ""))[1] for slide in root.iter(f"{_P}sldId")]
        refused: list[Refusal] = []
        text, pages = sections(_texts(package, shown, refused, reading), reading.text_bytes)
        told = package.told()
    if not text:
        if refused:
            raise Unread(refused[0].rule, refused[0].value)
        raise Unread("no_text", "has no slide with text")
    yield Document(text, told["title"], "pptx", language=told["language"], date=told["date"], pages=pages)
    yield from refused


def _texts(package: Package, names: list[str], refused: list[Refusal], reading: Reading) -> Iterator[tuple[int, str]]:
    for number, name in enumerate(names, 1):
        try:
            root = package.part(name) if name else None
            if root is None:
                raise Unread("damaged", "is missing")
            if root.get("show", "1") not in ("0", "false"):
                yield number, _slide(package, name, root, number, reading)
        except Unread as error:
            refused.append(Refusal(error.refusal.rule, f"slide {number}: {error.refusal.value}", page=number))


def _slide(package: Package, name: str, root: Any, number: int, reading: Reading) -> str:
    slide = Slide(package, package.relations(name), reading.furniture)
    title, blocks = slide_blocks(slide, root)
    notes = ""
    if reading.notes:
        part = next((part for kind, part in slide.related.values() if kind == "notesSlide"), "")
        notes_root = package.part(part) if part else None
        if notes_root is not None:
            inner = Slide(package, package.relations(part), False)
            notes = "\n\n".join(slide_blocks(inner, notes_root, notes=True)[1])
    if not (title or blocks or notes):
        return ""
    # A slide without a title has its number for one: else its text would stand in the section of the slide before.
    return "\n\n".join(filter(None, (f"# {title or number}", *blocks, notes)))
