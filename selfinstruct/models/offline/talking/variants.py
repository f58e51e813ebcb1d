"""The offline model as a teacher who makes tasks deeper or wider, and as the judge of whether anything was gained."""

from difflib import SequenceMatcher
from random import Random

from selfinstruct.models.offline.prose.tasks import PROSE
from selfinstruct.models.offline.skills.skill import propose
from selfinstruct.models.offline.talking.sections import Sections
from selfinstruct.models.offline.wording.grammar import pick

# Shares of variants that are spoilt: the same again, one that tells how it came about, none at all.
_SAME, _LEAKED, _NONE = 0.07, 0.06, 0.03
_UNREADABLE, _STRICT = 0.02, 0.05
_ALIKE = 0.98
# What is asked for besides, by the word that tells whether a task asks for it already.
_MORE = (
    ("sentences", "Use exactly 4 sentences."), ("sentences", "Exactly 5 sentences, please."),
    ("words", "Use no more than 90 words."), ("question", "End with a question."),
    ("avoid", 'Avoid the word "very".'), ("lower", "Write everything in lower case."),
    ("digits", "Use no digits."), ("paragraphs", "Write exactly 2 paragraphs, with an empty line between them."),
    ("title", "Give it a title in double angle brackets, such as <<Title>>."),
    ("postscript", 'Add a postscript that begins with "P.S.".'),
)  # fmt: skip
_CROWDED = ("paragraphs", "title", "postscript", "sentences")  # of these one is enough


def make_variant(asked: Sections, rng: Random) -> str:
    """The variant of the task that the prompt shows."""
    fault, parent = rng.random(), asked.parts[0][1]
    if fault < _SAME:
        return f"Task:\n{parent}"
    if fault < _SAME + _LEAKED:
        return f"Task:\nThe rewritten task is more complex than the given task: {parent}"
    if fault < _SAME + _LEAKED + _NONE:
        return "Task: none"
    if "stands on its own" in asked.text:
        return f"Task:\n{propose(pick(rng, PROSE), rng)}"
    low = parent.lower()
    crowded = any(word in low for word in _CROWDED)
    free = [more for word, more in _MORE if word not in low and not (crowded and word in _CROWDED)]
    return f"Task:\n{parent} {pick(rng, free)}" if free else f"Task:\n{parent}"


def judge_gain(asked: Sections, rng: Random) -> str:
    """Whether the second task asks for more or other than the first."""
    if (fault := rng.random()) < _UNREADABLE:
        return f"Why: {asked.parts[1][1]} I would rather not say."
    first, second = asked.parts[0][1], asked.parts[1][1]
    same = SequenceMatcher(None, first, second, autojunk=False).ratio() > _ALIKE
    gained = not same and fault > _UNREADABLE + _STRICT
    ending = " ".join(second.split()[-8:])
    return f"Why: It {'asks for more' if gained else 'says the same'}: {ending}\nGain: {'yes' if gained else 'no'}"
