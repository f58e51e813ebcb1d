"""Values as regular expressions that find them again, however they are spelled: numbers, dates, times, words.

The expressions need no look-around and no references, so that the check `pattern` reads them too.
"""

import re
from collections.abc import Sequence

Value = int | str | list[int | str]
SPELLED = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty".split()
)
_MONTHS = "January February March April May June July August September October November December".split()
_DATE = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
ANY_DATE = (
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{'|'.join(_MONTHS)})"
    rf"|(?:{'|'.join(_MONTHS)}) (?:the )?\d{{1,2}}(?:st|nd|rd|th)?)\b"
)
ANY_NUMBER = rf"(\d[\d.,\u00a0\u202f' ]*\d|\d|{'|'.join(SPELLED)})"
_THOUSANDS = "[.,\u00a0\u202f' ]?"
_BETWEEN = r"(?:[\s-]\w+)?[\s-]"  # "three small children"; with two words there were "three tips for children"


def spelling(value: Value, unit: Sequence[str] = ()) -> str:
    """The expression for a value: any of several spellings, a number with a `unit` not far behind it."""
    values = value if isinstance(value, list) else [value]
    return "|".join(_text(str(item)) if (number := whole(item)) is None else _number(number, unit) for item in values)


def whole(value: Value) -> int | None:
    """The number that a value is, in digits or as a word, None for any other."""
    if isinstance(value, int):
        return value
    return SPELLED.index(value) if isinstance(value, str) and value in SPELLED else None


def is_date(value: Value) -> bool:
    return isinstance(value, str) and _DATE.fullmatch(value) is not None


def is_plain(value: Value) -> bool:
    """Whether it is words that are spelled in one way: no number, no date, no time."""
    return isinstance(value, str) and not (_DATE.fullmatch(value) or _TIME.fullmatch(value) or value in SPELLED)


def first_of(value: Value) -> str:
    """A value as it is said."""
    return str(value[0] if isinstance(value, list) else value)


def number_of(written: str) -> int | None:
    """What a match of ANY_NUMBER says, None where that is no whole number."""
    low = written.lower()
    if low in SPELLED:
        return SPELLED.index(low)
    whole = re.sub(r"[.,]00?$", "", low)
    parts = re.split("[.,\u00a0\u202f' ]", whole)
    if any(len(part) != 3 for part in parts[1:]) or not all(part.isdecimal() for part in parts):
        return None
    return int("".join(parts))


def _number(value: int, unit: Sequence[str]) -> str:
    digits = str(value)
    if len(digits) > 3:
        digits = f"{digits[:-3]}{_THOUSANDS}{digits[-3:]}"
    ways = [rf"(?:^|[^\w.,:]|\D:){digits}"]  # no minutes of a time
    if unit:
        ways += [rf"\b{SPELLED[value]}"] if value < len(SPELLED) else []
        return rf"(?:{'|'.join(ways)}){_BETWEEN}(?:{'|'.join(map(re.escape, unit))})\b"
    # "340.00" is the number; "340.5", "340,500" and the hour of "21:15" are not.
    return rf"{ways[0]}(?:[.,]00?)?(?:[.,:](?:\D|$)|[^\d.,:]|$)"


def _text(value: str) -> str:
    if found := _DATE.fullmatch(value):
        return _date(int(found[1]), found[2])
    if found := _TIME.fullmatch(value):
        return _time(int(found[1]), found[2])
    return rf"\b{re.escape(value)}\b"


def _date(day: int, month: str) -> str:
    number = _MONTHS.index(month) + 1
    named = rf"(?:{month}|{month[:3]}t?)\b"
    return (
        rf"\b0?{day}(?:st|nd|rd|th)?\.?(?: of)? {named}|\b{named}\.? (?:the )?{day}(?:st|nd|rd|th)?\b"
        rf"|\b0?{day}[./]0?{number}\b|\b0?{number}/0?{day}\b|-{number:02}-{day:02}\b"
    )


def _time(hour: int, minute: str) -> str:
    ways = [rf"\b0?{hour}[:.]{minute}\b"]
    half, mark = hour % 12 or 12, "pm|p\\.m" if hour >= 12 else "am|a\\.m"
    clock = rf"{half}(?:[:.]00)?" if minute == "00" else rf"{half}[:.]{minute}"
    ways.append(rf"\b{clock} ?(?:{mark})")
    return "|".join(ways)
