"""What a set of rows is like, in the figures in which a selection is held against one by lot."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from selfinstruct.flows.datasets.selecting.knowledge import Known
from selfinstruct.novelty.diversity.measured import Diversity

MEASURED = 1000  # rows whose diversity is measured: half a second


@dataclass(frozen=True, slots=True)
class SetFigures:
    """A set of rows: sizes in estimated tokens, of a row and of its answers on average; types and grades.

    `classification` is the share of the rows that say whether they are one. `types` are those that rows name. The means
    are of rows that have the grade, of which there are `graded` and `rated`. `diversity` is that of up to MEASURED rows
    drawn by lot; None where it was not measured.
    """

    rows: int
    tokens: int
    mean_tokens: float
    mean_answer: float
    classification: float | None
    types: int
    quality: float | None
    graded: int
    difficulty: float | None
    rated: int
    diversity: Diversity | None = None


def figures_of(known: Known, rows: Sequence[int], diversity: Diversity | None = None) -> SetFigures:
    """The figures of these rows."""
    tokens = sum(known.tokens[row] for row in rows)
    told = [known.classes[row] for row in rows if known.classes[row] >= 0]
    quality, graded = _mean(known.quality[row] for row in rows)
    difficulty, rated = _mean(known.difficulty[row] for row in rows)
    return SetFigures(
        len(rows), math.ceil(tokens), _round(tokens / max(1, len(rows))),
        _round(sum(known.answers[row] for row in rows) / max(1, len(rows))),
        _round(sum(told) / len(told)) if told else None,
        len({known.kinds[row] for row in rows if known.kinds[row] >= 0}),
        quality, graded, difficulty, rated, diversity,
    )  # fmt: skip


def measured_rows(known: Known, rows: Sequence[int]) -> list[int]:
    """Up to MEASURED of these rows, by lot."""
    return sorted(rows, key=lambda row: (known.keys[row], row))[:MEASURED]


def _mean(values: Iterable[float]) -> tuple[float | None, int]:
    found = [value for value in values if not math.isnan(value)]
    return (_round(math.fsum(found) / len(found)), len(found)) if found else (None, 0)


def _round(value: float) -> float:
    return round(value, 4)
