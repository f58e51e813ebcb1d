"""What a skill is, and how an instruction is composed from one and recognised again."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random

from selfinstruct.models.offline.skills import forms
from selfinstruct.models.offline.skills.forms import Answer
from selfinstruct.models.offline.wording import scenes
from selfinstruct.models.offline.wording.grammar import Values, fill, pattern, pick

# Inputs an instruction can have: few enough to look for the one an answer is wanted to.
INPUTS = 64


Make = Callable[[Values, Random], tuple[str, Answer]]


def alone(answer: Callable[[Values], Answer]) -> Make:
    """No input, for the instruction stands alone, and the answer that the values of its slots have."""
    return lambda values, _rng: ("", answer(values))


def given(draw: Callable[[Random], str], answer: Callable[[str], Answer]) -> Make:
    """An input drawn, and the answer that can be read from it."""

    def make(_values: Values, rng: Random) -> tuple[str, Answer]:
        shown = draw(rng)
        return shown, answer(shown)

    return make


def labelled(draw: Callable[[str, Random], str]) -> Make:
    """An input drawn for the label wanted, and that label."""
    return lambda values, rng: (draw(values["label"], rng), values["label"])


@dataclass(frozen=True, slots=True)
class Skill:
    """One small thing the offline model can do without error.

    `cores` are the templates of the task itself, each ending in its punctuation. `make` computes an input ("" where the
    instruction stands alone) and the right answer from the values of the slots; for classification
    `values["label"]` is the label wanted. It raises ValueError or KeyError for values it does not know.
    `values` draws values for the slots. `field` names the input in paper prompts, "" where there is none.
    """

    type: str
    cores: tuple[str, ...]
    make: Make
    values: Callable[[Random], Values] = lambda _rng: {}
    family: str = "value"
    field: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedInstruction:
    """An instruction the model understands: its text, whose it is, its values, and the form of the answer."""

    text: str
    skill: Skill
    values: Values
    dress: Callable[[Answer], str]
    labels: tuple[str, ...]

    def instance(self, rng: Random, label: str = "") -> tuple[str, str]:
        """An input and its right output; `label` is one of `labels`."""
        values = self.values if not label else {**self.values, "label": label.lower()}
        shown, answer = self.skill.make(values, rng)
        return shown, label or self.dress(answer)

    def instances(self, rng: Random, count: int) -> list[tuple[str, str]]:
        """Up to `count` instances with different inputs and, as far as they last, different labels."""
        made: dict[str, str] = {}
        wanted = 1 if not self.skill.field else count
        labels = rng.sample(self.labels, len(self.labels)) or [""]
        for attempt in range(8 * wanted):
            shown, output = self.numbered(int(rng.random() * INPUTS), labels[len(made) % len(labels)])
            if shown != output and shown not in made:
                made[shown] = output
            if len(made) == wanted or attempt > 60:
                break
        return list(made.items())

    def numbered(self, number: int, label: str) -> tuple[str, str]:
        """Instance `number` of the INPUTS that an instruction has."""
        return self.instance(Random(f"{self.text}:{number}"), label)

    def solve(self, shown: str) -> str | None:
        """The right output for an input, None where it is none of this instruction's."""
        for label in self.labels or ("",):
            for number in range(INPUTS if self.skill.field else 1):
                given, output = self.numbered(number, label)
                if given == shown:
                    return output
        return None


_UNFIT = re.compile(
    r"(?:16|20)\s?\.|###|\b(?:images?|graphs?|pictures?|files?|maps?|draws?|plots?|go to|goes to|videos?|audios?"
    r"|musics?|flowcharts?|diagrams?)\b|^write a program",
    re.IGNORECASE,
)


def fits(text: str) -> bool:
    """Whether an instruction keeps clear of what recipes forbid and of their usual stop sequences."""
    return not _UNFIT.search(text) and text[-1] != ":" and 4 <= len(text.split()) <= 80


def propose(skill: Skill, rng: Random, topic: str = "") -> str:
    """An instruction that `recognise` reads back."""
    for _ in range(30):
        values = dict(skill.values(rng))
        if skill.labels:
            values["labels"] = _label_phrase(skill.labels, rng)
        core = fill(pick(rng, skill.cores), rng, values)
        text = scenes.around(core, forms.draw_form(skill.family, rng), rng, topic)
        if fits(text):
            return text
    return core[0].upper() + core[1:]


def _label_phrase(labels: tuple[str, ...], rng: Random) -> str:
    order = rng.sample(labels, len(labels))
    style = rng.random()
    if style < 0.3:
        order = [f'"{label}"' for label in order]
    if style > 0.8:
        return " / ".join(order)
    return ", ".join(order[:-1]) + " or " + order[-1]


@cache
def _regexes(skill: Skill) -> tuple[re.Pattern[str], ...]:
    own = {}
    if skill.labels:
        label = '"?(?:' + "|".join(re.escape(label.lower()) for label in skill.labels) + ')"?'
        own["labels"] = f"(?:{label}(?:, | or | / )){{{len(skill.labels) - 1}}}{label}"
    return tuple(re.compile(pattern(core, own)) for core in skill.cores)


def recognise(text: str, skills: tuple[Skill, ...]) -> ParsedInstruction | None:
    """The skill an instruction belongs to, or None where the model does not know the task.

    Only the instruction counts, in any case; what stands before the task is background, but what follows it
    must be understood, or the answer might not obey it.
    """
    text = " ".join(text.split())
    low = text.lower()
    if len(low) != len(text):
        return None
    for skill in skills:
        for regex in _regexes(skill):
            match = regex.search(low)
            if match and (found := _found(skill, match, text)):
                return found
    return None


def _found(skill: Skill, match: re.Match[str], text: str) -> ParsedInstruction | None:
    if not scenes.is_lead(text[: match.start()]):
        return None
    dress, rest = forms.read_form(skill.family, text[match.end() :].strip().lower())
    if not scenes.is_tail(rest):
        return None
    values = {name: text[match.start(name) : match.end(name)] for name in match.groupdict()}
    said = values.pop("labels", "").replace('"', "")
    spelled = {word.lower(): word for word in re.split(r", | or | / ", said)} if said else {}
    try:
        labels = tuple(spelled[label.lower()] for label in skill.labels)
        skill.make({**values, "label": skill.labels[0].lower()} if skill.labels else values, Random(0))
    except (ValueError, KeyError, IndexError, ZeroDivisionError, OverflowError):
        return None
    return ParsedInstruction(text.lower(), skill, values, dress, labels)
