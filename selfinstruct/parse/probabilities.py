"""Reads a probability in the forms in which models write one."""

import re

from selfinstruct.parse.chat_lines import NAMES, field_reader

# What stands around the number says nothing; a second number would make it a range or a sum.
_SAID = re.compile(
    r"[\s*_`~≈<>=(\[\"'a-zA-Z:]{0,24}"
    r"(?P<number>\d{1,3}(?:[.,]\d{1,12})?(?:e-?\d{1,2})?|[.,]\d{1,12})"
    r"(?:\s{0,2}(?:/|\b(?:in|out of)\b)\s{0,2}(?P<whole>\d{1,4}))?\s{0,2}(?P<percent>%|per ?cent\b|％)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")
_field = field_reader("probability")
_NAMES = "|".join(name for name in NAMES["probability"] if len(name) > 1)
# The same line in other words: in brackets, with a remark on the name, or without a colon.
_LINE = re.compile(
    rf"""[ \t]{{0,12}}+ (?:[-*+•>][ \t]{{1,4}}+)? (?:\#{{1,6}}+[ \t]{{0,4}}+)? [*_`(\[]{{0,4}}+
    (?:(?:my|the|its|estimated|stated)[ \t]){{0,2}}+ (?:{_NAMES.replace(" ", "[ ]")}) (?!\w)
    (?:[ \t](?:estimate|(?:of|for)[ \t](?:this|writing)(?:[ \t]\w{{1,12}}+){{0,2}}))? [ \t]{{0,2}}+
    (?:\([^()]{{0,40}}+\))?+ [*_`]{{0,3}}+ [ \t]{{0,2}}+ (?P<sign>[:：=~≈–-]|is\b|) [ \t]{{0,2}}+ (?P<said>.*)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# Without a colon only a line that says no more, for a sentence about a probability may be part of an instruction.
_NO_MORE = re.compile(
    r"""[^\w(]{0,6}+ (?:(?:about|around|roughly)[ ])? [\d.,/e-]{1,14}+ (?:[ ](?:in|out[ ]of)[ ]\d{1,4}+)?
    [ \t]{0,2}+ (?:%|％|per[ ]?cent\b)? [^\w(]{0,6}+ (?:\([^()]{0,80}+\)\W{0,3}+)?""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 200


def probability_line(text: str) -> str | None:
    """What a line says that states a probability and nothing else, with or without a colon; None for any other line."""
    if found := _field(text):
        return found.value
    said = _LINE.match(text) if len(text) <= _LONGEST else None
    if said is None or (said["sign"] not in (":", "：") and _NO_MORE.fullmatch(said["said"]) is None):
        return None
    return said["said"].strip()


def read_probability(text: str) -> float | None:
    """A probability from 0 to 1: 0.07, .07, 0,07, 7 %, 1/20, 1 in 20, 5e-3, with or without words; None if it is none.

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
