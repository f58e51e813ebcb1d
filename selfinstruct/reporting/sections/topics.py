"""A tree of topics that a model has grown, as it stands in its file."""

from markupsafe import Markup

from selfinstruct.flows.datasets.figures.figures import Figures
from selfinstruct.pictures.markup import joined, tag
from selfinstruct.pictures.scales import number
from selfinstruct.pictures.svg import Numbers

_MOST = 2_000  # lines of a tree that are shown


def tree(numbers: Numbers, figures: Figures) -> Markup:
    """Each topic with the number of leaves below it."""
    lines = figures.tree
    if not lines:
        return Markup("")
    leaves = sum(not count for _, _, count in lines)
    shown = [
        tag("li", tag("span", name, class_=f"d{min(depth, 3)}"), tag("span", number(count) if count else ""))
        for depth, name, count in lines[:_MOST]
    ]
    more = f" The first {number(_MOST)} of them are shown." if len(lines) > _MOST else ""
    told = f"{number(len(lines))} topics, {number(leaves)} of them leaves.{more}"
    return joined(tag("p", told, class_="quiet"), tag("ul", *shown, class_="tree"))
