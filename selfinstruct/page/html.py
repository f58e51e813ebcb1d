"""The page as HTML, with the item as a form that works without scripts."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from selfinstruct.pictures.visible import visible

_TEMPLATES = Path(__file__).parent / "templates"
_MARK = Markup('<span class="mark" title="{}">{}</span>')


class Pages:
    """The templates. Every text in them is escaped; the state of the script stands in a block of data."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False
        )
        self._templates.filters["marked"] = marked

    def review(self, state: dict[str, Any], problem: str = "") -> bytes:
        """The page of a reviewer, with what went wrong where something did."""
        text = self._templates.get_template("review.html").render(state=state, problem=problem)
        return text.encode("utf-8", "replace")


def marked(text: str) -> Markup:
    """A text, escaped, with a mark for each character that nobody would see."""
    return Markup("").join(_MARK.format(name, piece) if name else piece for piece, name in visible(text))
