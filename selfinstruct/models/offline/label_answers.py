"""The offline model as a judge that labels: right by simple rules about the text, wrong at a rate known by its name.

What is right: the one label that the record's text names; else the tone of its words, where labels are tones; else a
choice that depends on the text alone and is the same for every judge. For quality it counts plain flaws.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from selfinstruct.models.offline import misbehaviour
from selfinstruct.models.offline.skills.catalogue import SKILLS
from selfinstruct.models.offline.skills.skill import recognise
from selfinstruct.records import Message


@dataclass(frozen=True, slots=True)
class JudgeProfile:
    """How often a judge errs, and how often the place of an answer decides for it (shares of its answers).

    Where it gives points to one answer, it is `lenient` with so many answers, whatever they say, and of so many votes
    on one answer it `wavers`: the next time it says the contrary.
    """

    errs: float = 0.0
    favours_first: float = 0.0
    lenient: float = 0.0
    wavers: float = 0.0


JUDGES = {
    "offline": JudgeProfile(),
    "offline/judge-a": JudgeProfile(0.05),
    "offline/judge-b": JudgeProfile(0.15, 0.1),
    "offline/judge-c": JudgeProfile(0.1),
    "offline/lenient": JudgeProfile(lenient=0.7),
    "offline/wavering": JudgeProfile(wavers=0.15),
}
_GLAD = frozenset(
    "good great excellent love loved lovely happy glad pleased perfect friendly delicious wonderful best kind".split()
)
_SAD = frozenset(
    "bad poor terrible awful hate hated angry sad broken worst late rude cold disappointing never boring".split()
)
_SUM = re.compile(r"(\d{1,9}) ?([+\-−*×]) ?(\d{1,9}) ?= ?(-?\d{1,12})")
_FORMS = (("Agree:", "agree"), ("First:", "rate"), ("Answer:", "label"))
_CHOICE = re.compile(r"^The answer is (?:a number from|a text|one of these labels:)", re.MULTILINE)
_UNDECIDED = ("Hard to say without more context.", "This could be argued either way.")
_HEAD = re.compile(r"^([A-Z][A-Za-z ]{1,30}):$")


@dataclass(slots=True)
class _Read:
    """A parsed prompt: labels, bounds, quoted texts by their heading, and the form asked for."""

    form: str
    labels: tuple[str, ...]
    bounds: tuple[float, float] | None
    texts: dict[str, str]

    @property
    def record(self) -> str:
        return "\n".join(text for name, text in self.texts.items() if not name.endswith(("answer", "Answer")))

    @property
    def judged(self) -> str:
        """What has flaws: the output where there is one."""
        return self.texts.get("Output", self.record)


def answer_label_prompt(name: str, messages: Sequence[Message]) -> str | None:
    """What the judge called `name` replies; None where the prompt asks for no label."""
    asked = _read(messages)
    if asked is None:
        return None
    character = JUDGES.get(name, JudgeProfile())
    again = any("could not be read" in turn.content for turn in messages)
    record = asked.record
    if not again and chance(name, "undecided", asked.form, record) < misbehaviour.UNDECIDED:
        return _UNDECIDED[int(chance(name, record) * len(_UNDECIDED))]
    hard = chance("hard", record)  # shared by all judges: some records are harder than others
    errs = chance(name, "errs", asked.form, record) < min(1.0, character.errs * 2 * hard)
    sure = round(98 - 40 * hard - 5 * chance(name, "sure", record))
    if asked.form == "rate":
        return _rate(asked, name, character, errs)
    if asked.form == "agree":
        same = _alike(asked.texts.get("Your answer", ""), asked.texts.get("The other answer", ""))
        right = _fits(asked, asked.texts.get("The other answer", ""))
        yes = (same or right) != errs
        said, reason = ("yes", "It says what is asked for.") if yes else ("no", "It misses what is asked for.")
        return f"Agree: {said}\nConfidence: {sure}\nReason: {reason}"
    given = _label(asked, name, character, errs)
    return f"Answer: {given}\nConfidence: {sure}\nReason: That is how the record reads."


def truth(record: str, labels: Sequence[str]) -> str:
    """The label that a judge without errors gives to a text."""
    words = re.findall(r"\w+", record.casefold())
    named = [label for label in labels if f" {fold_words(label)} " in f" {fold_words(record)} "]
    if len(named) == 1:
        return named[0]
    known = {label.casefold(): label for label in labels}
    if {"positive", "negative"} <= set(known):
        tone = sum(word in _GLAD for word in words) - sum(word in _SAD for word in words)
        if tone:
            return known["positive" if tone > 0 else "negative"]
        if "neutral" in known:
            return known["neutral"]
    return labels[int(chance("truth", record) * len(labels))]


def _right(asked: _Read) -> str:
    if asked.labels == ("accept", "reject"):
        return "reject" if flaws(asked.judged) else "accept"
    return truth(asked.record, asked.labels)


def flaws(text: str) -> int:
    """How many plain flaws a text has: nothing said, a refusal, a wrong sum, a sentence said twice, a torn end."""
    found: int = int(not text.strip()) + len(re.findall(r"As an AI|lorem ipsum|\bTODO\b|\[insert", text))
    found += sum(_total(a, sign, b) != int(total) for a, sign, b, total in _SUM.findall(text))
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+", text) if len(part) > 20]
    found += sum(first == second for first, second in pairwise(sentences))
    tail = text.rstrip()
    return found + int(len(tail) > 60 and tail[-1].isalpha() and ". " in tail)


def _total(a: str, sign: str, b: str) -> int:
    one, other = int(a), int(b)
    return one + other if sign == "+" else one * other if sign in "*×" else one - other


def _label(asked: _Read, name: str, character: JudgeProfile, errs: bool) -> str:
    if {"First response", "Second response"} <= set(asked.texts):
        return _better(asked, name, character, errs)
    if asked.bounds is not None:
        low, high = asked.bounds
        right = max(low, min(high, high - 1 + round(chance("score", asked.record)) - 2 * flaws(asked.judged)))
        step = 1 if right < high else -1
        return f"{right + step if errs else right:g}"
    if asked.labels:
        right_label = _right(asked)
        wrong = [label for label in asked.labels if label != right_label]
        return wrong[int(chance(name, "wrong", asked.record) * len(wrong))] if errs else right_label
    return _text(asked, name, errs)


def _better(asked: _Read, name: str, character: JudgeProfile, errs: bool) -> str:
    first, second = asked.texts["First response"], asked.texts["Second response"]
    if chance(name, "place", *sorted((first, second))) < character.favours_first:
        return "first"
    order = (-flaws(first), chance("worth", first)), (-flaws(second), chance("worth", second))
    if fold_words(first) == fold_words(second):
        return "tie"
    # Whether it errs must not hang on the order of the two.
    wrong = chance(name, "errs", *sorted((first, second))) < character.errs
    return "first" if (order[0] > order[1]) != wrong else "second"


def _text(asked: _Read, name: str, errs: bool) -> str:
    found = recognise(asked.texts.get("Instruction", ""), SKILLS)
    if found is None or found.skill.field:
        words = asked.record.split()
        right = " ".join(words[:12])
    else:
        right = found.instance(Random(asked.record))[1]
    if errs:
        words = asked.record.split() or ["it"]
        return f"Perhaps {words[int(chance(name, 'word', asked.record) * len(words))]}, but that is a guess."
    return f"The answer: {right}" if name.endswith("-b") else right


def _rate(asked: _Read, name: str, character: JudgeProfile, errs: bool) -> str:
    low, high = 0.0, 10.0
    marks = []
    for heading in ("First answer", "Second answer"):
        fits = _fits(asked, asked.texts.get(heading, "")) != errs
        marks.append(high - 2 if fits else low + 3)
    if chance(name, "place", asked.record) < character.favours_first:
        marks[0] = high
    return f"First: {marks[0]:g}\nSecond: {marks[1]:g}\nReason: Each was held against the record."


def _fits(asked: _Read, given: str) -> bool:
    if asked.labels and "First response" not in asked.texts:
        return fold_words(given) == fold_words(_right(asked))
    if asked.bounds is not None or "First response" in asked.texts:
        return fold_words(given) == fold_words(_label(asked, "offline", JudgeProfile(), False))
    return _alike(given, _text(asked, "offline", False))


def _alike(one: str, other: str) -> bool:
    """Whether one text says what the other does, perhaps with more words around it."""
    short, long = sorted((fold_words(one), fold_words(other)), key=len)
    return bool(short) and short in long


def fold_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _read(messages: Sequence[Message]) -> _Read | None:
    system = "\n".join(turn.content for turn in messages if turn.role == "system")
    user = "\n".join(turn.content for turn in messages if turn.role != "system")
    form = next((form for word, form in _FORMS if word in system), "")
    if not form or (choice := _CHOICE.search(user)) is None:
        return None
    labels, bounds = _answers(user[choice.start() :])
    # Examples stand before the record; quoted text cannot hold the line.
    start = user.rfind("The record to label\n")
    return _Read(form, labels, bounds, _quoted(user[max(start, 0) :]))


def _answers(text: str) -> tuple[tuple[str, ...], tuple[float, float] | None]:
    first, *rest = text.split("\n")
    if match := re.match(r"The answer is a number from (\S+) to (\S+)\.$", first):
        return (), (float(match[1]), float(match[2]))
    labels: list[str] = []
    for line in rest if first.endswith("labels:") else ():
        if line.startswith("- "):
            labels.append(line[2:])
        elif not line.startswith("  "):
            break
    return tuple(labels), None


def _quoted(text: str) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.split("\n"):
        if head := _HEAD.match(line):
            current = texts.setdefault(head[1], [])
        elif line.startswith(">") and current is not None:
            current.append(line[2:])
        else:
            current = None
    return {name: "\n".join(lines) for name, lines in texts.items()}


def chance(*parts: str) -> float:
    """A number from 0 to 1 that depends on the parts alone."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:7]) / 2**56
