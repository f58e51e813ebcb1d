"""Reads a probability in the forms in which models write one."""

import re

# What stands around the number says nothing; a second number would make it a range or a sum.
_SAID = re.compile(
    r"[\s*_`~≈<>=(\[\"'a-zA-Z:]{0,24}"
    r"(?P<number>\d{1,3}(?:[.,]\d{1,12})?(?:e-?\d{1,2})?|[.,]\d{1,12})"
    r"(?:\s{0,2}/\s{0,2}(?P<whole>\d{1,4}))?\s{0,2}(?P<percent>%|per ?cent\b|％)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")
_LONGEST = 200


def read_probability(text: str) -> float | None:
    """A probability from 0 to 1: 0.07, .07, 0,07, 7 %, 1/20, 5e-3, with or without words; None where it is none.

    A number above 1 is in percent, whether that is said or not.
    """
    said = text.strip()[:_LONGEST]
    found = _SAID.match(said)
    # A remark in brackets takes nothing back as long as it names no other number.
    if found is None or _NUMBER.search(said, found.end()):
        return None
    value = float(found["number"].replace(",", "."))
    if found["whole"] is not None:
        whole = int(found["whole"])
        return value / whole if whole and value <= whole and not found["percent"] else None
    if found["percent"] or value > 1:
        value = round(value / 100, 12)  # 7 % is 0.07
    return value if value <= 1 else None
