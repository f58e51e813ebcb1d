"""Statistics as a notebook shows them: the pictures of the report without the report."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.flows.datasets.measures import BINS, Closeness, Lengths, VerbNounPairs
from selfinstruct.pictures.bars import histogram
from selfinstruct.pictures.markup import marked, tag
from selfinstruct.pictures.scales import number
from selfinstruct.pictures.sunburst import sunburst
from selfinstruct.pictures.svg import Numbers, alone

_TENTHS = [f"{step / BINS:g}" for step in range(BINS + 1)]


def stats_html(
    source: str, rows: int, lengths: Mapping[str, Lengths], near: Closeness | None, pairs: VerbNounPairs | None
) -> str:
    """Lengths, closeness, and verbs with their nouns."""
    numbers = Numbers(source)
    parts: list[Any] = [tag("h3", marked(f"{source}: {number(rows)} rows"))]
    if near is not None:
        title = "ROUGE-L to the nearest other instruction"
        parts += [tag("h4", title), histogram(numbers, title, near.histogram, _TENTHS)]
    for name, found in lengths.items():
        if found.steps:
            title = f"Words of the {name}"
            edges = [number(2**step) if step else "0" for step in range(len(found.steps) + 1)]
            parts += [tag("h4", title), histogram(numbers, title, found.steps, edges)]
    if pairs is not None and pairs.tree:
        parts += [tag("h4", "Verbs and their nouns"), sunburst(numbers, "Verbs and their nouns", pairs.tree)]
    return alone(*parts)
