"""Ruled tables: cells between lines that are drawn, and the words in them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from selfinstruct.documents.readers.pdf.layout.boxes import Box
from selfinstruct.documents.readers.pdf.layout.letters import join
from selfinstruct.documents.readers.pdf.layout.order import part
from selfinstruct.documents.readers.pdf.layout.rules import Drawn, Rule
from selfinstruct.documents.readers.pdf.layout.words import Line, Word

# How far apart, in points, two lines may be that are meant to be one or to meet.
_NEAR = 3.0
# As much of a table holds text at least.
_FILLED = 0.25
_MOST_CELLS = 20_000


@dataclass(slots=True)
class Table:
    """Rows of cells. `cells` has the words of each, by row and column, while it is filled."""

    box: Box
    across: list[float]
    down: list[float]
    owner: dict[tuple[int, int], tuple[int, int]]
    cells: dict[tuple[int, int], list[tuple[float, Word]]] = field(default_factory=dict)

    def rows(self) -> list[list[str]]:
        """The text of the cells; rows and columns without any are left out."""
        rows = [
            [_text(self.cells.get((row, column), [])) for column in range(len(self.down) - 1)]
            for row in range(len(self.across) - 1)
        ]
        used = [at for at in range(len(self.down) - 1) if any(row[at] for row in rows)]
        return [[row[at] for at in used] for row in rows if any(row)]

    def holds(self) -> bool:
        """Whether what is in it looks like a table: text in two rows and two columns, and not here and there only."""
        own = set(self.owner.values())
        filled = [place for place in own if self.cells.get(place)]
        several = len({row for row, _ in filled}) > 1 and len({column for _, column in filled}) > 1
        return several and len(filled) >= _FILLED * len(own)


def tables(found: Drawn) -> list[Table]:
    """The grids of a page, still without words, the smaller before those that hold them."""
    across, down = _merged(found.across), _merged(found.down)
    if len(across) < 2 or len(down) < 2 or len(across) * len(down) > 400_000:
        return []
    grids = [grid for group in _groups(across, down) if (grid := _grid(*group)) is not None]
    return sorted(grids, key=lambda grid: grid.box.width * grid.box.height)


def lift(lines: Sequence[Line], grids: list[Table]) -> list[Line | Table]:
    """Lines with the words of tables taken out, and each table in the place of its first."""
    if not grids:
        return list(lines)
    homes = [_homes(line, grids) for line in lines]
    for line, home in zip(lines, homes, strict=True):
        if home:
            _put(line, home)
    kept = {id(grid) for grid in grids if grid.holds()}
    result: list[Line | Table] = []
    seen: set[int] = set()
    for line, home in zip(lines, homes, strict=True):
        if not any(home):
            result.append(line)
            continue
        rest: list[Word] = []
        for word, table in zip(line.words, home, strict=True):
            if table is None or id(table) not in kept:
                rest.append(word)
            elif id(table) not in seen:
                if rest:
                    result.append(part(line, rest, hyphen=False))
                    rest = []
                seen.add(id(table))
                result.append(table)
        if rest:
            result.append(
                line
                if len(rest) == len(line.words)
                else part(line, rest, hyphen=line.hyphen and rest[-1] is line.words[-1])
            )
    return result


def markdown(rows: list[list[str]]) -> str:
    """Rows as a table of Markdown, the first as its head."""
    width = max(len(row) for row in rows)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0].replace("|  |", "| |"), "|" + " --- |" * width, *lines[1:]]).replace("  |", " |")


def _homes(line: Line, grids: list[Table]) -> list[Table | None]:
    """The table that each word of a line stands in; empty where none is level with it."""
    y, inside = line.box.middle, 0.2 * line.size
    level = [grid for grid in grids if grid.box.top - 1 <= y <= grid.box.bottom + 1 and grid.box.over(line.box) > 0]
    if not level:
        return []
    if len(level) == 1:
        grid, left, right = level[0], level[0].box.left - 1, level[0].box.right + 1
        return [grid if left <= word.start + inside <= right else None for word in line.words]
    return [
        next((grid for grid in level if grid.box.left - 1 <= word.start + inside <= grid.box.right + 1), None)
        for word in line.words
    ]


def _put(line: Line, home: list[Table | None]) -> None:
    middle, inside = line.box.middle, 0.2 * line.size
    last, row = None, 0
    for word, table in zip(line.words, home, strict=True):
        if table is None:
            continue
        if table is not last:
            last, row = table, _between(table.across, middle)
        place = table.owner[row, _between(table.down, word.start + inside)]
        table.cells.setdefault(place, []).append((middle, word))


def _between(places: list[float], at: float) -> int:
    """Which of the rows or columns something is in, what is outside in the first or the last."""
    found = bisect_right(places, at) - 1
    if found < 0:
        return 0
    return found if found < len(places) - 1 else len(places) - 2


def _text(words: list[tuple[float, Word]]) -> str:
    if len(words) == 1:
        return words[0][1].text.replace("|", "\\|")
    text, line, level = "", "", 0.0
    for middle, word in words:
        if line and abs(middle - level) < 1:
            line += " " + word.text
        else:
            text, line, level = join(text, line), word.text, middle
    return join(text, line).replace("|", "\\|")


def _merged(rules: list[Rule]) -> list[Rule]:
    """Pieces that continue one another as one rule."""
    merged: list[Rule] = []
    for group in _by_place(rules):
        at = sum(rule.at for rule in group) / len(group)
        group.sort(key=lambda rule: rule.start)
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start > end + _NEAR:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        merged.append(Rule(at, start, end))
    return merged


def _by_place(rules: list[Rule]) -> Iterator[list[Rule]]:
    group: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if group and rule.at > group[0].at + _NEAR:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


def _groups(across: list[Rule], down: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, directly or by way of others."""
    parent = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    uprights = [(rule.at, rule.start - _NEAR, rule.end + _NEAR) for rule in down]
    for one, level in enumerate(across):
        at, start, end = level.at, level.start - _NEAR, level.end + _NEAR
        for other, (place, top, bottom) in enumerate(uprights, len(across)):
            if start <= place <= end and top <= at <= bottom and parent[one] != parent[other]:
                parent[root(one)] = root(other)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, rule in enumerate((*across, *down)):
        groups.setdefault(root(at), ([], []))[at >= len(across)].append(rule)
    yield from groups.values()


