"""Numbers and dates within a text: in a range, with a unit, in a form."""

from datetime import date as Date
from typing import Any

from selfinstruct.checks.arguments import choice, flag, made, number, text
from selfinstruct.checks.checker import Check, checker, shown
from selfinstruct.checks.reading.dates import FORMS, dates_in, whole_date
from selfinstruct.checks.reading.numbers import Number, numbers_in
from selfinstruct.checks.units import folded, seen

DECIMAL = choice(".", ",", default=".")


def iso_date(value: Any) -> Date:
    """A date of the arguments, as 2026-11-30."""
    found = whole_date(value, "iso") if isinstance(value, str) else None
    if found is None:
        raise ValueError("write it as 2026-11-30")
    return found


def has_unit(found: Number, unit: str) -> bool:
    """Whether a unit stands behind a number, with a space or without; a longer word is another unit."""
    behind = found.behind.lstrip()
    return behind.startswith(unit) and not behind[len(unit) : len(unit) + 1].isalnum()


@checker(least=number(None), most=number(None), decimal=DECIMAL)
def numbers_in_range(*, least: float | None, most: float | None, decimal: str) -> Check:
    """Every number in digits lies in a range, and there is one."""
    if least is most is None:
        raise ValueError("least or most: is missing; say the range")
    if least is not None and most is not None and least > most:
        raise ValueError(f"least: {least:g} is more than most, {most:g}")

    def judge(text: str) -> tuple[bool, str]:
        found = numbers_in(seen(text), decimal)
        odd = [
            item
            for item in found
            if (least is not None and item.value < least) or (most is not None and item.value > most)
        ]
        return bool(found) and not odd, shown(odd[0].written) if odd else f"{len(found)} numbers"

    ends = (None if least is None else f"from {least:g}", None if most is None else f"to {most:g}")
    return Check(f"numbers {' '.join(filter(None, ends))}", judge)


@checker(unit=text())
def units(*, unit: str) -> Check:
    """Every number in digits has a unit behind it, and there is one."""

    def judge(text: str) -> tuple[bool, str]:
        found = numbers_in(seen(text))
        odd = [item for item in found if not has_unit(item, unit)]
        return bool(found) and not odd, f"{shown(odd[0].written)} has another" if odd else f"{len(found)} numbers"

    return Check(f"numbers in {unit}", judge)


@checker(form=choice(*FORMS, default="iso"), within=flag(), earliest=made("a date", iso_date, None),
         latest=made("a date", iso_date, None))  # fmt: skip
def date(*, form: str, within: bool, earliest: Date | None, latest: Date | None) -> Check:
    """The text is a date of the calendar in a form, or with `within` has one; each not too early or too late."""

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text).strip()
        whole = whole_date(text, form)
        found = [day for _, day in dates_in(text, form)] if within else [whole] if whole else []
        odd = [day for day in found if (earliest and day < earliest) or (latest and day > latest)]
        return bool(found) and not odd, ", ".join(map(str, (odd or found)[:5])) or f"no such date in {shown(text)}"

    ends = (f"from {earliest}" if earliest else "", f"to {latest}" if latest else "")
    return Check(" ".join(filter(None, (f"a date as {form}", *ends))), judge)


@checker(words=flag())
def same_ends(*, words: bool) -> Check:
    """The text ends as it begins: with the same letter, or with `words` the same word."""
    from selfinstruct.checks.units import words as words_of

    def judge(text: str) -> tuple[bool, str]:
        text = seen(text)
        found: Any = words_of(text) if words else [char for char in text if char.isalnum()]
        if len(found) < 2:
            return False, "too little text"
        return folded(found[0]) == folded(found[-1]), f"{shown(found[0])} and {shown(found[-1])}"

    return Check(f"the first {'word' if words else 'letter'} is the last as well", judge)
