"""What sections are made of: a sentence, pictures, a table that unfolds, texts that models wrote."""

from collections.abc import Sequence

from markupsafe import Markup

from selfinstruct.pictures.markup import Child, joined, marked, tag, text
from selfinstruct.pictures.scales import number

_TALL, _LONG = 12, 1_000  # lines and characters from which a text may be higher than its pane
Cell = str | float | None


def section(name: str, title: str, sentence: str, *children: Child) -> Markup:
    """`sentence` says what is shown, and what to do about it. Nothing where no child holds anything."""
    if not any(children):
        return Markup("")
    return tag("section", tag("h2", title), tag("p", sentence), *children, id=name)


def titled(title: str, picture: Markup) -> Markup:
    """A picture below its heading; nothing for an empty one."""
    return tag("div", tag("h3", title), wide(picture, title)) if picture else Markup("")


def wide(picture: Markup, title: str) -> Markup:
    """A picture that scrolls sideways, also by keys, where there is no room for it."""
    return tag("div", picture, class_="wide", tabindex=0, role="group", aria_label=title)


def beside(picture: Markup, *others: Child) -> Markup:
    """A picture with what is said of it at its side where there is room, below it elsewhere."""
    kept = [child for child in others if child]
    return two(picture, tag("div", *kept, class_="aside")) if picture and kept else joined(picture, *kept)


def two(*children: Markup) -> Markup:
    """Pictures side by side where there is room."""
    kept = [child for child in children if child]
    return tag("div", *kept, class_="two") if kept else Markup("")


def table(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], *, summary: str = "Table", unfolded: bool = False
) -> Markup:
    """Folded at first but where it is what is looked for; numbers stand to the right. Nothing for no rows."""
    if not rows:
        return Markup("")
    numeric = [any(isinstance(row[at], int | float) for row in rows) for at in range(len(head))]
    titles = [tag("th", name, class_="number" if right else None) for name, right in zip(head, numeric, strict=True)]
    body = [tag("tr", *(_cell(value) for value in row)) for row in rows]
    whole = tag("table", tag("thead", tag("tr", *titles)), tag("tbody", *body))
    return tag(
        "details",
        tag("summary", summary),
        tag("div", whole, class_="scroll", tabindex=0, role="group", aria_label=summary),
        open=unfolded,
    )


def said(written: str, spans: Sequence[tuple[int, int]] = ()) -> Markup:
    """A text that a model wrote, in its own direction of writing."""
    tall = written.count("\n") > _TALL or len(written) > _LONG
    if not tall:
        return tag("div", marked(written, spans), class_="said", dir="auto")
    # What scrolls is reached by keys.
    inner = tag("div", marked(written, spans), class_="said", dir="auto")
    return tag("div", inner, class_="tall", tabindex=0, role="group", aria_label="A long text")


def fields(texts: Sequence[tuple[str, str, Sequence[tuple[int, int]]]]) -> Markup:
    """Texts under their names, each with the spans of it that are marked."""
    parts = [joined(tag("dt", name), tag("dd", _field(written, spans))) for name, written, spans in texts]
    return tag("dl", *parts, class_="fields") if parts else Markup("")


def _field(written: str, spans: Sequence[tuple[int, int]]) -> Markup:
    return said(written, spans) if written.strip() else tag("span", "(empty)", class_="quiet")


def key_figures(rows: Sequence[tuple[str, str]]) -> Markup:
    return tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in rows), class_="key")


def _cell(value: Cell) -> Markup:
    if isinstance(value, str):
        return tag("td", joined(marked(value)))
    return tag("td", "–" if value is None else text(number(value)), class_="number")
