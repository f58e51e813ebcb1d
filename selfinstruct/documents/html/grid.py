"""The cells of a table of HTML, and whether it is a table at all."""

from collections.abc import Callable
from typing import Any

_BLOCKS_IN_CELLS = ("h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "dl", "hr")
# A cell that spans several rows or columns stands in each; a long one only once.
_REPEATED = 100
# Cells may span more than there are, for each that is: what a page of a few bytes could ask for is without bound.
_SPANNED = 3


def rows_of(table: Any) -> list[Any]:
    """Its rows, without those of tables within it."""
    found = []
    for child in table:
        if child.tag == "tr":
            found.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            found += [row for row in child if row.tag == "tr"]
    return found


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def is_layout(table: Any) -> bool:
    """Whether a table only arranges what is in it: code beside its line numbers, a note beside a picture, a page."""
    if table.get("role") in ("presentation", "none"):
        return True
    rows = rows_of(table)
    widths = [len(_cells(row)) for row in rows]
    if not widths or max(widths) <= 1:
        return True
    if next(table.iter(*_BLOCKS_IN_CELLS), None) is not None:
        for number in table.xpath("./*/tr/td[contains(@class, 'lineno')] | ./tr/td[contains(@class, 'lineno')]"):
            number.getparent().remove(number)
        return True
    if any(len(rows_of(inner)) > 1 for inner in table.iter("table") if inner is not table):
        return True
    return len(rows) == 1 and any(len("".join(cell.itertext())) > 200 for cell in _cells(rows[0]))


def grid_of(table: Any, written: Callable[[Any], str]) -> list[list[str]]:
    """The texts of its cells, spans filled in, the rows of its head made one."""
    rows = rows_of(table)
    budget = _SPANNED * sum(len(_cells(row)) for row in rows) + 200
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # column: rows that a cell above still spans, and its text
    heads = 0
    for row in rows:
        line: list[str] = []
        waiting = dict(below)
        cells = _cells(row)
        for cell in cells:
            while len(line) in waiting:
                line.append(_taken(below, waiting, len(line)))
            text = written(cell)
            if cell.get("colspan") is None and cell.get("rowspan") is None:
                line.append(text)
                continue
            across = max(1, min(_span(cell.get("colspan")), 1 + budget))
            down = _span(cell.get("rowspan"))
            budget -= across - 1
            for place in range(across):
                shown = text if place == 0 or (len(text) <= _REPEATED and len(cells) > 1) else ""
                if down > 1:
                    below[len(line)] = (down - 1, shown if len(shown) <= _REPEATED else "")
                line.append(shown)
        while len(line) in waiting:
            line.append(_taken(below, waiting, len(line)))
        if cells and heads == len(grid) and all(cell.tag == "th" for cell in cells) and heads < 4:
            heads += 1
        grid.append(line)
    return _one_head(grid, heads) if 1 < heads < len(grid) else grid


def _taken(below: dict[int, tuple[int, str]], waiting: dict[int, tuple[int, str]], column: int) -> str:
    left, text = waiting.pop(column)
    if left > 1:
        below[column] = (left - 1, text)
    else:
        below.pop(column, None)
    return text


def _span(stated: str | None) -> int:
    return min(int(stated), 1000) if stated and stated.isascii() and stated.isdigit() and int(stated) > 0 else 1


def _one_head(grid: list[list[str]], heads: int) -> list[list[str]]:
    """The rows of the head as one: a column has what stands above it, each once."""
    width = max(map(len, grid[:heads]))
    head = []
    for place in range(width):
        texts = [row[place] for row in grid[:heads] if place < len(row) and row[place]]
        head.append(" ".join(dict.fromkeys(texts)))
    return [head, *grid[heads:]]
