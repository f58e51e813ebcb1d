"""Lays out items that stand on one line or in HTML as lines of their own, as most answers have them."""

import html
import re

_LIST = re.compile(r"<(ol|ul)(?: [^<>]{0,80})?>(.*)</\1>", re.DOTALL | re.IGNORECASE)
_OPENS = re.compile(r"<[ou]l[ >]", re.IGNORECASE)
_ITEM = re.compile(r"<li(?: [^<>]{0,80})?>(.*?)(?:</li>|(?=<li[ >])|\Z)", re.DOTALL | re.IGNORECASE)
_PARAGRAPH = re.compile(r"</?(?:p|div|span)(?: [^<>]{0,80})?>", re.IGNORECASE)
_COUNTED = re.compile(r"(?:\A|(?<=[.?!。？！])\s{1,4})(?P<open>\(?)(?P<number>\d{1,3})(?P<close>[.)])\s+(?=\S)")
_LONGEST = 20_000
_MOST_BEFORE = 200  # characters of a preamble
_FEWEST_WORDS = 3


def laid_out(text: str) -> str:
    """The text with each item on a line of its own, numbered, where all of it is one list; else as it is."""
    if len(text) > _LONGEST:
        return text
    return _from_html(text) or _from_line(text) or text


def _from_html(text: str) -> str:
    opens = _OPENS.search(text, 0, _MOST_BEFORE)
    found = _LIST.match(text, opens.start()) if opens else None
    if found is None or len(text) - found.end() > _MOST_BEFORE:
        return ""
    # A sentence that goes on with a list, or a list within one, is an instruction about HTML.
    before = text[: found.start()].strip()
    if (before and not before.endswith((":", "：", ">", "."))) or _OPENS.search(found[2]) or "`" in before[-4:]:
        return ""
    rest = _ITEM.sub("", found[2])
    items = [" ".join(html.unescape(_PARAGRAPH.sub(" ", item)).split()) for item in _ITEM.findall(found[2])]
    if rest.strip() or len(items) < 2 or any(len(item.split()) < _FEWEST_WORDS for item in items if item.isascii()):
        return ""
    before = _PARAGRAPH.sub("", before)
    return "\n".join([before, "", *(f"{number}. {item}" for number, item in enumerate(items, 1))]).strip()


def _from_line(text: str) -> str:
    """A single line with whole sentences that are counted up from 1 in one style."""
    line = text.strip()
    marks = list(_COUNTED.finditer(line)) if "\n" not in line else []
    styles = {(mark["open"], mark["close"]) for mark in marks}
    if len(marks) < 2 or marks[0].start() or len(styles) > 1:
        return ""
    if [int(mark["number"]) for mark in marks] != list(range(1, len(marks) + 1)):
        return ""
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    items = [line[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    if any(len(item.split()) < _FEWEST_WORDS for item in items if item.isascii()):
        return ""
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
