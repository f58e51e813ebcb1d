"""Dates in the forms that people write: each form by the name that a check has for it."""

import re
from datetime import date

MONTHS = "January February March April May June July August September October November December".split()
_BY_NAME = {name[:size].lower(): number for number, name in enumerate(MONTHS, 1) for size in (3, 4, len(name))}
_NAMES = "|".join(f"{name}|{name[:4] + '|' if name == 'September' else ''}{name[:3]}" for name in MONTHS)
_YEAR, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_NAME = rf"(?P<name>{_NAMES})\.?"
_TIME = r"T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?"
_FORMS = {
    "iso": r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    "iso_time": rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}}){_TIME}",
    "yyyy/mm/dd": rf"{_YEAR}/{_MONTH}/{_DAY}",
    "dd.mm.yyyy": rf"{_DAY}\.{_MONTH}\.{_YEAR}",
    "dd/mm/yyyy": rf"{_DAY}/{_MONTH}/{_YEAR}",
    "mm/dd/yyyy": rf"{_MONTH}/{_DAY}/{_YEAR}",
    "d month yyyy": rf"{_DAY}(?:st|nd|rd|th)? {_NAME},? {_YEAR}",
    "month d, yyyy": rf"{_NAME} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
    "cjk": rf"{_YEAR} ?[年년] ?{_MONTH} ?[月월] ?{_DAY} ?[日일]",
}
_A_YEAR = re.compile(r"\d{4}")
# What each form has somewhere: looking for that first takes a tenth of the time.
_SHORT = "|".join(name[:3] for name in MONTHS)
_BEFORE_NAME = re.compile(rf"\d(?:st|nd|rd|th)? (?:{_SHORT})", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"[a-z]\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}", re.IGNORECASE)
_DASH, _SLASH, _STOP = (re.compile(rf"\d{mark}\d") for mark in ("-", "/", r"\."))
_HAS = {
    "iso": _DASH, "iso_time": _DASH, "yyyy/mm/dd": _SLASH, "dd/mm/yyyy": _SLASH,
    "mm/dd/yyyy": _SLASH, "dd.mm.yyyy": _STOP, "cjk": re.compile("[年년]"), "d month yyyy": _BEFORE_NAME,
    "month d, yyyy": _BEHIND_NAME,
}  # fmt: skip
FORMS = tuple(_FORMS)
_ALONE = {name: re.compile(form, re.IGNORECASE) for name, form in _FORMS.items()}
_WITHIN = {
    name: re.compile(rf"(?<!\w)(?<!\d[-/.]){form}(?!\w|[-/.]\d)", re.IGNORECASE) for name, form in _FORMS.items()
}


def whole_date(text: str, form: str) -> date | None:
    """The date that a text is in this form; None where it is none, or the calendar does not have it."""
    found = _ALONE[form].fullmatch(text)
    return _date(found) if found else None


def dates_in(text: str, form: str) -> list[tuple[int, date]]:
    """The dates of one form in a text, with where each begins."""
    if not _HAS[form].search(text) or not _A_YEAR.search(text):
        return []
    return [(found.start(), day) for found in _WITHIN[form].finditer(text) if (day := _date(found)) is not None]


def _date(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _BY_NAME[parts["name"].lower()]
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
