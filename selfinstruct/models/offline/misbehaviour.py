"""What the offline model does wrong on purpose, as real models do, so that a demonstration meets every filter.

None of it gives a wrong output that would be kept: it is either unreadable, or breaks a rule a filter holds.
"""

import json
from collections.abc import Sequence
from random import Random

from selfinstruct.models.offline.wording.grammar import fill, pick
from selfinstruct.models.offline.wording.vocabulary import DOINGS, OBJECTS, PLACES, ROLES

# Shares of the items of a bootstrap completion.
REPEATED = 0.04
FORBIDDEN = 0.03
# Shares of bootstrap completions; they exclude each other.
CUT = 0.02
MISFORMATTED = 0.02
PREAMBLE = 0.02
# Share of proposed tasks (chat form) without their Labels line, which costs a classify request of its own.
UNLABELLED = 0.04
# Shares of tasks that are to be unlikely: those without a word of it, and those that are not.
UNSTATED, LIKELY = 0.03, 0.08
# Shares of answers to the other questions.
UNDECIDED = 0.02
BAD_INSTANCE = 0.01

REFUSAL = "As an AI language model, I cannot help with this particular request."
_UNDECIDED = (
    "It depends on the way the task is meant.",
    "Hard to say without more context.",
    "This could be argued either way.",
)
_PREAMBLES = (
    "Sure, here are the tasks:",
    "Sure! Here are some new tasks for you:",
    "Certainly. Below you find what you asked for:",
)
_PROSE = (
    "There are many directions one could take: puzzles about {thing}s, questions from {place}, or small exercises "
    "for {role}. Tell me which of them you like best and I will work it out in detail."
)
_FORBIDDEN = (
    "Draw a {thing} as {role} at {place} would see it.",
    "Look at the picture of a {thing} and say what {role} at {place} could do with it.",
    "Write a program that keeps a list of every {thing} at {place} for {role}.",
    "Open the attached file from {place} and sum up what {role} says about a {thing}.",
    "Use the map of {place} to find the shortest way for {role} with a {thing}.",
    "Write a program which helps {role} with {doing}.",
    "Make a graph of how often {role} needs a {thing} while {doing}.",
)
_SMALL_CHANGES = (("the ", "the "), (".", "!"), (" the ", " this "), ("Answer", "Please answer"), (" is ", " is now "))


def forbidden_instruction(rng: Random) -> str:
    """An instruction that no shipped recipe accepts."""
    thing = pick(rng, OBJECTS)
    slots = {"thing": thing, "place": pick(rng, PLACES), "role": pick(rng, ROLES), "doing": pick(rng, DOINGS)}
    return fill(pick(rng, _FORBIDDEN), rng, slots)


def repeated(earlier: Sequence[str], rng: Random) -> str:
    """One of the earlier instructions, almost word for word."""
    old, new = pick(rng, _SMALL_CHANGES)
    return pick(rng, earlier).replace(old, new, 1)


def probability(rng: Random) -> str:
    """How likely a task was, in one of the ways models write it; "" now and then, and sometimes more than was asked."""
    if rng.random() < UNSTATED:
        return ""
    value = rng.randint(10, 40) if rng.random() < LIKELY else rng.randint(1, 9)
    return pick(rng, (f"0.{value:02}", f"0.{value:02}", f"{value}%", f"~0.{value:02}", f"**0.{value:02}**"))


def undecided(rng: Random) -> str:
    return pick(rng, _UNDECIDED)


def preamble(rng: Random) -> str:
    return pick(rng, _PREAMBLES)


def misformatted(instructions: Sequence[str], types: Sequence[str], first: int, rng: Random) -> str:
    """A bootstrap answer in another form than the one asked for; the instructions in it are sound."""
    style = rng.random()
    if style < 0.34:
        slots = {"thing": pick(rng, OBJECTS), "place": pick(rng, PLACES), "role": pick(rng, ROLES)}
        return fill(_PROSE, rng, slots)
    if style < 0.67:
        return "\n".join(f"{first + at}. **Instruction:** {text}" for at, text in enumerate(instructions))
    rows = [{"instruction": text, "type": kind} for text, kind in zip(instructions, types, strict=True)]
    return json.dumps(rows, indent=2, ensure_ascii=False)


def spoil_instances(instances: Sequence[tuple[str, str]], labelled: bool, rng: Random) -> list[tuple[str, str]]:
    """The instances with the last one's output equal to its input, or empty.

    A label is never left empty: the published parser would take the input for it and keep the pair.
    """
    shown, output = instances[-1]
    if labelled:
        return [*instances[:-1], (output, output)]
    return [*instances[:-1], (shown, shown if rng.random() < 0.5 else "")]
