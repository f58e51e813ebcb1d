"""A record as it is put on the page: its texts, and nothing of what is to be hidden from those who judge it."""

from collections.abc import Mapping, Sequence
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import SIDES
from selfinstruct.flows.review.desk.decisions.ledger import Decision, turned_over
from selfinstruct.flows.review.source import turned

SHOWN = 20_000  # characters of a text that are sent at once
_ROLES = ("System", "Developer", "User", "Assistant", "Tool", "Function")
_PASSAGES = ("Passage", "Source", "Neighbour")
MARKS = "marks"  # of a field: where in its text something is marked


def texts_of(item: LabelRecord, exchanged: bool) -> dict[str, str]:
    """The texts of an item by the names that `text?field=` and `rendered?field=` take."""
    found = {str(number): text for number, (_, text) in enumerate(item.parts)}
    if any(item.sides):
        first, second = reversed(item.sides) if exchanged else item.sides
        found |= {SIDES[0]: first, SIDES[1]: second}
    return found


def fields_of(item: LabelRecord, marks: Mapping[int, Sequence[Sequence[int]]] | None = None) -> list[dict[str, Any]]:
    """The parts of a record as the page has them; `field` is the name by which all of a long text is asked for."""
    chat = len(item.parts) > 0 and all(name in (*_ROLES, *_PASSAGES) for name, _ in item.parts)
    found = []
    for number, (name, text) in enumerate(item.parts):
        row: dict[str, Any] = {
            "name": name, "field": str(number), "text": text[:SHOWN], "length": len(text), "cut": len(text) > SHOWN,
            "kind": "passage" if name in _PASSAGES else "turn" if chat else "text",
        }  # fmt: skip
        row["role"] = name.lower() if row["kind"] == "turn" else ""
        if marks and number in marks:
            row[MARKS] = [list(span) for span in marks[number]]
        found.append(row)
    return found


def sides_of(item: LabelRecord, exchanged: bool) -> dict[str, Any] | None:
    """The two texts of a pair, as they stand on the page."""
    if not any(item.sides):
        return None
    first, second = reversed(item.sides) if exchanged else item.sides
    return {
        SIDES[0]: first[:SHOWN], SIDES[1]: second[:SHOWN],
        "length": {SIDES[0]: len(first), SIDES[1]: len(second)},
        "cut": {SIDES[0]: len(first) > SHOWN, SIDES[1]: len(second) > SHOWN},
    }  # fmt: skip


def editable_text(item: LabelRecord, kind: str) -> str:
    """The text that an edit starts from; of a pair that is the side that is chosen, which the page has."""
    if kind != "accept" or not item.parts:
        return ""
    name, text = next(((name, text) for name, text in reversed(item.parts) if name not in _PASSAGES), ("", ""))
    return text if name in ("Output", "Assistant", "Text") else ""


def version_of(item: LabelRecord, reviewer: str, number: int, shown: str, again: bool) -> int:
    """What one has seen when one decides: the texts, their order, and the last line that was written about them."""
    parts = [text for part in item.parts for text in part]
    return int(content_id(*parts, *item.sides, reviewer, str(number), shown, str(again))[:12], 16)


def on_page(decision: Decision, item: LabelRecord, exchanged: bool) -> Decision:
    """A decision as the page shows it, and back: the log has the order of today's form, the page its own."""
    return turned_over(decision) if any(item.sides) and turned(item) != exchanged else decision


def first_shown(item: LabelRecord, exchanged: bool) -> str:
    """Which of the form's two sides stands first on the page; "" of what is no pair."""
    return SIDES[turned(item) != exchanged] if any(item.sides) else ""


def beginning(item: LabelRecord, most: int = 160) -> str:
    """How the first text of a record begins."""
    text = next((text for text in (*(text for _, text in item.parts), *item.sides) if text.strip()), "").strip()
    return text[:most] + ("…" if len(text) > most else "")


def excerpt(item: LabelRecord, words: str, around: int = 80) -> str:
    """The part of a record's text in which the words stand, "" where they stand nowhere."""
    for text in (*(text for _, text in item.parts), *item.sides):
        at = text.casefold().find(words.casefold())
        if at >= 0:
            start, end = max(0, at - around), at + len(words) + around
            return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    return ""
