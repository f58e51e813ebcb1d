"""Endless word salad in the right shapes, for load tests: cheap, novel at any size, and never wrong on purpose."""

from random import Random

from selfinstruct.models.offline import answers
from selfinstruct.models.offline.answers import ProposedTask
from selfinstruct.models.offline.prompts import Asked

_SYLLABLES = [f"{first}{second}" for first in "bdfghjklmnprstvz" for second in ("a", "e", "i", "o", "u")]
# Two open syllables spell just one word that recipes forbid.
_WORDS = [first + second for first in _SYLLABLES for second in _SYLLABLES if first + second != "file"]
_LABELS = ("bama", "koro")
_WORDS_A_TASK = 14


def answer_load_prompt(asked: Asked, rng: Random) -> tuple[str, bool]:
    """The text, and False: nothing breaks off."""
    if asked.kind == "bootstrap":
        return _bootstrap(asked, rng), False
    if asked.kind == "classify":
        yes = rng.random() < 0.2
        if asked.form == "paper":
            return " Yes" if yes else " No", False
        return answers.chat_classify(yes, "word_salad", _LABELS), False
    if asked.kind == "unknown":
        return _text(rng, 8), False
    count = asked.count if asked.form == "chat" else 2
    if asked.kind == "output_first":
        labels = asked.labels or _LABELS
        made = [(_text(rng, 8), labels[at % len(labels)]) for at in range(count)]
        return answers.chat_labels(made) if asked.form == "chat" else "\n" + answers.paper_labels(made, "Text"), False
    made = [("", _text(rng, 12))]
    return answers.chat_inputs(made) if asked.form == "chat" else "\n" + answers.paper_inputs(made, ""), False


def _text(rng: Random, words: int) -> str:
    return " ".join(rng.choices(_WORDS, k=words)).capitalize() + "."


def _bootstrap(asked: Asked, rng: Random) -> str:
    if asked.form == "alpaca":
        rows = [(_text(rng, _WORDS_A_TASK), "", _text(rng, 12)) for _ in range(asked.first, 20)]
        return answers.alpaca_tasks(rows, asked.first)
    count = asked.count if asked.form == "chat" else max(17 - asked.first, 8)
    items = [
        ProposedTask(
            _text(rng, _WORDS_A_TASK), "word_salad", _LABELS if asked.classification or rng.random() < 0.2 else ()
        )
        for _ in range(count)
    ]
    return answers.paper_tasks(items, asked.first) if asked.form == "paper" else answers.chat_tasks(items)
