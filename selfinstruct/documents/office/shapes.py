"""What stands on a slide: texts, lists, tables, the words of charts and diagrams."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selfinstruct.documents.office.formulas import omml
from selfinstruct.documents.office.package import Package
from selfinstruct.documents.tables import markdown_table, one_cell, unmarked

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TITLES = ("title", "ctrTitle")
_FURNITURE = ("sldNum", "dt", "ftr", "hdr")
_DEPTH = 30
_MOST_CELLS = 50_000


@dataclass(frozen=True)
class Slide:
    """A slide's place in its document: what it refers to, and whether dates and numbers are kept."""

    package: Package
    related: dict[str, tuple[str, str]]
    furniture: bool


def slide_blocks(slide: Slide, root: Any, *, notes: bool = False) -> tuple[str, list[str]]:
    """The title of a slide and its other blocks; of a page of notes only what the speaker wrote."""
    titles: list[str] = []
    blocks: list[str] = []
    for shape, kind in _shapes(root.find(f"{_P}cSld/{_P}spTree"), 0):
        if (kind in _FURNITURE and not slide.furniture) or (notes and kind != "body"):
            continue
        if kind in _TITLES:
            title = " ".join(" ".join(text for text, _, _ in _paragraphs(shape)).split())
            (blocks if titles else titles).append(title)
        else:
            blocks += _shape_blocks(slide, shape, kind)
    return (titles[0] if titles else ""), [block for block in blocks if block]


def _shapes(tree: Any, depth: int) -> Iterator[tuple[Any, str]]:
    """The shapes of a slide, those of groups in their place, each with the kind of its placeholder."""
    for child in tree if tree is not None else ():
        if child.tag == f"{_P}grpSp":
            if depth < _DEPTH:
                yield from _shapes(child, depth + 1)
        elif child.tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            if depth < _DEPTH:
                yield from _shapes(chosen if chosen is not None else child.find(f"{_MC}Fallback"), depth + 1)
        elif child.tag in (f"{_P}sp", f"{_P}graphicFrame", f"{_P}pic", f"{_P}cxnSp"):
            named = child.find(f"*/{_P}cNvPr")
            if named is not None and named.get("hidden") in ("1", "true"):
                continue
            holder = child.find(f"*/{_P}nvPr/{_P}ph")
            yield child, holder.get("type", "body") if holder is not None else ""


def _shape_blocks(slide: Slide, shape: Any, kind: str) -> Iterator[str]:
    if shape.tag == f"{_P}pic":
        named = shape.find(f"*/{_P}cNvPr")
        alt = " ".join(named.get("descr", "").split()) if named is not None else ""
        if alt and "automatically generated" not in alt and "." not in alt[-5:-1]:
            yield unmarked(alt)
        return
    if shape.tag == f"{_P}sp":
        yield from text_blocks(list(_paragraphs(shape)), listed=kind in ("body", "obj", "subTitle"))
        return
    for table in shape.iter(f"{_A}tbl"):
        yield markdown_table(_grid(table))
    for chart in shape.iter(f"{_C}chart"):
        yield from _chart(slide, slide.related.get(chart.get(f"{_R}id", ""), ("", ""))[1])
    for diagram in shape.iter(f"{_D}relIds"):
        yield _diagram(slide, slide.related.get(diagram.get(f"{_R}dm", ""), ("", ""))[1])


def _paragraphs(shape: Any) -> Iterator[tuple[str, int, str]]:
    """The paragraphs of a shape: text, level, and what is said of its mark: "", none, bullet or number."""
    for paragraph in shape.iter(f"{_A}p"):
        properties = paragraph.find(f"{_A}pPr")
        level, mark = 0, ""
        if properties is not None:
            stated = properties.get("lvl", "0")
            level = min(int(stated), 8) if stated.isdigit() else 0
            mark = next((said for name, said in (("buNone", "none"), ("buChar", "bullet"), ("buAutoNum", "number"))
                         if properties.find(f"{_A}{name}") is not None), "")  # fmt: skip
        yield _text(paragraph), level, mark


