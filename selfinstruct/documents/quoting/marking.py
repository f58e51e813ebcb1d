"""A passage as people are shown it, with what is quoted of it marked in the text."""

from collections.abc import Mapping, Sequence
from typing import Any

# Marks for quotations: the first pair counts that the text itself has not.
_MARKS = (("»", "«"), ("[[", "]]"), ("{{", "}}"), ("<<", ">>"))
_RULE = frozenset("|:- ")  # what the line below a table's head is made of
_WHOLE = 8000  # characters of a passage that is shown whole
_AROUND = 1500  # characters shown before and after a quotation of a longer one

Span = tuple[int, int]


def marked(text: str, spans: Sequence[Span]) -> tuple[str, tuple[str, str] | None]:
    """The text with marks around these spans, and the marks; None where there is nothing to mark."""
    found = _joined(spans)
    marks = next((pair for pair in _MARKS if not any(mark in text for mark in pair)), _MARKS[-1])
    if not found:
        return text, None
    parts, at = [], 0
    for start, end in found:
        parts += [text[at:start], marks[0], text[start:end], marks[1]]
        at = end
    return "".join([*parts, text[at:]]), marks


def located(shown: str, source: Mapping[str, Any], text: str = "") -> list[Span]:
    """Where in the text shown the quotations of a source stand, as far as that is certain.

    With the document's `text` they are looked up, and one that stands there more than once is left out. Without it they
    can be counted off where the text shown is one piece of the document, with or without the head of a table before it.
    """
    quotes = [(int(quote[0]), int(quote[1])) for quote in source.get("quotes", ()) if len(quote) == 2]
    start, end = (*source.get("chars", ()), 0, 0)[:2]
    size = end - start
    if not shown or size <= 0:
        return []
    if text and shown != text[start:end]:
        return [found for quote in quotes for found in _looked_up(shown, text[slice(*quote)])]
    before = len(shown) - size
    if before < 0 or (before and not _is_head(shown[:before])):
        return []
    return [(one - start + before, two - start + before) for one, two in quotes if start <= one < two <= end]


def passage_in(text: str, source: Mapping[str, Any]) -> tuple[str, list[Span]]:
    """What a source names in its document's text, and where its quotations stand in it.

    Of more than a few pages only what stands around the quotations is shown, or the beginning where there are none.
    """
    start, end = (*source.get("chars", ()), 0, 0)[:2]
    quotes = [(one, two) for one, two in source.get("quotes", ()) if start <= one < two <= end]
    windows = [(start, end)]
    if end - start > _WHOLE:
        windows = _joined([(max(start, one - _AROUND), min(end, two + _AROUND)) for one, two in quotes])
        windows = windows or [(start, start + _WHOLE)]
    shown, spans = "[…] " if windows[0][0] > start else "", []
    for number, (low, high) in enumerate(windows):
        shown += "\n\n[…]\n\n" if number else ""
        spans += [(one - low + len(shown), two - low + len(shown)) for one, two in quotes if low <= one < high]
        shown += text[low:high]
    return shown + (" […]" if windows[-1][1] < end else ""), spans


def _looked_up(shown: str, quote: str) -> list[Span]:
    at = shown.find(quote) if quote else -1
    return [(at, at + len(quote))] if at >= 0 and shown.find(quote, at + 1) < 0 else []


def _is_head(text: str) -> bool:
    """Whether a text is the head of a table with its rule, as it is shown before rows of the table."""
    lines = text.split("\n")
    rule = lines[-2].strip() if len(lines) > 2 else ""
    return not lines[-1] and "|" in lines[0] and "-" in rule and _RULE.issuperset(rule)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that meet as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
