"""The one way in which text gets into markup: as a child or an attribute of an element, always escaped.

What is no `Markup` is text. An element's name, and its attributes' names, are written in the code; the test of the
house holds that nothing else makes `Markup`.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from selfinstruct.pictures.visible import visible

Child = Markup | str | float | None
_VOID = frozenset({"meta", "input", "br", "hr", "path", "rect", "circle", "line"})
_SURROGATES = dict.fromkeys(range(55296, 57344), 65533)


def tag(name: str, /, *children: Child, **attributes: str | float | bool | None) -> Markup:
    """An element. `class_` is the attribute class, and "_" within a name "-"; None and False leave an attribute out."""
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        parts.append(f" {key}" if value is True else f' {key}="{escape(_plain(shown(value)))}"')
    if name in _VOID and not children:
        return Markup("".join([*parts, "/>"]))
    return Markup("".join([*parts, ">", *(text(child) for child in children), f"</{name}>"]))


def text(child: Child) -> Markup:
    """A child as markup: escaped, with half characters replaced, unless it is markup."""
    if child is None:
        return Markup("")
    return child if isinstance(child, Markup) else escape(_plain(shown(child)))


def joined(*children: Child) -> Markup:
    """Several children, one after the other."""
    return Markup("").join(text(child) for child in children)


def marked(written: str, spans: Sequence[tuple[int, int]] = ()) -> Markup:
    """A text that a model wrote: what nobody would see has a mark, and so have `spans` of it, which ascend."""
    found, at = [], 0
    for start, end in spans:
        found += [_seen(written[at:start]), tag("mark", _seen(written[start:end]))]
        at = end
    return joined(*found, _seen(written[at:]))


def plain_marks(written: str) -> str:
    """The same for places that hold text alone, such as labels of pictures and attributes."""
    return "".join(f"[{piece}]" if name else piece for piece, name in visible(written))


def shown(value: str | float) -> str:
    """A number as short as it can be told: at most two decimals in coordinates."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") if value == value else "0"
    return str(value)


def _seen(written: str) -> Markup:
    pieces = visible(written)
    return joined(*(tag("span", piece, class_="mark", title=name) if name else piece for piece, name in pieces))


def _plain(written: str) -> str:
    return written.translate(_SURROGATES).replace("\0", "�")
