"""Parses the answers of judges, critics and writers of flaws: strictly, for a guessed judgement is worse than none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfinstruct.parse.chat_lines import unquote_lines
from selfinstruct.parse.chat_text import answer_text

_LINE = re.compile(r"[\s>*_#`-]*(?P<name>[A-Za-z][A-Za-z0-9_ ]{0,60}?)[\s*_`]*[:：][\s*_`]*(?P<value>.*?)[\s*_`]*\Z")
_POINTS = r"(\d{1,3}(?:\.\d{1,2})?)(?:\s*/\s*\d{1,3}|\s*points?)?"
# A remark in brackets takes nothing back as long as it names no other number.
_REMARK = r"(?:\s*\([^()\d]*\))?"
_SINGLE = re.compile(rf"{_POINTS}{_REMARK}\.?\Z", re.IGNORECASE)
_BOTH = re.compile(
    rf"A[\s:=*]*{_POINTS}\s*[,;|/]?\s*(?:(?:and|vs\.?)\s+)?B[\s:=*]*{_POINTS}{_REMARK}\.?\Z", re.IGNORECASE
)
_BETTER = {"a": 1, "b": -1, "tie": 0, "response a": 1, "response b": -1, "a tie": 0}
# "None of the figures has a unit" is a fault, "None. The figures are right." is not.
_NONE = re.compile(
    r"(?:no|(?:none|n/a|nothing|no (?:real |obvious )?(?:faults?|flaws?|errors?))"
    r"(?: (?:at all|found|to (?:name|report)))?\s*(?:[.;:(–—-].*)?)\.?\Z",
    re.IGNORECASE | re.DOTALL,
)
_YET = re.compile(r"\b(?:but|however|except|although|though|yet)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grading:
    """Points for one response by criterion, and why."""

    points: dict[str, float]
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Points for A and for B by criterion; `better` is 1 for A, -1 for B, 0 for a tie."""

    first: dict[str, float]
    second: dict[str, float]
    better: int
    reasons: str = ""


def read_grading(text: str, criteria: Sequence[str], lowest: float, highest: float) -> Grading | None:
    """Points for every criterion, each given once and within the scale; None for anything else."""
    fields = _fields(text, criteria)
    if fields is None:
        return None
    points: dict[str, float] = {}
    for name in criteria:
        match = _SINGLE.match(fields[name])
        if match is None or not lowest <= float(match[1]) <= highest:
            return None
        points[name] = float(match[1])
    return Grading(points, fields.get("reasons", ""))


def read_comparison(text: str, criteria: Sequence[str], lowest: float, highest: float) -> Comparison | None:
    """Points for both responses on every criterion and a verdict; None for anything else."""
    fields = _fields(text, (*criteria, "better"))
    if fields is None:
        return None
    better = _BETTER.get(re.sub(r"\s*\([^()]*\)\Z", "", fields["better"].rstrip(".")).casefold())
    if better is None:
        return None
    first: dict[str, float] = {}
    second: dict[str, float] = {}
    for name in criteria:
        match = _BOTH.match(fields[name])
        if match is None or not all(lowest <= float(points) <= highest for points in match.groups()):
            return None
        first[name], second[name] = float(match[1]), float(match[2])
    return Comparison(first, second, better, fields.get("reasons", ""))


def read_faults(text: str) -> tuple[str, ...] | None:
    """What a critique names: its faults, none of them, or None where it cannot be read."""
    lines = iter(unquote_lines(answer_text(text).text.strip()).split("\n"))
    first = next((match for line in lines if (match := _LINE.match(line)) and _is(match, "faults")), None)
    if first is None:
        return None
    said = first["value"].strip()
    below = [line.strip() for line in lines]
    faults = [said, *(line.removeprefix("-").removeprefix("*").strip() for line in below)]
    faults = [fault for fault in faults if fault]
    if faults and _NONE.match(faults[0]):
        listed = any(line.startswith(("-", "*")) for line in below) and len(faults) > 1
        return None if listed or _YET.search(" ".join(faults)) else ()
    return tuple(faults) or None


def read_marked(text: str, mark: str) -> str | None:
    """What stands below the line that consists of `mark` and a colon; None where there is no such line, or no text."""
    body = unquote_lines(answer_text(text).text)
    for match in re.finditer(r"^.*$", body, re.MULTILINE):
        line = _LINE.match(match[0])
        if line and _is(line, mark):
            below = f"{line['value'].strip()}{body[match.end() :]}".strip("\n").rstrip()
            return unquote_lines(below) if below.strip() else None
    return None


def read_corruption(text: str, mark: str) -> tuple[str, str | None] | None:
    """What was changed, and the flawed response (None where the flaw could not be written in); None if unreadable."""
    lines = answer_text(text).text.strip().split("\n")
    change = _LINE.match(lines[0])
    if change is None or not _is(change, "change"):
        return None
    said = change["value"].strip()
    response = read_marked(text, mark)
    if response is None:
        return (said, None) if _NONE.match(said) else None
    return said, response


def _fields(text: str, needed: Sequence[str]) -> dict[str, str] | None:
    """The value of each needed field and the reasons; None unless each of them stands there exactly once."""
    found: dict[str, str] = {}
    reasons: list[str] = []
    reading = False
    for line in unquote_lines(answer_text(text).text).split("\n"):
        match = _LINE.match(line)
        name = match["name"].strip().casefold() if match else ""
        if match and name in needed:
            if name in found:
                return None
            found[name] = match["value"].strip()
            reading = False
        elif match and name == "reasons" and not reasons:
            reasons, reading = [match["value"]], True
        elif reading:
            reasons.append(line.strip())
    if len(found) < len(needed):
        return None
    return found | {"reasons": " ".join(" ".join(reasons).split())}


def _is(match: re.Match[str], name: str) -> bool:
    return match["name"].strip().casefold() == name.casefold()
