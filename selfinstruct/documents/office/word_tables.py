"""The tables of a Word document."""

from collections.abc import Iterator
from typing import Any

from selfinstruct.documents.office.word_styles import VAL, W, on
from selfinstruct.documents.office.word_text import Walk, elements
from selfinstruct.documents.tables import markdown_table, one_cell

_REPEATED = 100
_WIDEST = 200
_DEPTH = 20


def table_blocks(walk: Walk, table: Any) -> Iterator[str]:
    """A table as Markdown; one that only arranges paragraphs gives these."""
    rows = [row for row in elements(table) if row.tag == f"{W}tr" and not _deleted(row)]
    cells = [[cell for cell in elements(row) if cell.tag == f"{W}tc"] for row in rows]
    if _arranges(walk, cells):
        for row in cells:
            for cell in row:
                yield from walk.blocks(cell)
        return
    outer, walk.told = walk.told, []
    outer_floating, walk.floating = walk.floating, []
    grid: list[list[str]] = []
    notes: list[str] = []
    for row, of in zip(rows, cells, strict=True):
        grid.append(_row(walk, row, of, grid[-1] if grid else [], notes))
    walk.told, walk.floating = outer, outer_floating
    if text := markdown_table(grid):
        yield text
    yield from notes


def _row(walk: Walk, row: Any, cells: list[Any], above: list[str], notes: list[str]) -> list[str]:
    line: list[str] = [""] * _before(row)
    for cell in cells:
        properties = cell.find(f"{W}tcPr")
        merged = properties.find(f"{W}vMerge") if properties is not None else None
        continued = merged is not None and merged.get(VAL) != "restart"
        if continued:
            text = above[len(line)] if len(line) < len(above) and len(above[len(line)]) <= _REPEATED else ""
        else:
            blocks: list[str] = []
            for block in walk.blocks(cell):
                (notes if block.startswith("[^") else blocks).append(block)
            text = one_cell([_plain(block) for block in blocks])
        line.append(text)
        across = _span(properties)
        line += [text if len(text) <= _REPEATED and len(cells) > 1 else ""] * (across - 1)
        del line[_WIDEST:]
    return line


def _plain(block: str) -> str:
    """A block without the marks of a table within the cell, or of a heading."""
    if block.startswith("| "):
        lines = [line for line in block.split("\n") if not line.startswith("| ---")]
        return "; ".join(line.strip("| ").replace(" | ", ", ") for line in lines)
    return block.lstrip("#").strip().removeprefix("- ").replace("\n- ", "; ").replace("\n", " ")


def _span(properties: Any) -> int:
    found = properties.find(f"{W}gridSpan") if properties is not None else None
    stated = found.get(VAL, "1") if found is not None else "1"
    return max(1, min(int(stated), _WIDEST)) if stated.isdigit() and len(stated) < 6 else 1


def _before(row: Any) -> int:
    found = row.find(f"{W}trPr/{W}gridBefore")
    stated = found.get(VAL, "0") if found is not None else "0"
    return min(int(stated), _WIDEST) if stated.isdigit() and len(stated) < 6 else 0


def _deleted(row: Any) -> bool:
    properties = row.find(f"{W}trPr")
    return properties is not None and (properties.find(f"{W}del") is not None or bool(on(properties, "hidden")))


def _arranges(walk: Walk, cells: list[list[Any]]) -> bool:
    """Whether a table only arranges: one column, headings in cells, whole tables in cells, one row of long texts."""
    if max((len(row) for row in cells), default=0) <= 1:
        return True
    for row in cells:
        for cell in row:
            for named in cell.iter(f"{W}pStyle"):
                style = walk.styles.get(named.get(VAL, ""))
                if style and style.level:
                    return True
    inner = (table for row in cells for cell in row for table in cell.iter(f"{W}tbl"))
    if any(len(table.findall(f"{W}tr")) > 2 and len(table.findall(f"{W}tr/{W}tc")) > 4 for table in inner):
        return True
    return len(cells) == 1 and any(len("".join(cell.itertext())) > 300 for cell in cells[0])
