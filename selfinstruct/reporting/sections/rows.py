"""Rows as they are, and how they differ from those of another dataset."""

from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.flows.datasets.figures.comparing import Difference
from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.pictures.bars import histogram
from selfinstruct.pictures.markup import joined, marked, tag
from selfinstruct.pictures.scales import number
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.parts import said, table, titled, two

LONGEST = 1_500  # characters of a field that are shown


def samples(sides: Sequence[tuple[str, Figures]], most: int) -> Markup:
    """So many rows of each, under its name where it has one, with a search that only shows where scripts run."""
    shown = [_samples(name, figures, most) for name, figures in sides]
    if not any(shown):
        return Markup("")
    box = tag("input", type="search", id="search", aria_label="Search the samples", placeholder="Words in the samples")
    search = tag("div", box, tag("span", id="found", role="status"), class_="search", hidden=True)
    return joined(search, *shown)


def _samples(title: str, figures: Figures, most: int) -> Markup:
    rows = sorted(figures.samples[:most], key=lambda item: item[0])
    name = "Instruction" if figures.corpus is None else "Text"
    heading = tag("h3", marked(title)) if title and rows else None
    return joined(heading, *(_sample(place, row, name) for place, row in rows))


def differences(numbers: Numbers, found: Difference, one: str, other: str) -> Markup:
    """How near each is to the other, and the words that tell them apart."""
    edges = [f"{step / 10:g}" for step in range(11)]
    pictures = [
        titled(title, histogram(numbers, title, counts, edges, axis="ROUGE-L", limit=(7, "0.7")))
        for title, counts in ((f"{one} to {other}", found.forth), (f"{other} to {one}", found.back))
    ]
    words = [
        table(
            ("word", f"in {own}, %", f"in {its}, %"),
            [(word, round(100 * here, 1), round(100 * there, 1)) for word, here, there in rows],
            summary=f"Words that {own} has more often",
        )
        for own, its, rows in ((one, other, found.words[0]), (other, one, found.words[1]))
    ]
    told = f"{number(found.same)} instructions stand in both, word by word."
    if found.compared != found.of:
        (some, of), (others, whole) = zip(found.compared, found.of, strict=True)
        told += f" The rest is from samples: {number(some)} of {number(of)} and {number(others)} of {number(whole)}."
    return joined(two(*pictures), tag("p", told, class_="quiet"), two(*words))


def _sample(place: int, row: DatasetRow, name: str) -> Markup:
    about = f"row {number(place + 1)}" + (f" · {row.type}" if row.type else "")
    fields = [(name, row.instruction), ("Input", row.input), ("Output", row.output)]
    parts = [joined(tag("dt", told), tag("dd", _cut(text))) for told, text in fields if text.strip()]
    return tag(
        "article", tag("div", marked(about), class_="about"), tag("dl", *parts, class_="fields"), class_="sample"
    )


def _cut(text: str) -> Markup:
    if len(text) <= LONGEST:
        return said(text)
    return joined(said(text[:LONGEST]), tag("span", f"… {number(len(text) - LONGEST)} characters more", class_="quiet"))
