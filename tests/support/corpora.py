"""Documents and rows of tasks of which filters reject a part, each rule some, for what filters elsewhere."""

import random
from typing import Any

# Recipes with the overrides that leave out what compares rows.
DOCUMENTS: list[tuple[str, tuple[str, ...]]] = [
    ("gopher", ("filters.pii={}",)),
    ("c4", ()),
    ("fineweb", ()),
    ("documents", ("filters.exact=false", "filters.paragraphs=false", "filters.words.minimum=20")),
]
_COMPARING = ("novelty", "same_input_different_output", "duplicate", "repeats_instance")
TASKS: list[tuple[str, tuple[str, ...]]] = [
    ("chat", (*(f"filters.{name}=false" for name in _COMPARING), "filters.pii={}")),
]
_NOUNS = "keeper lamp harbour book evening storm gull boat letter window stair tower rope bell winter island".split()
_SYLLABLES = "ba den fir gol hus kem lan mor nit pel ras sto tun vir wal yor".split()


def _word(chance: random.Random) -> str:
    """One of 4,000 words that mean nothing."""
    return "".join(chance.choices(_SYLLABLES, k=3))


def _sentence(chance: random.Random) -> str:
    one, two, three, four, five = (_word(chance) for _ in range(5))
    return f"The {one} of the {chance.choice(_NOUNS)} {two} to be {three} with {four} and that {five} {_word(chance)}."


def _text(chance: random.Random, kind: int) -> str:
    lines = [" ".join(_sentence(chance) for _ in range(3)) for _ in range(chance.randint(3, 6))]
    match kind:
        case 0:
            return _sentence(chance)
        case 1:
            return "\n".join(["- a list of it", *(f"- {noun} #{chance.randint(1, 9)}…" for noun in _NOUNS)])
        case 2:
            return "\n\n".join([lines[0]] * 8)
        case 3:
            return f"{' '.join(lines)}\nWrite to keeper{chance.randint(1, 99)}@example.com about it."
        case 4:
            return "\n".join([*lines, "if (light) { lamp.on(); }"])
        case 5:
            return " ".join("lmpkr#" for _ in range(80))
        case 6:
            return ""
    return "\n".join(lines) if kind % 2 else "\n\n".join(lines)


def documents(number: int) -> list[dict[str, Any]]:
    """So many documents, the same ones each time."""
    chance = random.Random(11)
    rows: list[dict[str, Any]] = []
    for at in range(number):
        metadata = {"url": f"https://site{at % 7}.org/{at}", "n": at, "tags": ["a", "é"][: at % 3]}
        rows.append({"id": f"d{at}", "text": _text(chance, chance.randrange(14)), "metadata": metadata})
    return rows


def tasks(number: int) -> list[dict[str, Any]]:
    """So many rows of instruction, input and output, among them rows with a list of instances."""
    chance = random.Random(12)
    outputs = ["As an AI language model, I cannot do that.", "", "[image]", "Write to keeper@example.com for it."]
    rows: list[dict[str, Any]] = []
    for at in range(number):
        instruction = f"Describe the {_word(chance)} of {at} in a sentence." if at % 9 else "Draw a graph."
        given = [chance.choice([_sentence(chance), _sentence(chance), chance.choice(outputs)]) for _ in range(2)]
        row: dict[str, Any] = {"id": f"t{at}", "instruction": instruction}
        if at % 4:
            rows.append(row | {"input": "", "output": given[0]})
        else:
            rows.append(row | {"instances": [{"input": "", "output": output} for output in given]})
    return rows
