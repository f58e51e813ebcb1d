"""A tree of HTML as Markdown: blocks between empty lines, links by their text, pictures by theirs."""

import re
from typing import Any

from selfinstruct.documents.html.grid import grid_of, is_layout
from selfinstruct.documents.html.marks import code_language
from selfinstruct.documents.numerals import numeral
from selfinstruct.documents.tables import fence, markdown_table, one_cell, unmarked

_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_BLOCKS = frozenset((
    "address", "article", "aside", "body", "center", "dd", "details", "dir", "div", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "html", "legend", "main", "nav", "p", "section",
    "summary", "caption", "tr", "td", "th", "tbody", "thead", "tfoot", "frameset", "li", "dialog", "search", "option",
))  # fmt: skip
_EMPHASIS = {
    "b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "dfn": "*", "del": "~~", "s": "~~", "strike": "~~",
}  # fmt: skip
_CODE = frozenset(("code", "tt", "kbd", "samp"))
_BREAK = "\x0b"
# Deeper than this the rest is plain text, so that neither Python's stack nor the prefixes of lines grow.
_DEPTH = 150
_PREFIXED = 12
_WIDE = "\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
# A line break in the source of a text without spaces between words.
_BROKEN = re.compile(f"(?<=[{_WIDE}])[ \\t]*\r?\n\\s*(?=[{_WIDE}])")
_MARKS_IN_CELLS = re.compile(r"(?m)^\|(?: --- \|)+$|^\s*(?:-|\d+\.)\s+|^\s*\||\|(?=\s)|\|$")
# What may be a mark of Markdown where a text begins with it.
_MARKS = frozenset("#`~-|")
_FILE_NAME = re.compile(r"^\S+\.(png|jpe?g|gif|svg|webp|bmp|ico)$", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_RAISABLE = re.compile(r"^[0-9+\-−=()n]{1,6}$")


def to_markdown(element: Any) -> str:
    """The text of an element in Markdown, without an empty line at either end."""
    return "\n\n".join(Writer().within(element, 0).blocks())


class Writer:
    """Collects blocks. `tight` says of each whether it goes right below the one before, as a list does in an item."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.lists: set[int] = set()
        self.line: list[str] = []
        self.flushed = 0

    def blocks(self) -> list[str]:
        self.flush()
        return self.done

    def within(self, element: Any, depth: int) -> "Writer":
        """What is in an element, children and text."""
        if text := element.text:
            self.line.append(text)
        for child in element:
            if isinstance(child.tag, str):
                self.element(child, depth + 1)
            if tail := child.tail:
                self.line.append(tail)
        return self

    def element(self, element: Any, depth: int) -> None:
        tag = element.tag
        if depth > _DEPTH:
            self.line.append(" ".join(element.itertext()))
        elif write := _WRITTEN.get(tag):
            write(self, element, depth)
        else:
            self.within(element, depth)

    def paragraph(self, element: Any, depth: int) -> None:
        self.flush()
        self.within(element, depth)
        self.flush()

    def flush(self) -> None:
        """End a paragraph."""
        self.flushed += 1
        if self.line:
            if text := _one_line(self.line):
                self.done.append(unmarked(text))
            self.line = []

    def block(self, text: str, is_list: bool = False) -> None:
        self.flush()
        if text:
            if is_list:
                self.lists.add(len(self.done))
            self.done.append(text)

    def heading(self, element: Any, depth: int) -> None:
        inner = Writer().within(element, depth).blocks()
        text = " ".join(inner).replace("  \n", " ").replace("**", "").strip()
        text = text.removesuffix("¶").removesuffix("#").strip()
        self.block(f"{_HEADINGS[element.tag]} {text}" if text else "")

    def emphasis(self, element: Any, depth: int) -> None:
        mark, start, flushed = _EMPHASIS[element.tag], len(self.line), self.flushed
        self.within(element, depth)
        if self.flushed != flushed:
            return
        text = "".join(self.line[start:])
        inner = text.strip()
        if not inner or _BREAK in inner or mark in inner or not any(map(str.isalnum, inner)):
            return
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        self.line[start:] = [before, mark, inner, mark, after]

    def code(self, element: Any, depth: int) -> None:
        if len(element) and (element.find(".//pre") is not None or element.find(".//p") is not None):
            self.within(element, depth)
            return
        text = " ".join((element.text or "" if not len(element) else "".join(element.itertext())).split())
        if text:
            marks = "``" if "`" in text else "`"
            self.line.append(f"{marks}{text}{marks}")

    def pre(self, element: Any, depth: int) -> None:
        for number in element.xpath(".//*[contains(@class, 'lineno') or contains(@class, 'line-number')]"):
            number.text, number[:] = "", []
        for line in element.iter("br"):
            line.text = "\n"
        text = "".join(element.itertext()).replace("\r\n", "\n").replace("\xa0", " ")
        text = text.removeprefix("\n").rstrip()
        if text.strip():
            self.block(fence(text, code_language(element)))

    def quote(self, element: Any, depth: int) -> None:
        self.flush()
        blocks = Writer().within(element, depth).blocks()
        text = "\n\n".join(blocks)
        if depth <= _PREFIXED * 4 and text:
            text = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
        self.block(text)

    def items(self, element: Any, depth: int) -> None:
        """A list. Its numbers are those that a browser shows."""
        self.flush()
        number, step = _whole(element.get("start"), 1), 1
        if element.get("reversed") is not None:
            step = -1
            number = _whole(element.get("start"), sum(child.tag == "li" for child in element))
        lines: list[str] = []
        for child in element:
            if not isinstance(child.tag, str):
                continue
            marker = "- "
            if element.tag == "ol" and child.tag == "li":
                number = _whole(child.get("value"), number)
                marker = f"{numeral(number, element.get('type', '1'))}. "
                number += step
            inner = Writer()
            if child.tag != "li":
                inner.element(child, depth + 1)
            elif len(child):
                inner.within(child, depth + 1)
            elif text := child.text:
                inner.line.append(text)
            if text := inner.joined():
                lines.append(text if child.tag in ("ul", "ol") else _indented(marker, text, depth))
            if child.tail and child.tail.strip():
                lines.append(f"- {' '.join(child.tail.split())}")
        self.block("\n".join(lines), is_list=True)

    def joined(self) -> str:
        """The blocks as one, lists right below what introduces them."""
        blocks = self.blocks()
        text = ""
        for place, block in enumerate(blocks):
            text += ("" if not place else "\n" if place in self.lists else "\n\n") + block
        return text

    def definitions(self, element: Any, depth: int) -> None:
        """A list of definitions: a short one stands right below its term."""
        self.flush()
        for child in element:
            if not isinstance(child.tag, str):
                continue
            blocks = Writer().within(child, depth + 1).blocks() if child.tag != "div" else []
            if child.tag == "div":
                self.definitions(child, depth + 1)
            elif child.tag == "dd" and len(blocks) == 1 and self.done and not _marked(blocks[0], self.done[-1]):
                self.done[-1] += f"\n: {blocks[0]}"
            else:
                for block in blocks:
                    self.block(block)

    def table(self, element: Any, depth: int) -> None:
        self.flush()
        if is_layout(element):
            self.within(element, depth)
            self.flush()
            return
        caption = element.find("caption")
        if caption is not None:
            self.within(caption, depth)
            self.flush()
        self.block(markdown_table(grid_of(element, lambda cell: _cell(cell, depth + 1))))

    def cell_blocks(self) -> list[str]:
        """The blocks of a cell, each in one line, without the marks of lists."""
        return [
            " ".join(_MARKS_IN_CELLS.sub(" ", block).split()) if "\n" in block or block.startswith("- ") else block
            for block in self.blocks()
        ]

    def image(self, element: Any, depth: int) -> None:
        alt = " ".join(element.get("alt", "").split())
        if alt and not _FILE_NAME.match(alt) and alt.lower() not in ("image", "logo", "icon", "img", "photo"):
            self.line.append(alt)

    def line_break(self, element: Any, depth: int) -> None:
        self.line.append(_BREAK)
        self.within(element, depth)

    def rule(self, element: Any, depth: int) -> None:
        self.flush()

    def raised(self, element: Any, depth: int) -> None:
        text = "".join(element.itertext()).strip()
        if element.find(".//a[@href]") is not None and text:
            self.line.append(text if text[0] in "[(" else f"[{text}]")
        elif _RAISABLE.match(text):
            self.line.append(text.translate(_RAISED))
        else:
            self.within(element, depth)

    def lowered(self, element: Any, depth: int) -> None:
        text = "".join(element.itertext()).strip()
        if _RAISABLE.match(text) and "n" not in text:
            self.line.append(text.translate(_LOWERED))
        else:
            self.within(element, depth)

    def link(self, element: Any, depth: int) -> None:
        """A link is its text; one to a note has brackets, so that its number is none of the text's."""
        kind = f"{element.get('epub:type', '')} {element.get('role', '')}"
        text = "".join(element.itertext()).strip() if "noteref" in kind else ""
        if text and text[0] not in "[(":
            self.line.append(f"[{text}]")
        else:
            self.within(element, depth)

    def quotation(self, element: Any, depth: int) -> None:
        self.line.append('"')
        self.within(element, depth)
        self.line.append('"')


_WRITTEN = {
    **dict.fromkeys(_CODE, Writer.code), **dict.fromkeys(_EMPHASIS, Writer.emphasis),
    **dict.fromkeys(_HEADINGS, Writer.heading), **dict.fromkeys(_BLOCKS, Writer.paragraph),
    "pre": Writer.pre, "listing": Writer.pre, "xmp": Writer.pre, "blockquote": Writer.quote, "ul": Writer.items,
    "ol": Writer.items, "menu": Writer.items, "dl": Writer.definitions, "table": Writer.table, "img": Writer.image,
    "br": Writer.line_break, "hr": Writer.rule, "sup": Writer.raised, "sub": Writer.lowered, "q": Writer.quotation,
    "a": Writer.link,
}  # fmt: skip


def _cell(cell: Any, depth: int) -> str:
    if not len(cell):  # most have one line of text and nothing else
        text = cell.text or ""
        if text.isascii() and _BREAK not in text and (text := " ".join(text.split()))[:1] not in _MARKS:
            return text
    return one_cell(Writer().within(cell, depth).cell_blocks())


def _one_line(pieces: list[str]) -> str:
    """A paragraph: white space is one space, a break is a line."""
    text = "".join(pieces)
    if "\n" in text and not text.isascii():
        text = _BROKEN.sub("", text)
    if _BREAK not in text:
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in text.split(_BREAK))
    return "  \n".join(lines).strip()


def _marked(text: str, before: str) -> bool:
    """Whether a definition or its term is more than a line of text."""
    return (
        "\n" in text
        or "\n" in before.split("\n: ")[0]
        or before.startswith(("#", "|", "-", "`", ">"))
        or len(text) > 600
    )


def _indented(marker: str, text: str, depth: int) -> str:
    pad = " " * len(marker) if depth <= _PREFIXED * 4 else ""
    return marker + text.replace("\n", "\n" + pad).replace("\n" + pad + "\n", "\n\n") if pad else marker + text


def _whole(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and re.fullmatch(r"-?\d{1,6}", stated) else otherwise
