"""What all pictures are made in: an element with a name and a description, and coordinates from the upper left."""

import zlib
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from markupsafe import Markup

from selfinstruct.pictures.markup import joined, plain_marks, tag

WIDTH = 480
SLIM, BROAD = 400, 560  # a narrow screen shows whole what is so slim, and scrolls what is broader
LETTER = 7.1  # units a character of a label takes, at most, at the size of the style
STEPS = 5  # shades of the one hue

# The style of every picture, and the colours that a page must have for it.
STYLE, PALETTE = (
    (Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("pictures.css", "palette.css")
)


@dataclass(slots=True)
class Numbers:
    """Gives every picture of a page names of its own; the same ones for the same pictures.

    `page` keeps those of several pages apart that a notebook shows together. `tops` is where pictures of a kind that
    stand beside each other find the scale they share: the most that any of them has.
    """

    page: str = ""
    tops: dict[str, float] | None = None
    _next: "count[int]" = field(default_factory=lambda: count(1))

    def next(self) -> str:
        own = f"-{zlib.crc32(self.page.encode()):08x}" if self.page else ""
        return f"picture{own}-{next(self._next)}"

    def top(self, kind: str, most: float) -> float:
        """The end of the scale of a picture whose most is this."""
        if self.tops is None:
            return most
        self.tops[kind] = max(most, self.tops.get(kind, 0))
        return self.tops[kind]


def picture(title: str, description: str, height: float, *parts: Markup, width: float = WIDTH, name: str) -> Markup:
    """The whole of a picture. `description` says in a sentence what it shows, for those who do not see it."""
    return tag(
        "svg",
        tag("title", title, id=f"{name}-t"),
        tag("desc", plain_marks(description), id=f"{name}-d"),
        *parts,
        class_=_kind(width),
        width=float(width) if width > BROAD else None,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )


def _kind(width: float) -> str:
    return "picture broad" if width > BROAD else "picture slim" if width <= SLIM else "picture"


def alone(*parts: Markup) -> str:
    """Pictures with their style, for a page of others, such as a notebook."""
    own = PALETTE.replace(":root", ".picture", 1)  # the page has colours of its own
    return str(tag("div", Markup(f"<style>{own}{STYLE}</style>"), *parts))


def label(x: float, y: float, written: str, anchor: str = "start", class_: str | None = None) -> Markup:
    """A text at a place, in its own direction of writing. `anchor` is start, middle or end, as seen from the left."""
    return tag(
        "text", plain_marks(written), x=float(x), y=float(y), class_=class_,
        text_anchor=None if anchor == "start" else anchor,
    )  # fmt: skip


def box(x: float, y: float, width: float, height: float, class_: str = "s4", title: str = "") -> Markup:
    """A rectangle, with what is told where a pointer rests on it."""
    about = tag("title", plain_marks(title)) if title else None
    return tag(
        "rect", *((about,) if about else ()), x=float(x), y=float(y), width=float(max(width, 0)),
        height=float(max(height, 0)), class_=class_,
    )  # fmt: skip


def line(x: float, y: float, to_x: float, to_y: float, class_: str = "rule") -> Markup:
    return tag("line", x1=float(x), y1=float(y), x2=float(to_x), y2=float(to_y), class_=class_)


def curve(points: list[tuple[float, float]], class_: str = "curve") -> Markup:
    """A line through points."""
    return tag("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), class_=class_)


def together(*parts: Markup) -> Markup:
    return tag("g", joined(*parts))


def shade(value: float, most: float) -> int:
    """Which of the hue's steps an amount has: 0 for the least, STEPS - 1 for the most."""
    return min(STEPS - 1, int(STEPS * value / most)) if most > 0 else 0
