"""How a text is laid out: lists, sections, a title, what stands behind the end."""

import re
from typing import Any

from selfinstruct.checks.arguments import flag, text, whole
from selfinstruct.checks.bounds import BOUNDS, Bounds, count_check, counted
from selfinstruct.checks.checker import Check, checker, shown
from selfinstruct.checks.units import items, lines, seen

_TITLE = re.compile(r"<<[^<>\n]+>>")
_POSTSCRIPT = re.compile(r"^(?:\*\*)?P\.? ?S\.?(?= ?[^\s\w.]*[:\s])", re.MULTILINE)
_MARKUP = re.compile(
    r"^#{1,6}[ \t]+\S|^[ \t]*[-*+][ \t]+\S|^[ \t]*>|^(?:```|~~~)|^[ \t]*\|.*\|[ \t]*$|\*\*(?=\S)|__(?=\S)|`|\]\(",
    re.MULTILINE,
)


@checker(**BOUNDS)
def bulleted_list(**given: Any) -> Check:
    """A list with bullets, and how many items it has; without a number at least one."""
    return count_check(lambda text: sum(not mark[0].isdecimal() for mark, _ in items(seen(text))), given,
                       "bulleted item", least=1)  # fmt: skip


@checker(start=whole(default=1), **BOUNDS)
def numbered_list(*, start: int, **given: Any) -> Check:
    """A list whose items are numbered one after another, and how many they are; without a number at least one."""
    bounds = Bounds(given["exactly"], given["at_least"], given["at_most"], 1)

    def judge(text: str) -> tuple[bool, str]:
        found = [int(mark) for mark, _ in items(seen(text)) if mark[0].isdecimal()]
        for number, mark in enumerate(found, start):
            if mark != number:
                return False, f"{mark} where {number} should stand"
        return bounds.hold(len(found)), counted(len(found), "numbered item")

    return Check(f"{bounds.said('numbered item')}, from {start} on", judge)


@checker(separator=text(), **BOUNDS)
def sections(*, separator: str, **given: Any) -> Check:
    """How many sections a separator makes; it stands on a line of its own, and no section is empty."""
    bounds = Bounds(given["exactly"], given["at_least"], given["at_most"])
    mark = separator.strip()

    def judge(text: str) -> tuple[bool, str]:
        parts: list[list[str]] = [[]]
        for line in lines(seen(text)):
            if line == mark:
                parts.append([])
            else:
                parts[-1].append(line)
        if not all(parts):
            return False, f"section {1 + parts.index([])} of {len(parts)} is empty"
        return bounds.hold(len(parts)), counted(len(parts), "section")

    return Check(f"{bounds.said('section')} parted by {shown(separator)}", judge)


@checker(mark=text())
def separated(*, mark: str) -> Check:
    """A mark that parts the text in two or more, none of which is empty."""

    def judge(text: str) -> tuple[bool, str]:
        parts = [part.strip() for part in seen(text).split(mark)]
        return len(parts) > 1 and all(parts), f"{len(parts)} parts{'' if all(parts) else ', one of them empty'}"

    return Check(f"parts with {shown(mark)} between them", judge)


@checker()
def title() -> Check:
    """A title in double angle brackets."""

    def judge(text: str) -> tuple[bool, str]:
        found = next((match[0] for match in _TITLE.finditer(seen(text)) if match[0][2:-2].strip()), "")
        return bool(found), shown(found) if found else "none"

    return Check("a title such as <<title>>", judge)


@checker()
def postscript() -> Check:
    """A last paragraph or line that begins with P.S. or PS."""

    def judge(text: str) -> tuple[bool, str]:
        last = (lines(seen(text)) or [""])[-1]
        return _POSTSCRIPT.match(last) is not None, f"the last line is {shown(last)}"

    return Check("a postscript at the end", judge)


@checker(code=flag())
def plain_text(*, code: bool) -> Check:
    """No Markdown: headings, bullets, quotations, tables, emphasis, links or code; with `code` code may stand."""

    def judge(text: str) -> tuple[bool, str]:
        for found in _MARKUP.finditer(seen(text)):
            if not (code and found[0].startswith(("`", "~"))):
                return False, shown(found[0])
        return True, "none"

    return Check("no Markdown", judge)
