"""Filters by what a document says of itself: its metadata, its date, its address."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

from selfinstruct.filters.documents.measured import MeasuredDocument
from selfinstruct.records import Reason

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?", re.DOTALL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True)
class MetadataValues:
    """Documents whose metadata has one of the values to `drop`, or none of those to `keep`, by the name they stand
    under; a list holds a value where one of its items is it."""

    keep: dict[str, Sequence[str]] = field(default_factory=dict)
    drop: dict[str, Sequence[str]] = field(default_factory=dict)
    scope: ClassVar[str] = "document"

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        for name, values in self.drop.items():
            if found := [value for value in _values(document, name) if value in values]:
                return Reason("metadata", {name: found[0]})
        for name, values in self.keep.items():
            there = _values(document, name)
            if not any(value in values for value in there):
                return Reason("metadata", {name: there[0] if there else None})
        return None


def _values(document: MeasuredDocument, name: str) -> list[str]:
    value = document.metadata.get(name)
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [str(item) for item in items]


@dataclass(frozen=True)
class DateRange:
    """Documents from before `since` or after `until`: years, months or days as ISO 8601 has them, "" for no bound.

    A document dated by a year or a month is rejected only where all of it is outside. One without a date is kept,
    unless `undated` is false.
    """

    since: str | int = ""
    until: str | int = ""
    undated: bool = True
    scope: ClassVar[str] = "document"
    _bounds: tuple[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        spans = {name: _span(str(value)) for name, value in (("since", self.since), ("until", self.until)) if value}
        if wrong := [name for name, span in spans.items() if span is None]:
            raise ValueError(f"{wrong[0]}: is no date; write 2024, 2024-05 or 2024-05-31")
        since, until = spans.get("since"), spans.get("until")
        object.__setattr__(self, "_bounds", (since[0] if since else "", until[1] if until else "9999-12-31"))

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        told = document.told("date").strip()
        span = _span(told)
        if span is None:
            return None if self.undated else Reason("date", told or None)
        since, until = self._bounds
        return Reason("date", told) if span[1] < since or span[0] > until else None


def years_of(date: str) -> str:
    """The year of a date as `DateRange` reads it, "" for what is none."""
    return date.strip()[:4] if _span(date.strip()) else ""


def _span(text: str) -> tuple[str, str] | None:
    """The first and the last day of what a date names."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    first, last = month or "01", month or "12"
    if not (first >= "01" and last <= "12") or int(year) == 0:
        return None
    days = monthrange(int(year), int(last))[1]
    if day and not 1 <= int(day) <= days:
        return None
    return f"{year}-{first}-{day or '01'}", f"{year}-{last}-{day or format(days, '02')}"


@dataclass(frozen=True)
class Addresses:
    """Documents from a host to `drop`, or from none of those to `keep`; subdomains belong to a host.

    An entry may have a path (example.com/forum). `drop_file` and `keep_file` name files with an entry a line. One
    without an address is kept, unless `unknown` is false.
    """

    keep: Sequence[str] = ()
    drop: Sequence[str] = ()
    keep_file: str = ""
    drop_file: str = ""
    unknown: bool = True
    scope: ClassVar[str] = "document"
    _keep: frozenset[str] = field(init=False, repr=False)
    _drop: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_keep", _entries(self.keep, self.keep_file))
        object.__setattr__(self, "_drop", _entries(self.drop, self.drop_file))

    def __call__(self, document: MeasuredDocument) -> Reason | None:
        url = document.told("url").strip()
        places = set(_places(url))
        if not places:
            return None if self.unknown else Reason("url", url or None)
        if found := sorted(places & self._drop):
            return Reason("url", found[-1])
        return Reason("url", host_of(url)) if self._keep and not places & self._keep else None


def _entries(listed: Sequence[str], file: str) -> frozenset[str]:
    from selfinstruct.filters.documents.lists import listed_in

    entries = [*listed, *(listed_in(file) if file else ())]
    return frozenset("/".join(filter(None, (host_of(entry), *_steps(entry)))) for entry in entries if entry.strip())


def _parts(url: str) -> tuple[str, str]:
    try:
        found = urlsplit(url if _SCHEME.match(url) else f"//{url}")
        return found.hostname or "", found.path
    except ValueError:
        return "", ""


def host_of(url: str) -> str:
    """The host in lower case and as ASCII, without a final dot; "" for none."""
    host = _parts(url.strip())[0].rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host


def _steps(url: str) -> list[str]:
    return [step for step in _parts(url.strip())[1].split("/") if step]


def _places(url: str) -> list[str]:
    """All entries that an address belongs to: its host and those above it, each with and without parts of its path."""
    host, steps = host_of(url), _steps(url)
    if not host:
        return []
    labels = host.split(".")
    hosts = [host] if labels[-1].isdigit() or ":" in host else [".".join(labels[at:]) for at in range(len(labels))]
    return ["/".join((name, *steps[:end])) for name in hosts for end in range(min(len(steps), 8) + 1)]
