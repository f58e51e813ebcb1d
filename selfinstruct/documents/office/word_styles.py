"""What the styles and lists of a Word document mean: headings, numbers, hidden text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.documents.numerals import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
# Names of styles are English in every language of Word; only their ids are translated.
_HEADING = re.compile(r"heading (\d)$")
_CODE = frozenset((
    "html preformatted", "source code", "code", "code block", "codeblock", "macro text", "preformatted text", "listing",
    "verbatim", "program listing",
))  # fmt: skip
_QUOTE = frozenset(("quote", "intense quote", "block text", "quotations"))
_CONTENTS = re.compile(r"(toc \d|toc heading|table of figures|table of authorities|contents \d|contents heading)$")
_CHINESE = "〇一二三四五六七八九"


def on(parent: Any, name: str) -> bool | None:
    """Whether a property that is on or off is on; None where nothing is said."""
    found = parent.find(f"{W}{name}") if parent is not None else None
    return None if found is None else found.get(VAL, "1") not in ("0", "false", "off")


@dataclass(frozen=True)
class Style:
    """What a style says, those it is based on included. `level` is a heading's, from 1; 0 is none."""

    level: int = 0
    kind: str = ""
    hidden: bool | None = None
    numbering: tuple[str, int] | None = None


@dataclass(frozen=True)
class Level:
    """A level of a list: the kind of its numbers, its text with %1 for the number of the first level, its start."""

    kind: str
    text: str
    start: int
    legal: bool = False


@dataclass
class Lists:
    """The lists of a document, and how far each is counted."""

    levels: dict[str, dict[int, Level]]
    abstract: dict[str, str]
    restarts: dict[str, dict[int, int]]
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    def marker(self, number: str, level: int) -> str | None:
        """What stands before the next paragraph of a list: "- ", "3. ", "(b) "; None where it is no list."""
        levels = self.levels.get(number)
        if levels is None or level not in levels:
            return None
        form = levels[level]
        counts = self.counted.setdefault(self.abstract[number], {})
        for above, start in self.restarts.pop(number, {}).items():
            counts.pop(above, None)
            counts[above] = start - 1
        counts[level] = counts.get(level, form.start - 1) + 1
        for below in [place for place in counts if place > level]:
            del counts[below]
        if form.kind == "bullet":
            return "- "
        if form.kind == "none" or not form.text.strip():
            return ""

        def shown(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            other = levels.get(place, form)
            kind = "decimal" if form.legal else other.kind
            return number_text(counts.get(place, other.start), kind)

        return re.sub(r"%([1-9])", shown, form.text).strip() + " "


def number_text(number: int, kind: str) -> str:
    """A number as a list of Word shows it."""
    plain = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}.get(kind)
    if plain:
        return numeral(number, plain)
    if kind == "decimalZero":
        return f"{number:02}"
    if kind.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if ("Counting" in kind or kind.startswith("ideograph")) and "korean" not in kind and 1 <= number <= 99:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _CHINESE[tens]) + ("十" if tens else "") + (_CHINESE[ones] if ones else "")
    return str(number)


def read_styles(root: Any) -> dict[str, Style]:
    """The styles of a document by id, "" being that of paragraphs which name none."""
    if root is None:
        return {}
    said = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
    styles = {name: _style(said, name) for name in said}
    for name, style in said.items():
        if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
            styles[""] = styles[name]
    return styles


def _chain(said: dict[str, Any], name: str) -> Iterator[Any]:
    seen: set[str] = set()
    while name in said and name not in seen and len(seen) < 30:
        seen.add(name)
        yield said[name]
        based = said[name].find(f"{W}basedOn")
        name = based.get(VAL, "") if based is not None else ""


def _style(said: dict[str, Any], name: str) -> Style:
    level, kind, hidden, numbering = 0, "", None, None
    outline = None
    for style in _chain(said, name):
        named = style.find(f"{W}name")
        title = (named.get(VAL, "") if named is not None else "").lower()
        if not level and (found := _HEADING.match(title)):
            level = min(6, int(found[1]))
        level = level or (title == "title")
        kind = kind or _kind(title)
        properties = style.find(f"{W}pPr")
        if properties is not None:
            stated = properties.find(f"{W}outlineLvl")
            if outline is None and stated is not None:
                outline = int(stated.get(VAL, "9"))
            numbering = numbering or numbering_of(properties)
        if hidden is None:
            hidden = on(style.find(f"{W}rPr"), "vanish")
    if outline is not None:
        level = min(6, outline + 1) if outline < 9 else 0
    return Style(int(level), kind, hidden, numbering)


def _kind(title: str) -> str:
    if title in _CODE:
        return "code"
    if title in _QUOTE:
        return "quote"
    return "contents" if _CONTENTS.match(title) else ""


def numbering_of(properties: Any) -> tuple[str, int] | None:
    """The list and level that the properties of a paragraph or style put it in; ("", 0) takes it out of any."""
    found = properties.find(f"{W}numPr")
    if found is None:
        return None
    number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    if number is None:
        return None
    stated = level.get(VAL, "0") if level is not None else "0"
    return ("", 0) if number.get(VAL) == "0" else (number.get(VAL, ""), int(stated) if stated.isdigit() else 0)


def read_lists(root: Any) -> Lists:
    """The lists that a document defines."""
    if root is None:
        return Lists({}, {}, {})
    abstract = {
        found.get(f"{W}abstractNumId", ""): {
            int(level.get(f"{W}ilvl", "0")): _level(level) for level in found.findall(f"{W}lvl")
        }
        for found in root.findall(f"{W}abstractNum")
    }
    levels: dict[str, dict[int, Level]] = {}
    restarts: dict[str, dict[int, int]] = {}
    kinds: dict[str, str] = {}
    for found in root.findall(f"{W}num"):
        number, of = found.get(f"{W}numId", ""), found.find(f"{W}abstractNumId")
        kinds[number] = of.get(VAL, "") if of is not None else ""
        levels[number] = dict(abstract.get(kinds[number], {}))
        for override in found.findall(f"{W}lvlOverride"):
            place = int(override.get(f"{W}ilvl", "0"))
            other, start = override.find(f"{W}lvl"), override.find(f"{W}startOverride")
            if other is not None:
                levels[number][place] = _level(other)
            if start is not None:
                restarts.setdefault(number, {})[place] = _number(start.get(VAL), 1)
    return Lists(levels, kinds, restarts)


def _level(element: Any) -> Level:
    def said(name: str, otherwise: str) -> str:
        found = element.find(f"{W}{name}")
        return str(found.get(VAL, otherwise)) if found is not None else otherwise

    return Level(
        said("numFmt", "decimal"), said("lvlText", ""), _number(said("start", "1"), 1), bool(on(element, "isLgl"))
    )


def _number(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and stated.isdigit() and len(stated) < 7 else otherwise
