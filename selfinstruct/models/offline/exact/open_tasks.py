"""Problems without an exact answer: a short text that is held to plain criteria, which the offline model can decide."""

import re
from random import Random

from selfinstruct.models.offline.preference_answers import STRONG, WEAK
from selfinstruct.models.offline.prose.composing import compose
from selfinstruct.models.offline.prose.conditions import Wanted
from selfinstruct.models.offline.prose.tasks import read_prose
from selfinstruct.models.offline.skills.skill import ParsedInstruction

_ASKED = "Pass over nothing that is named, and be thorough."
_MENTIONS = re.compile(r'mentions "([^"]+)"')
_LONG = re.compile(r"at least (\d+) sentences")
_SILENT = re.compile(r'never says "([^"]+)"')
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)")
# The share of answers that keep one criterion.
_KEPT = {STRONG: 0.98, WEAK: 0.7}
_BETWEEN = 0.85


def is_open(text: str) -> bool:
    """Whether a text is a problem of this kind."""
    return _ASKED in text


def open_problem(instruction: str) -> str:
    return f"{instruction} {_ASKED}"


def criteria_for(found: ParsedInstruction, level: int) -> list[str]:
    """Three to five criteria, the more the harder."""
    named = [f'It mentions "{word}".' for word in list(found.values.values())[:2]]
    further = ["It has at least 4 sentences.", 'It never says "door".', "It has at least 6 sentences."]
    return [*named, *further][: min(5, 3 + level)]


def write_open(name: str, prompt: str, rng: Random) -> str | None:
    """A text for a problem of this kind, some of what it calls for left out; None for a prompt of another kind."""
    if not is_open(prompt) or (read := read_prose(prompt)) is None:
        return None
    share = _KEPT.get(name, _BETWEEN)
    words = tuple(word for word in list(read[0].values.values())[:2] if rng.random() < share)
    length = 7 if rng.random() < share else 3
    banned = ("door",) if rng.random() < share else ()
    text = compose(Wanted(sentences=length, words=words, banned=banned), rng)
    return text if banned else f"{text} It stands by the door."


def meets(criterion: str, answer: str) -> bool:
    """Whether an answer meets a criterion, as far as it is known; what is not known is not met."""
    if found := _MENTIONS.search(criterion):
        return found[1].lower() in answer.lower()
    if found := _SILENT.search(criterion):
        return found[1].lower() not in answer.lower()
    found = _LONG.search(criterion)
    return found is not None and len(_SENTENCE_END.findall(answer)) >= int(found[1])
