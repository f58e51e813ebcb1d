"""Sections of an answer: a name with a colon, and what stands behind and below it."""

import re
from collections.abc import Sequence

from selfinstruct.parse.chat_lines import unquote_lines
from selfinstruct.parse.chat_text import answer_text

_HEAD = re.compile(r"[ \t>*_#`-]{0,12}(?:\d{1,2}[.)][ \t]*)?[*_`]{0,3}(\w[\w ]{0,30}?)[ \t*_`]{0,6}[:：][*_`]{0,3}(.*)")
_FENCE = re.compile(r"(`{3,}|~{3,})[\w+-]*[ \t]*")


def read_sections(text: str, names: Sequence[str]) -> dict[str, str]:
    """The text of each named section, in the order of the names; ValueError says which is missing or empty.

    The first line of a name begins its section, and of the last name the last one: what is shown before may have a line
    that looks like it.
    """
    lines = unquote_lines(answer_text(text).text).split("\n")
    places: list[int] = []
    for name in names:
        after = places[-1] + 1 if places else 0
        there = [place for place in range(after, len(lines)) if _names(lines[place], name)]
        if not there:
            raise ValueError(f"has no line {name}:")
        places.append(there[-1] if name == names[-1] else there[0])
    found = {}
    for name, begin, end in zip(names, places, [*places[1:], len(lines)], strict=True):
        head = _HEAD.fullmatch(lines[begin])
        said = "\n".join([head[2] if head else "", *lines[begin + 1 : end]]).strip("\n")
        found[name] = unfenced(_without_rules(said))
        if not found[name].strip():
            raise ValueError(f"has nothing behind {name}:")
    return found


def unfenced(text: str) -> str:
    """The text without white space and one fence around all of it."""
    first, _, rest = text.strip().partition("\n")
    fence = _FENCE.fullmatch(first.strip())
    inner, _, last = rest.rpartition("\n")
    whole = fence is not None and last.strip() == fence[1] and fence[1] not in inner
    return inner.strip() if whole else text.strip()


def _names(line: str, name: str) -> bool:
    head = _HEAD.fullmatch(line)
    return head is not None and head[1].strip().casefold() == name.casefold()


def _without_rules(text: str) -> str:
    """Without lines that only part sections, at the end."""
    return re.sub(r"(?:\n[ \t]*(?:-{3,}|\*{3,}|={3,}|#{1,6})?[ \t]*){1,4}\Z", "", text)
