"""Parses a judge's answers to labelling prompts: strictly, for a guess would be a label nobody gave."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from selfinstruct.parse.chat_text import answer_text

_FIELD = re.compile(r"^[\s*_#>`-]{0,8}([A-Za-z]{3,12})[\s*_`]{0,4}:[*_`]{0,4}[ \t]?(.*)$")
_WRAPPED = re.compile(r"^[\s*_`\"'“”‘’]+|[\s*_`\"'“”‘’.]+$")
_NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)(?:\s*(?:/|out of)\s*(\d+(?:\.\d+)?))?")
# A remark in brackets takes nothing back as long as it names no other number.
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(%|/\s*100)?(?:\s*\([^()\d]*\))?")
_ARTICLE = re.compile(r"^(?:the )?(.*?)(?: (?:response|answer|one))?$")


@dataclass(frozen=True, slots=True)
class LabelAnswer:
    """An answer, how sure its judge is of it (0 to 1; 1 where it does not say), and its reason."""

    answer: str | float
    confidence: float = 1.0
    reason: str = ""


def read_choice(text: str, labels: Sequence[str]) -> LabelAnswer | None:
    """One of the labels, in any case; None where the answer names none of them, or two."""
    known = {_folded(label): label for label in labels}
    return _read(text, "answer", lambda said: _known(said, known))


def _known(text: str, known: Mapping[str, str]) -> str | None:
    """The label a text is; of a pair "the first response" is the first."""
    said = _folded(text)
    if said in known:
        return known[said]
    match = _ARTICLE.match(said)
    return known.get(match[1]) if match else None


def read_score(text: str, low: float, high: float) -> LabelAnswer | None:
    """A number from `low` to `high`; "4/5" is read where 5 is `high`."""
    return _read(text, "answer", lambda said: _number(said, low, high))


def read_text(text: str) -> LabelAnswer | None:
    """Free text of any length behind `Answer:`, up to a line of another field."""
    fields = _fields(answer_text(text).text.strip(), ("answer", "confidence", "reason"), long=("answer",))
    if fields is None or not fields.get("answer", "").strip():
        return None
    return _said(fields["answer"].strip(), fields)


def read_agreement(text: str) -> LabelAnswer | None:
    """Whether the judge agrees with another answer: "yes" or "no"."""
    known = {"yes": "yes", "no": "no"}
    return _read(text, "agree", lambda said: known.get(_folded(said)))


def read_ratings(text: str, low: float, high: float) -> tuple[float, float, str] | None:
    """The ratings of a first and a second answer, and the reason."""
    fields = _fields(answer_text(text).text.strip(), ("first", "second", "reason"))
    if fields is None:
        return None
    first, second = (_number(fields.get(name, ""), low, high) for name in ("first", "second"))
    return None if first is None or second is None else (first, second, fields.get("reason", ""))


def _read(text: str, name: str, value_of: Callable[[str], str | float | None]) -> LabelAnswer | None:
    """The value that is all of an answer, or stands in the field of that name."""
    body = answer_text(text).text.strip()
    alone = value_of(body)
    if alone is not None:
        return LabelAnswer(alone)
    fields = _fields(body, (name, "confidence", "reason"))
    found = None if fields is None else value_of(fields.get(name, ""))
    return None if fields is None or found is None else _said(found, fields)


def _fields(body: str, names: Sequence[str], long: Sequence[str] = ()) -> dict[str, str] | None:
    """The values by name; None where one of them is given twice with different values."""
    values: dict[str, list[str]] = {}
    current = ""
    for line in body.split("\n"):
        match = _FIELD.match(line)
        name = match[1].lower() if match else ""
        if match and name in names:
            if name in values and _folded(" ".join(values[name])) != _folded(match[2]):
                return None
            values[name] = [match[2].strip()]
            current = name
        elif current in long:
            values[current].append(line)
    return {name: "\n".join(lines) for name, lines in values.items()}


def _said(value: str | float, fields: Mapping[str, str]) -> LabelAnswer | None:
    given = fields.get("confidence", "").strip(" *_`.")
    if not given:
        return LabelAnswer(value, 1.0, fields.get("reason", ""))
    match = _PERCENT.fullmatch(given)
    if match is None:
        return None
    # 0.85 is a share; 1 and 85 are of a hundred, as asked.
    number = float(match[1]) if "." in match[1] and float(match[1]) <= 1 and not match[2] else float(match[1]) / 100
    return LabelAnswer(value, number, fields.get("reason", "")) if number <= 1 else None


def _number(text: str, low: float, high: float) -> float | None:
    match = _NUMBER.fullmatch(_WRAPPED.sub("", text))
    if match is None or (match[2] and float(match[2]) != high):
        return None
    return float(match[1]) if low <= float(match[1]) <= high else None


def _folded(text: str) -> str:
    return " ".join(_WRAPPED.sub("", text).split()).casefold()
