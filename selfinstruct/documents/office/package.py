"""An office document as the parts it consists of: XML by name, and who refers to whom within it."""

import posixpath
import urllib.parse
from dataclasses import dataclass
from typing import Any

from selfinstruct.documents.document import Unread
from selfinstruct.documents.html.metadata import iso_date, language_tag
from selfinstruct.documents.safe_xml import parse_xml
from selfinstruct.documents.zips import Members

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO 29500 strict has other names for the same things.
_STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{strict}".encode(), f"http://schemas.openxmlformats.org/{usual}".encode())
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("presentationml/main", "presentationml/2006/main"),
        ("spreadsheetml/main", "spreadsheetml/2006/main"),
        ("drawingml/main", "drawingml/2006/main"),
        ("drawingml/chart", "drawingml/2006/chart"),
        ("drawingml/diagram", "drawingml/2006/diagram"),
        ("drawingml/wordprocessingDrawing", "drawingml/2006/wordprocessingDrawing"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
    )
)
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"


@dataclass(frozen=True)
class Package:
    """The parts of a document; `most` is how many bytes of XML a part may have."""

    members: Members
    most: int

    def part(self, name: str) -> Any:
        """The root of a part, None where there is none. Raises Unread as `parse_xml` does, and too_large."""
        if name not in self.members:
            return None
        if self.members.size(name) > self.most:
            raise Unread("too_large", f"{name} has {self.members.size(name):,} bytes; {self.most:,} are allowed")
        data = self.members.read(name)
        if b"purl.oclc.org/ooxml/" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return parse_xml(data, name)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to within the document: an id's kind (the end of its type) and name of a part, in order.

        What is outside of the document is left out: nobody follows it.
        """
        folder, file = posixpath.split(name)
        root = self.part(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        found: dict[str, tuple[str, str]] = {}
        for relation in root.iter(_RELATIONS) if root is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            target = urllib.parse.unquote(relation.get("Target", ""))
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], whole)
        return found

    def related(self, name: str, kind: str) -> str:
        """The name of the first part of a kind that a part refers to, "" for none."""
        return next((part for of, part in self.relations(name).values() if of == kind), "")

    def main(self) -> tuple[str, Any]:
        """The name and root of the part that is the document. Raises Unread: damaged."""
        name = self.related("", "officeDocument")
        root = self.part(name) if name else None
        if root is None:
            raise Unread("damaged", "has no main part")
        return name, root

    def told(self) -> dict[str, str]:
        """Title, language and date (of the last change, else of the beginning) as its properties say them."""
        try:
            root = self.part(self.related("", "core-properties") or "docProps/core.xml")
        except Unread:
            root = None
        said = {child.tag: (child.text or "").strip() for child in root} if root is not None else {}
        return {
            "title": said.get(f"{_DC}title", ""),
            "language": language_tag(said.get(f"{_DC}language", "")),
            "date": iso_date(said.get(f"{_TERMS}modified", "") or said.get(f"{_TERMS}created", "")),
        }
