"""Reads refusals of any service: how long to wait, and why, in words that are safe to show."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a service asks to wait: `retry-after-ms`, or `Retry-After` as a number or a date; None for neither."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name)
        if value is None:
            continue
        try:
            seconds = float(value) * unit
        except ValueError:
            try:
                seconds = parsedate_to_datetime(value).timestamp() - time.time()
            except (ValueError, OverflowError):
                continue
        if seconds == seconds:  # not NaN
            return min(max(seconds, 0.0), 86_400.0)
    return None


def printable_line(text: str, limit: int = 300) -> str:
    """Printable text on one line, cut to `limit` characters: service text is shown on a terminal."""
    folded = " ".join("".join(mark if mark.isprintable() else " " for mark in text[: 4 * limit]).split())
    return folded if len(folded) <= limit else folded[: limit - 1] + "…"


def printable_ends(text: str, limit: int = 400) -> str:
    """`printable_line` with the end too: what is wrong often stands at the end of what a service says."""
    some = text if len(text) <= 8 * limit else f"{text[: 4 * limit]} … {text[-4 * limit :]}"
    folded = printable_line(some, len(some))
    if len(folded) <= limit:
        return folded
    end = limit // 3
    return f"{folded[: limit - end - 3].rstrip()} … {folded[-end:].lstrip()}"