def _grid(across: list[Rule], down: list[Rule]) -> Table | None:
    levels = _places([rule.at for rule in across], [(rule.start, rule.end) for rule in down])
    uprights = _places([rule.at for rule in down], [(rule.start, rule.end) for rule in across])
    if len(levels) < 3 or len(uprights) < 3 or len(levels) * len(uprights) > _MOST_CELLS:
        return None
    box = Box(uprights[0], levels[0], uprights[-1], levels[-1])
    return Table(box, levels, uprights, _owners(levels, uprights, across, down))


def _places(places: list[float], reaches: list[tuple[float, float]]) -> list[float]:
    """Where rows or columns part; the outer edge too where no line is drawn there but those across reach it."""
    if not places or not reaches:
        return []
    found: list[float] = []
    for place in sorted([*places, min(start for start, _ in reaches), max(end for _, end in reaches)]):
        if not found or place > found[-1] + _NEAR:
            found.append(place)
    return found


def _owners(
    levels: list[float], uprights: list[float], across: list[Rule], down: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """For each field of the grid the first one of the cell that it belongs to: a line that is missing joins two."""
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    above, beside = _reaches(across, levels), _reaches(down, uprights)
    centers = [(one + other) / 2 for one, other in pairwise(uprights)]
    for row in range(len(levels) - 1):
        middle = (levels[row] + levels[row + 1]) / 2
        parts = [_drawn(reaches, middle) for reaches in beside]
        for column, center in enumerate(centers):
            if column and not parts[column]:
                owner[row, column] = owner[row, column - 1]
            elif row and not _drawn(above[row], center):
                owner[row, column] = owner[row - 1, column]
            else:
                owner[row, column] = (row, column)
    return owner


def _reaches(rules: list[Rule], places: list[float]) -> list[list[tuple[float, float]]]:
    """For each place from where to where a rule is drawn there, with a point to spare."""
    return [[(rule.start - 1, rule.end + 1) for rule in rules if abs(rule.at - place) <= _NEAR] for place in places]


def _drawn(reaches: list[tuple[float, float]], through: float) -> bool:
    if len(reaches) == 1:
        return reaches[0][0] <= through <= reaches[0][1]
    return any(start <= through <= end for start, end in reaches)