def _text(paragraph: Any) -> str:
    pieces = []
    for element in paragraph.iter():
        if element.tag == f"{_A}t":
            pieces.append(element.text or "")
        elif element.tag == f"{_A}br":
            pieces.append("\n")
        elif isinstance(element.tag, str) and element.tag.endswith("}oMath"):
            pieces.append(omml(element))
    return "\n".join(" ".join(line.split()) for line in "".join(pieces).split("\n")).strip()


def text_blocks(paragraphs: list[tuple[str, int, str]], *, listed: bool) -> Iterator[str]:
    """Paragraphs as blocks, those with a mark as lists; `listed`: they have one unless it is said otherwise."""
    filled = [paragraph for paragraph in paragraphs if paragraph[0]]
    listed = listed and len(filled) > 1
    lines: list[str] = []
    numbers: dict[int, int] = {}
    for text, level, mark in filled:
        if mark in ("bullet", "number") or (listed and not mark):
            numbers = {place: number for place, number in numbers.items() if place <= level}
            numbers[level] = numbers.get(level, 0) + 1 if mark == "number" else 0
            marker = f"{numbers[level]}. " if mark == "number" else "- "
            pad = "   " * level
            lines.append(pad + marker + text.replace("\n", f"  \n{pad}   "))
        else:
            if lines:
                yield "\n".join(lines)
            lines, numbers = [], {}
            yield unmarked(text.replace("\n", "  \n"))
    if lines:
        yield "\n".join(lines)


def _grid(table: Any) -> list[list[str]]:
    grid: list[list[str]] = []
    for row in table.findall(f"{_A}tr"):
        line: list[str] = []
        for cell in row.findall(f"{_A}tc"):
            if cell.get("hMerge") in ("1", "true"):
                line.append(line[-1] if line and len(line[-1]) <= 100 else "")
            elif cell.get("vMerge") in ("1", "true"):
                above = grid[-1][len(line)] if grid and len(line) < len(grid[-1]) else ""
                line.append(above if len(above) <= 100 else "")
            else:
                line.append(one_cell([_text(paragraph) for paragraph in cell.iter(f"{_A}p")]))
        grid.append(line)
    return grid


def _chart(slide: Slide, name: str) -> Iterator[str]:
    """The title of a chart, and its numbers as a table: a row for each category, a column for each series."""
    root = slide.package.part(name) if name else None
    if root is None:
        return
    title = root.find(f".//{_C}chart/{_C}title")
    if title is not None:
        yield unmarked(" ".join("".join(text.text or "" for text in title.iter(f"{_A}t")).split()))
    columns: list[dict[int, str]] = []
    names: list[str] = []
    categories: dict[int, str] = {}
    for series in root.iter(f"{_C}ser"):
        names.append(" ".join(_points(series.find(f"{_C}tx")).values()))
        for kind in ("cat", "xVal"):
            categories = categories or _points(series.find(f"{_C}{kind}"))
        columns.append(_points(series.find(f"{_C}val")) or _points(series.find(f"{_C}yVal")))
    places = sorted({*categories, *(place for column in columns for place in column)})
    if columns and len(places) * len(columns) <= _MOST_CELLS:
        rows = [[categories.get(place, ""), *(column.get(place, "") for column in columns)] for place in places]
        yield markdown_table([["", *names], *rows])


def _points(element: Any) -> dict[int, str]:
    found: dict[int, str] = {}
    for point in element.iter(f"{_C}pt") if element is not None else ():
        value = point.find(f"{_C}v")
        if value is not None and value.text and point.get("idx", "").isdigit():
            found.setdefault(int(point.get("idx")), value.text)
    return found


def _diagram(slide: Slide, name: str) -> str:
    """The words of a diagram as a list."""
    root = slide.package.part(name) if name else None
    texts = []
    for point in root.iter(f"{_D}pt") if root is not None else ():
        text = " ".join(" ".join(_text(paragraph) for paragraph in point.iter(f"{_A}p")).split())
        if text and point.get("type", "node") in ("node", "asst"):
            texts.append(f"- {text}")
    return "\n".join(texts)
