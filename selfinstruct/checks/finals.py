"""Final answers: what kind of answer a short text is, which of them are the same, and the check that they all pass.

Where it is not sure that two forms mean the same they count as different: a vote may be lost by that, but no wrong
answer is taken for a right one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from selfinstruct.checks.answers import (
    answer_date,
    answer_items,
    answer_list,
    answer_number,
    answer_set,
    answer_text,
    folded_item,
)
from selfinstruct.checks.checker import Check
from selfinstruct.checks.reading.dates import FORMS, whole_date
from selfinstruct.checks.reading.final_lines import AROUND, core_of
from selfinstruct.checks.reading.numbers import numbers_in, without_fractions
from selfinstruct.checks.units import seen

LONGEST = 200  # characters: what is longer is no definite answer
_CHECKERS = {
    "answer_number": answer_number, "answer_date": answer_date, "answer_set": answer_set, "answer_list": answer_list,
    "answer_text": answer_text,
}  # fmt: skip
_LARGEST = 1e12
# A number alone, perhaps with a currency before it and a unit of up to three words behind.
_QUANTITY = re.compile(
    r"(?P<sign>[-+\u2212]?)(?P<coin>[$€£¥]?)\s?(?P<number>\d[\d.,'’\u00a0\u2009\u202f/]*"
    r"(?: \d{1,9}/\d{1,9}|(?: \d{3})+)?(?:[eE][+-]?\d{1,3})?)"
    r"(?P<unit>\s?[%‰°€£$¥]\s?[^\W\d_]?|(?:\s|(?=(?:[kcm]?[mgl][²³]?|[kM]?W|[mµ]?s|h|min|km/h|[kMG]B)(?![^\W_])))"
    r"[^\W\d_]+(?:[/·^][^\W_]+|[²³])?(?: [^\W\d_]+){0,2})?"
)
_COINS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
_COMMA_WITHIN = re.compile(r"\d,\d")  # 1,5 is one number in many languages
# Whether the order counts is for the instruction to say.
_ORDERED = re.compile(
    r"\b(?:order(?:ed)?|sort(?:ed)?|sequence|rank(?:ed|ing)?|ascending|descending|alphabetical(?:ly)?"
    r"|chronological(?:ly)?|first to last"
    r"|(?:small|larg|old|new|young|short|long|high|low|earli|lat|cheap)(?:est|er) first)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Final:
    """A final answer as it is written, with its kind (number, date, label, items, text) and its value."""

    written: str
    kind: str
    value: Any
    unit: str = ""


def keeps_order(instruction: str) -> bool:
    """Whether the items of an answer have an order, by what the instruction says."""
    return _ORDERED.search(instruction) is not None


@lru_cache(maxsize=4096)
def read_final(text: str, labels: tuple[str, ...] = (), ordered: bool = False) -> Final | None:
    """The final answer that a text is; None where it is empty or too long, or is none of the labels that there are."""
    bare = seen(text).strip(AROUND)
    if not bare or len(bare) > LONGEST:
        return None
    if labels:
        spelled = {folded_item(label): label for label in labels}
        label = spelled.get(folded_item(bare))
        return None if label is None else Final(label, "label", label)
    for final in _read(bare, seen(text), ordered):
        check = _check(final, ordered)
        if check.judge(bare)[0] and check.judge(seen(text))[0]:
            return final
    return None


def _read(bare: str, whole: str, ordered: bool) -> Iterator[Final]:
    """What the answer may be, the most certain first; it is the first that its own check takes it for."""
    days = {day for form in FORMS if (day := whole_date(bare, form)) is not None}
    if len(days) == 1:
        yield Final(bare, "date", days.pop())
    elif not days and (number := _number(bare)) is not None:
        yield number
    items = answer_items(whole)
    if len(items) > 1 and not days and not _COMMA_WITHIN.search(bare):
        yield Final(bare, "items", tuple(items if ordered else sorted(items)))
    yield Final(bare, "text", core_of(folded_item(bare)))


def _check(final: Final, ordered: bool) -> Check:
    said = dict(check_of([final], (), ordered))
    return _CHECKERS[said.pop("check")].check(said)


def _number(bare: str) -> Final | None:
    found = _QUANTITY.fullmatch(bare)
    if found is None:
        return None
    written = without_fractions(f"{found['sign']}{found['number']}")
    read = numbers_in(written)
    if len(read) != 1 or read[0].written != written or abs(read[0].value) > _LARGEST:
        return None
    unit = found["coin"] or " ".join((found["unit"] or "").split())
    unit = _COINS.get(unit, unit)
    return Final(bare, "number", read[0].value, unit)


def same(one: Final, other: Final) -> bool:
    """Whether two final answers say the same; a number without a unit may have any."""
    if one.kind != other.kind or one.value != other.value:
        return False
    return not (one.unit and other.unit) or _same_unit(one.unit, other.unit)


def _same_unit(one: str, other: str) -> bool:
    """Minute and minutes, apples and green apples; kg and kilograms are not seen to be the same."""
    first, second = one.casefold().split(), other.casefold().split()
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    short, long = sorted((" ".join(first), " ".join(second)), key=len)
    return len(short) >= 3 and long.startswith(short)


def check_of(
    finals: Sequence[Final], labels: Sequence[str] = (), ordered: bool = False, behind: str = ""
) -> Mapping[str, Any]:
    """The check that all of these final answers pass, which are the same; with `behind` on a line of that name."""
    first = finals[0]
    where = {"behind": behind} if behind else {}
    if first.kind == "label":
        return {"check": "answer_label", "label": first.value, "labels": list(labels), **where}
    if first.kind == "date":
        return {"check": "answer_date", "date": first.value.isoformat(), **where}
    if first.kind == "number":
        value = int(first.value) if float(first.value).is_integer() else first.value
        units = {item.unit for item in finals}
        unit = units.pop() if len(units) == 1 else ""
        said = {"unit": unit} if unit and all(item.written.endswith(unit) for item in finals) else {}
        return {"check": "answer_number", "value": value, **said, "take": "only", "fractions": True, **where}
    if first.kind == "items":
        return {"check": "answer_list" if ordered else "answer_set", "items": list(first.value), **where}
    return {"check": "answer_text", "text": first.written, "loose": True, **where}
