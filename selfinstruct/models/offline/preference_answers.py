"""The offline model as the one who responds, criticises, revises, corrupts and judges.

It works out the right answer to the tasks of its own skills, inputs included, and knows by it what is better. To other
prompts it has no answer, and says so; what is better there it cannot tell but by plain flaws.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from random import Random

from selfinstruct.models.offline import misbehaviour
from selfinstruct.models.offline.flaws import add_flaw, marked, poor
from selfinstruct.models.offline.label_answers import JUDGES, JudgeProfile, chance
from selfinstruct.models.offline.programs.solving import write_function
from selfinstruct.models.offline.prose.tasks import write_prose
from selfinstruct.models.offline.records.posing import write_record
from selfinstruct.models.offline.skills.catalogue import SKILLS
from selfinstruct.models.offline.skills.skill import recognise
from selfinstruct.records import Message, Sampling

STRONG, WEAK = "offline/strong", "offline/weak"
NO_ANSWER = "This is a question the offline model has no answer to."
_SHRUG = "I am not sure but it will probably be fine either way."
# Shares of right responses: without care, and what each point of temperature takes from care.
CARELESS = 0.15
HEATED = 0.5
UNASKED_REVISION = 0.3
_HASTE = re.compile(r"\b(?:hasti|hasty|careless|without checking|first thing that comes)", re.IGNORECASE)
_SECTION = re.compile(r"^([^\n>]{1,80}):\n((?:>[^\n]*(?:\n|\Z))+)", re.MULTILINE)
_CRITERION = re.compile(r"^- ([a-z][a-z0-9_]*): ", re.MULTILINE)
_SCALE = re.compile(r"points from (-?\d+) to (-?\d+)")
_FLAW = re.compile(r"^Kind of flaw: (\w+)", re.MULTILINE)
_WRITERS = (write_function, write_record, write_prose)  # of what has no one right answer
_AGAIN = "Your whole answer is"
_MARKS = (
    ("Flawed response:", "corruption"), ("Revised response:", "revision"), ("Edited response:", "edit"),
    ("Faults:", "critique"), ("Better:", "compare"), ("Reasons:", "score"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: str
    texts: tuple[str, ...]
    system: str
    flaw: str


def answer_preference_prompt(name: str, messages: Sequence[Message]) -> str | None:
    """The reply to a prompt about responses; None where the prompt is of another kind."""
    asked = _read(messages)
    if asked is None:
        return None
    rng = Random("\0".join([name, asked.kind, asked.flaw, *asked.texts]))
    prompt, response = asked.texts[0], asked.texts[1]
    if asked.kind in ("compare", "score"):
        return _judge(name, asked)
    right = solve(prompt)
    if asked.kind == "critique":
        if right is None or _same(response, right):
            return "Faults: none"
        return f"Faults:\n- It is not right: it should say {_inline(right)}."
    if asked.kind == "corruption":
        found = add_flaw(response, asked.flaw, rng, labels(prompt))
        return "Change: none" if found is None else f"Change: {found[0]}\nFlawed response:\n{found[1]}"
    mark = "Revised" if asked.kind == "revision" else "Edited"
    better = response if right is None else right
    if asked.kind == "revision" and right is not None and rng.random() < UNASKED_REVISION:
        better = (add_flaw(right, "constraint", rng) or ("", right))[1]
    return f"{mark} response:\n{better}"


def respond(name: str, messages: Sequence[Message], sampling: Sampling) -> str:
    """The reply to a plain prompt: right more often the stronger the model, the cooler and the less hasty."""
    prompt = messages[-1].content if messages else ""
    hasty = any(_HASTE.search(turn.content) for turn in messages if turn.role == "system")
    rng = Random("\0".join([name, str(sampling.temperature), str(sampling.seed), *(turn.content for turn in messages)]))
    heat = 0.6 if sampling.temperature is None else min(1.0, sampling.temperature)
    share = CARELESS if hasty or name == WEAK else 1.0 if name == STRONG else 1.0 - HEATED * heat
    careful = rng.random() < share
    right = solve(prompt)
    if right is None:
        told = next((text for write in _WRITERS if (text := write(prompt, rng, careful=careful))), None)
        return told or (NO_ANSWER if careful else _SHRUG)
    return right if careful else poor(right, rng, labels(prompt))


@lru_cache(maxsize=4096)
def solve(prompt: str) -> str | None:
    """The right answer to a task of its own: the instruction, then perhaps an empty line and an input."""
    instruction, _, shown = prompt.partition("\n\n")
    found = recognise(instruction, SKILLS)
    return None if found is None else found.solve(shown)


def labels(prompt: str) -> tuple[str, ...]:
    """The labels a prompt names, if it is a classification task of its own."""
    found = recognise(prompt.partition("\n\n")[0], SKILLS)
    return () if found is None else found.labels


def worth(prompt: str, response: str) -> float:
    """How good a response is, from 0 to 1."""
    right = solve(prompt)
    if response in (NO_ANSWER, _SHRUG) or not response.strip():
        return 0.0 if response == _SHRUG or not response.strip() else 0.1
    if right is None:
        return 0.4 if marked(response) else 0.6
    if _same(response, right):
        return 1.0
    if _inline(right) in _inline(response):
        return 0.6
    return 0.4 * SequenceMatcher(None, right[:1000], response[:1000], autojunk=False).ratio()


def _judge(name: str, asked: _Asked) -> str:
    """By worth; a judge of known faults errs, takes the first, wavers or is lenient, as its character has it."""
    character = JUDGES.get(name, JudgeProfile())
    again = _AGAIN in asked.system
    if not again and chance(name, "unreadable", *asked.texts) < misbehaviour.UNDECIDED:
        return "Both sides have something to be said for them, and I would rather not put a number on it."
    scale = _SCALE.search(asked.system)
    low, high = (int(scale[1]), int(scale[2])) if scale else (1, 10)
    criteria = _CRITERION.findall(asked.system)
    # Errors belong to the responses, not to the order they are shown in.
    errs = chance(name, "errs", *sorted(asked.texts)) < character.errs
    points = [low + (high - low) * worth(asked.texts[0], text) for text in asked.texts[1:]]
    if asked.kind == "score":
        if chance(name, "wavers", asked.system, *asked.texts) < character.wavers:
            errs = not errs
        value = _half(high + low - points[0] if errs else points[0])
        if chance(name, "lenient", *asked.texts) < character.lenient:
            value = _half(high)
        return "\n".join(
            ["Reasons: Held against what a right response must say.", *(f"{c}: {value}" for c in criteria)]
        )
    first, second = reversed(points) if errs else points
    if chance(name, "place", *sorted(asked.texts)) < character.favours_first:
        first, second = max(points), min(points)
        if first == second:
            second = max(low, first - 1)
    better = "tie" if _half(first) == _half(second) else "A" if first > second else "B"
    lines = [f"{item}: A {_half(first)}, B {_half(second)}" for item in criteria]
    reasons = {"A": "A is closer to a right response.", "B": "B is closer to a right response.", "tie": "Equally good."}
    return "\n".join([f"Reasons: {reasons[better]}", *lines, f"Better: {better}"])


def _read(messages: Sequence[Message]) -> _Asked | None:
    system = "\n".join(turn.content for turn in messages if turn.role == "system")
    user = "\n".join(turn.content for turn in messages if turn.role != "system")
    kind = next((kind for mark, kind in _MARKS if mark in system), "")
    if not kind:
        return None
    texts = tuple(_unquoted(match[2]) for match in _SECTION.finditer(user))
    if len(texts) < (3 if kind == "compare" else 2):
        return None
    flaw = _FLAW.search(user)
    return _Asked(kind, texts, system, flaw[1] if flaw else "")


def _unquoted(text: str) -> str:
    return "\n".join(line[2:] for line in text.rstrip("\n").split("\n"))


def _same(one: str, other: str) -> bool:
    return _inline(one).casefold() == _inline(other).casefold()


def _inline(text: str) -> str:
    return " ".join(text.split())


def _half(points: float) -> str:
    """To half points, as a judge gives them."""
    return f"{round(points * 2) / 2:g}"
