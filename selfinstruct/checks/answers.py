"""Answers that are known: a number, a set, a list, a date, a label, a text, a pattern."""

import math
import re
from datetime import date
from typing import Any

from selfinstruct.checks.arguments import choice, flag, made, number, text, texts
from selfinstruct.checks.checker import Check, checker, listed, shown
from selfinstruct.checks.reading.dates import FORMS, dates_in
from selfinstruct.checks.reading.final_lines import AROUND, core_of
from selfinstruct.checks.reading.final_lines import behind as standing_behind
from selfinstruct.checks.reading.loose_items import all_agree, loose_item
from selfinstruct.checks.reading.numbers import numbers_in, without_fractions
from selfinstruct.checks.reading.patterns import Pattern
from selfinstruct.checks.units import folded, items, lines, seen
from selfinstruct.checks.values import DECIMAL, has_unit, iso_date

_PARTING = re.compile(r"[,;、，；،\n]")
_AND = re.compile(r"(?:and|or|und|oder|et|y|e)\s+", re.IGNORECASE)
BEHIND = text(None)


def _of_line(name: str | None, check: Check) -> Check:
    """The check of what stands behind a name in the text, of the whole text where there is none."""
    if name is None:
        return check

    def judge(text: str) -> tuple[bool, str]:
        found = standing_behind(seen(text), name)
        return (False, f"no line that begins with {shown(f'{name}:')}") if found is None else check.judge(found)

    return Check(f"{check.asked} behind {shown(f'{name}:')}", judge)


@checker(value=number(), tolerance=number(0.0, least=0.0), share=number(0.0, least=0.0), unit=text(None),
         take=choice("last", "first", "only", default="last"), decimal=DECIMAL, fractions=flag(),
         behind=BEHIND)  # fmt: skip
def answer_number(
    *, value: float, tolerance: float, share: float, unit: str | None, take: str, decimal: str, fractions: bool,
    behind: str | None,
) -> Check:  # fmt: skip
    """The number that the text gives, within a tolerance or a share of it; with `unit` numbers of that unit only.

    With `fractions` 3/4 is 0.75, and 1 1/2 is 1.5.
    """
    allowed = max(tolerance, share * abs(value), abs(value) * 1e-12)

    def judge(text: str) -> tuple[bool, str]:
        text = without_fractions(seen(text), decimal) if fractions else seen(text)
        found = [item for item in numbers_in(text, decimal) if unit is None or has_unit(item, unit)]
        if not found:
            return False, f"no number{f' in {unit}' if unit else ''}"
        if take == "only" and len(found) > 1:
            return False, f"{len(found)} numbers"
        taken = found[0 if take == "first" else -1]
        return math.isfinite(taken.value) and abs(taken.value - value) <= allowed, shown(taken.written)

    within = f", within {max(tolerance, share * abs(value)):g}" if tolerance or share else ""
    return _of_line(behind, Check(f"the number {value:.15g}{f' {unit}' if unit else ''}{within}", judge))


def answer_items(text: str) -> list[str]:
    """The items of an answer: of a list, of lines, or between commas; folded, without marks around them."""
    parts = [item for _, item in items(text)] or lines(text)
    if len(parts) == 1:
        parts = _PARTING.split(parts[0])
        if len(parts) > 1:
            parts[-1] = _AND.sub("", parts[-1].lstrip(), count=1) if _AND.match(parts[-1].lstrip()) else parts[-1]
    return [folded(" ".join(part.strip(AROUND).split())) for part in parts if part.strip(AROUND)]


@checker(items=texts(), loose=flag(), behind=BEHIND)
def answer_set(*, items: tuple[str, ...], loose: bool, behind: str | None) -> Check:
    """The items that the text lists, in any order, each once.

    With `loose` 25 g is 25 grams of tea, and of other items an article in front and marks beside words count for
    nothing.
    """
    wanted = [folded_item(item) for item in items]

    def judge(text: str) -> tuple[bool, str]:
        found = answer_items(seen(text))
        return _same_items(wanted, found, loose, ordered=False), listed(found) if found else "nothing"

    return _of_line(behind, Check(f"{listed(items)}, in any order", judge))


@checker(items=texts(), loose=flag(), behind=BEHIND)
def answer_list(*, items: tuple[str, ...], loose: bool, behind: str | None) -> Check:
    """The items that the text lists, in their order.

    With `loose` they are compared as those of `answer_set`, and what a number counts may be left out.
    """
    wanted = [folded_item(item) for item in items]

    def judge(text: str) -> tuple[bool, str]:
        found = answer_items(seen(text))
        return _same_items(wanted, found, loose, ordered=True), listed(found) if found else "nothing"

    return _of_line(behind, Check(f"{listed(items)}, in this order", judge))


def _same_items(wanted: list[str], found: list[str], loose: bool, *, ordered: bool) -> bool:
    if loose:
        return all_agree([loose_item(item) for item in wanted], [loose_item(item) for item in found], ordered)
    return found == wanted if ordered else sorted(found) == sorted(wanted)


def folded_item(text: str) -> str:
    """A text as items and labels are compared: in small letters, without marks around it."""
    return folded(" ".join(seen(text).strip(AROUND).split()))


@checker(date=made("a date", iso_date), form=choice("any", *FORMS, default="any"), behind=BEHIND)
def answer_date(*, date: date, form: str, behind: str | None) -> Check:
    """The last date that the text gives; where a form can be read in two ways, one of them has to be named."""

    def judge(text: str) -> tuple[bool, str]:
        found: dict[int, set[Any]] = {}
        for name in FORMS if form == "any" else (form,):
            for place, day in dates_in(seen(text), name):
                found.setdefault(place, set()).add(day)
        last = sorted(found[max(found)]) if found else []
        return last == [date], " or ".join(map(str, last)) or "no date"

    return _of_line(behind, Check(f"the date {date}", judge))


@checker(label=text(), labels=texts(None), behind=BEHIND)
def answer_label(*, label: str, labels: tuple[str, ...] | None, behind: str | None) -> Check:
    """The text is a label, whatever its capitals, and nothing else; `labels` are those that it could have been."""
    if labels is not None and folded_item(label) not in map(folded_item, labels):
        raise ValueError(f"label: {label!r} is none of labels")

    def judge(text: str) -> tuple[bool, str]:
        found = folded_item(text[:10_000])
        known = labels is None or found in map(folded_item, labels)
        return found == folded_item(label), shown(found) + ("" if known else ", which is none of the labels")

    return _of_line(behind, Check(f"the label {shown(label)}", judge))


@checker(text=text(), within=flag(), loose=flag(), behind=BEHIND)
def answer_text(*, text: str, within: bool, loose: bool, behind: str | None) -> Check:
    """The text is a text, whatever its capitals, its spaces and the marks around it; with `within` it has it.

    With `loose` an article in front and marks beside words count for nothing.
    """

    def read(text: str) -> str:
        return core_of(folded_item(text)) if loose else folded_item(text)

    wanted = read(text)

    def judge(text: str) -> tuple[bool, str]:
        found = read(text)
        return wanted in found if within else found == wanted, shown(found)

    return _of_line(behind, Check(f"the text {shown(text)}", judge))


@checker(pattern=text(most=1_000), within=flag(), case=flag(True))
def pattern(*, pattern: str, within: bool, case: bool) -> Check:
    """The text matches a regular expression, whole or with `within` in part; no references, no look-around."""
    made_of = Pattern(pattern, within=within, case=case)

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text).strip()
        return made_of.holds(text), shown(text)

    return Check(f"{'has' if within else 'is'} {shown(pattern)}", judge)
