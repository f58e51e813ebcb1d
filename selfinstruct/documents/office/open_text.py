"""The text of an OpenDocument file as blocks of Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.documents.html.formulas import mathml
from selfinstruct.documents.numerals import numeral
from selfinstruct.documents.office.word_text import BREAK, PAGE
from selfinstruct.documents.tables import fence, markdown_table, one_cell, unmarked

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"

# Comments, deleted and hidden text, scripts, and what only says where something is.
_UNSEEN = frozenset(
    [f"{TEXT}{name}" for name in ("tracked-changes", "hidden-text", "hidden-paragraph", "sequence-decls", "script",
                                  "variable-decls", "user-field-decls", "note-citation", "ruby-text", "toc-mark")]
    + [f"{OFFICE}annotation", f"{OFFICE}forms", f"{OFFICE}event-listeners", f"{SVG}title", f"{SVG}desc"]
)  # fmt: skip
_CONTENTS = frozenset(
    f"{TEXT}{name}"
    for name in ("table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index")
)
_SIGNS = {f"{TEXT}tab": " ", f"{TEXT}line-break": BREAK, f"{TEXT}soft-page-break": PAGE}
_CODE = ("preformatted", "source_20_code", "sourcecode", "listing")
_DEPTH = 60
_REPEATED = 100
_WIDEST = 200
_MOST_CELLS = 500_000


@dataclass
class OpenStyles:
    """What styles mean: which are hidden, how the levels of lists are numbered, on which another is based."""

    hidden: set[str] = field(default_factory=set)
    parents: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[int, tuple[str, str, str]]] = field(default_factory=dict)  # format, prefix, suffix
    outline: dict[int, tuple[str, str, int]] = field(default_factory=dict)  # format, suffix, levels shown

    def named(self, name: str) -> str:
        """The names of a style and of those it is based on, in small letters."""
        found: list[str] = []
        while name and len(found) < 20:
            found.append(name.lower())
            name = self.parents.get(name, "")
        return " ".join(found)


def read_open_styles(roots: list[Any]) -> OpenStyles:
    """The styles of the content and of the file of styles."""
    styles = OpenStyles()
    for root in roots:
        for style in root.iter(f"{STYLE}style"):
            name = style.get(f"{STYLE}name", "")
            styles.parents[name] = style.get(f"{STYLE}parent-style-name", "")
            for properties in style:
                hidden = properties.get(f"{TEXT}display") == "none" or properties.get("display") == "none"
                if hidden and properties.tag in (f"{STYLE}text-properties", f"{STYLE}section-properties"):
                    styles.hidden.add(name)
        for listed in root.iter(f"{TEXT}list-style"):
            levels = styles.lists.setdefault(listed.get(f"{STYLE}name", ""), {})
            for level in listed:
                if level.tag == f"{TEXT}list-level-style-number":
                    levels[_int(level.get(f"{TEXT}level"), 1)] = (
                        level.get(f"{STYLE}num-format", ""), level.get(f"{STYLE}num-prefix", ""),
                        level.get(f"{STYLE}num-suffix", ""),
                    )  # fmt: skip
        for level in root.iter(f"{TEXT}outline-level-style"):
            if form := level.get(f"{STYLE}num-format", ""):
                styles.outline[_int(level.get(f"{TEXT}level"), 1)] = (
                    form, level.get(f"{STYLE}num-suffix", ""), _int(level.get(f"{TEXT}display-levels"), 1)
                )  # fmt: skip
    return styles


@dataclass
class OpenWalk:
    """What is met on the way: notes to be told, boxes beside the text, how far headings and lists are counted."""

    styles: OpenStyles
    formulas: dict[str, Any] = field(default_factory=dict)
    contents: bool = False
    notes: list[str] = field(default_factory=list)
    floating: list[str] = field(default_factory=list)
    heads: dict[int, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def blocks(self, container: Any, depth: int = 0) -> Iterator[str]:
        """The blocks of a text, a note, a box or a cell."""
        code: list[str] = []
        for child in container:
            tag = child.tag
            if tag == f"{TEXT}p" and any(
                mark in self.styles.named(child.get(f"{TEXT}style-name", "")) for mark in _CODE
            ):
                code.append(self.line(child).replace(BREAK, "\n"))
                continue
            if code:
                yield fence("\n".join(code))
                code = []
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self.paragraph(child)
            elif tag == f"{TEXT}list":
                if text := "\n".join(self.items(child, 1, "", depth)):
                    yield text
                yield from self.beside()
            elif tag == f"{TABLE}table":
                yield from self.table(child, depth)
            elif tag in _UNSEEN or (tag in _CONTENTS and not self.contents) or self.is_hidden(child):
                continue
            elif tag in _CONTENTS and (body := child.find(f"{TEXT}index-body")) is not None:
                yield from self.blocks(body, depth + 1)
            elif tag == f"{TEXT}soft-page-break":
                yield PAGE
            elif depth < _DEPTH:
                yield from self.blocks(child, depth + 1)
        if code:
            yield fence("\n".join(code))
        yield from self.beside()

    def is_hidden(self, element: Any) -> bool:
        return element.get(f"{TEXT}style-name", "") in self.styles.hidden or element.get(f"{TEXT}display") == "none"

    def beside(self) -> Iterator[str]:
        """What belongs to the paragraph before: boxes and notes."""
        yield from self.floating
        yield from self.notes
        self.floating, self.notes = [], []

    def paragraph(self, element: Any) -> Iterator[str]:
        text = _folded(self.line(element))
        style = self.styles.named(element.get(f"{TEXT}style-name", ""))
        if text.strip(PAGE):
            level = _int(element.get(f"{TEXT}outline-level"), 1) if element.tag == f"{TEXT}h" else 0
            if element.tag == f"{TEXT}p" and "title" in style.split():
                level = 1
            if level:
                number = self.heading_number(element, level) if element.tag == f"{TEXT}h" else ""
                yield f"{'#' * max(1, min(level, 6))} {number}" + text.replace("  \n", " ")
            else:
                yield unmarked(text)
        yield from self.beside()

    def heading_number(self, element: Any, level: int) -> str:
        form = self.styles.outline.get(level)
        if not form or element.get(f"{TEXT}is-list-header") == "true":
            return ""
        self.heads = {place: count for place, count in self.heads.items() if place <= level}
        self.heads[level] = self.heads.get(level, 0) + 1
        shown = range(max(1, level - form[2] + 1), level + 1)
        parts = [numeral(self.heads.get(place, 1), self.styles.outline.get(place, form)[0]) for place in shown]
        return ".".join(parts) + form[1] + " "

    def items(self, element: Any, level: int, style: str, depth: int) -> Iterator[str]:
        """The lines of a list, its numbers as they are shown."""
        style = element.get(f"{TEXT}style-name", style)
        form, prefix, suffix = self.styles.lists.get(style, {}).get(level, ("", "", ""))
        key = f"{style}:{level}"
        number = self.last.get(key, 0) if element.get(f"{TEXT}continue-numbering") == "true" else 0
        pad = "   " * min(level - 1, 9)
        for item in element:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            first = item.tag == f"{TEXT}list-item"
            number = _int(item.get(f"{TEXT}start-value"), number + first)
            marker = f"{prefix}{numeral(number, form)}{suffix} " if form else "- "
            for child in item:
                if child.tag == f"{TEXT}list":
                    if depth < _DEPTH:
                        yield from self.items(child, level + 1, style, depth + 1)
                elif text := _folded(self.line(child)):
                    lead = marker if first else " " * 3
                    first = False
                    yield pad + lead + text.replace("\n", f"\n{pad}   ")
        self.last[key] = number

    def line(self, element: Any, depth: int = 0) -> str:
        """The text of a paragraph, white space as OpenDocument has it; what floats is kept for later."""
        if element.tag in _UNSEEN or self.is_hidden(element):
            return ""
        pieces = [" ".join(element.text.split("\n")) if element.text else ""]
        for child in element:
            tag = child.tag
            if tag == f"{TEXT}s":
                pieces.append(" " * min(_int(child.get(f"{TEXT}c"), 1), 200))
            elif tag in _SIGNS:
                pieces.append(_SIGNS[tag])
            elif tag == f"{TEXT}note":
                pieces.append(self.note(child))
            elif tag in (f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g", f"{DRAW}rect"):
                pieces.append(self.drawing(child, depth))
            elif depth < _DEPTH:
                pieces.append(self.line(child, depth + 1))
            if child.tail:
                pieces.append(child.tail.replace("\n", " "))
        return "".join(pieces)

    def note(self, element: Any) -> str:
        cited, body = element.find(f"{TEXT}note-citation"), element.find(f"{TEXT}note-body")
        mark = "".join(cited.itertext()).strip() if cited is not None else ""
        if body is None:
            return ""
        told, floating = self.notes, self.floating
        self.notes, self.floating = [], []
        text = " ".join(" ".join(self.blocks(body)).split())
        self.notes, self.floating = [*told, f"[^{mark}]: {text}"], floating
        return f"[^{mark}]"

    def drawing(self, element: Any, depth: int) -> str:
        for box in element.iter(f"{DRAW}text-box", f"{DRAW}custom-shape", f"{DRAW}rect"):
            if depth < _DEPTH and not any(
                up.tag == f"{DRAW}text-box" for up in box.iterancestors() if up is not element
            ):
                notes, floating = self.notes, self.floating
                self.notes, self.floating = [], []
                blocks = list(self.blocks(box, depth + 1))
                self.notes, self.floating = notes, floating + blocks
        for inner in element.iter(f"{DRAW}object"):
            formula = self.formulas.get(inner.get(f"{XLINK}href", "").removeprefix("./"))
            if formula is not None:
                return f"${' '.join(mathml(formula).split())}$"
        described = element.find(f"{SVG}desc")
        alt = " ".join("".join(described.itertext()).split()) if described is not None else ""
        return f" {alt} " if alt else ""

    def table(self, element: Any, depth: int) -> Iterator[str]:
        rows = [row for row in element.iter(f"{TABLE}table-row") if _owner(row) is element]
        widest = max((len(row.findall(f"{TABLE}table-cell")) for row in rows), default=0)
        if widest <= 1 or depth > 20:
            for row in rows:
                for cell in row.findall(f"{TABLE}table-cell"):
                    yield from self.blocks(cell, depth + 1)
            return
        grid: list[list[str]] = []
        notes: list[str] = []
        total = 0
        for row in rows:
            line = self.row(row, grid[-1] if grid else [], notes, depth)
            grid += [line] * max(1, min(_int(row.get(f"{TABLE}number-rows-repeated"), 1), _REPEATED))
            total += len(line)
            if total > _MOST_CELLS:
                break
        if text := markdown_table(grid):
            yield text
        yield from notes

    def row(self, row: Any, above: list[str], notes: list[str], depth: int) -> list[str]:
        line: list[str] = []
        spanned = 0
        for cell in row:
            count = min(_int(cell.get(f"{TABLE}number-columns-repeated"), 1), _WIDEST)
            if cell.tag == f"{TABLE}covered-table-cell":
                for _ in range(count):
                    near = line[-1] if spanned and line else above[len(line)] if len(line) < len(above) else ""
                    spanned = max(0, spanned - 1)
                    line.append(near if len(near) <= _REPEATED else "")
            elif cell.tag == f"{TABLE}table-cell":
                blocks: list[str] = []
                for block in self.blocks(cell, depth + 1):
                    (notes if block.startswith("[^") else blocks).append(block)
                line += [one_cell([block.lstrip("#").strip() for block in blocks])] * count
                spanned = _int(cell.get(f"{TABLE}number-columns-spanned"), 1) - 1
            del line[_WIDEST:]
        return line


def _owner(row: Any) -> Any:
    return next((parent for parent in row.iterancestors(f"{TABLE}table")), None)


def _folded(text: str) -> str:
    return "  \n".join(" ".join(part.split()) for part in text.split(BREAK)).strip()


def _int(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and stated.isascii() and stated.isdigit() and len(stated) < 8 else otherwise
