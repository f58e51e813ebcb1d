"""How two datasets' instructions differ."""

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.comparing import Difference
from selfinstruct.pictures.bars import histogram
from selfinstruct.pictures.markup import joined, tag
from selfinstruct.pictures.scales import number
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.parts import table, titled, two


def differences(numbers: Numbers, found: Difference, one: str, other: str) -> Markup:
    """How near each is to the other, and the words that tell them apart."""
    numbers.top("nearness", max((*found.forth, *found.back)))
    edges = [f"{step / 10:g}" for step in range(11)]
    pictures = [
        titled(title, histogram(numbers, title, counts, edges, axis="ROUGE-L", limit=(7, "0.7"), kind="nearness"))
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
