"""Instructions that state one condition or two, in many wordings, with outputs that keep and that miss one of them.

The outputs are built with so many parts and with the words that are asked for, and nothing reads the instruction to
do so. Some wordings are such as `claims` does not know: they show what it lets through.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.checks.planted.words import PLAIN, different, some

NAMES = "zero one two three four five six seven eight nine ten eleven twelve".split()
ASKED = (
    "Describe {}", "Write a note about {}", "Tell me about {}", "Compose a text on {}", "Please write a reply about {}",
    "Give an account of {}", "Could you describe {}", "Say something about {}", "Summarise the talk about {}",
)  # fmt: skip
TOPICS = ("the old mill", "tea", "a boat", "bread", "the harbour", "winter", "my uncle")
# Of each wording which numbers it allows: from, to, each as what is added to n; None is no end.
COUNTED: dict[str, tuple[int | None, int | None]] = {
    "in exactly {n} {unit}": (0, 0),
    "in precisely {n} {unit}": (0, 0),
    "in no more than {n} {unit}": (None, 0),
    "in at most {n} {unit}": (None, 0),
    "in up to {n} {unit}": (None, 0),
    "in fewer than {n} {unit}": (None, -1),
    "in {n} {unit} or fewer": (None, 0),
    "in at least {n} {unit}": (0, None),
    "with a minimum of {n} {unit}": (0, None),
    "in {n} to {m} {unit}": (0, 2),
    "in between {n} and {m} {unit}": (0, 2),
    "in {n} or {m} {unit}": (0, 2),
    "so that it has {n} {unit}": (0, 0),
    "keeping it to {n} {unit} in all": (None, 0),
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """An instruction with an output that keeps what it states, and one that misses the condition of kind `missed`."""

    instruction: str
    missed: str
    sound: str
    broken: str


def one_sentence(rng: Random, number: int = 5) -> str:
    return " ".join(some(rng, number, PLAIN)).capitalize() + "."


def in_words(rng: Random, number: int) -> str:
    left, parts = number, []
    while left:
        size = min(left, rng.randint(3, 7))
        parts.append(one_sentence(rng, size))
        left -= size
    return " ".join(parts)


UNITS: dict[str, tuple[str, int, Callable[[Random, int], str]]] = {
    "sentences": ("sentences", 9, lambda rng, n: " ".join(one_sentence(rng) for _ in range(n))),
    "words": ("words", 12, in_words),
    "paragraphs": ("paragraphs", 6, lambda rng, n: "\n\n".join(in_words(rng, 12) for _ in range(n))),
    "list_items": ("bullet points", 9, lambda rng, n: "\n".join(f"- {one_sentence(rng)}" for _ in range(n))),
}


def counted(rng: Random) -> tuple[str, str, str, str]:
    """How many: a wording, the kind of check, a text that has so many, and one that has not."""
    kind = rng.choice(sorted(UNITS))
    unit, most, make = UNITS[kind]
    wording = rng.choice(sorted(COUNTED))
    low, high = COUNTED[wording]
    number = rng.randint(3, most)
    least, top = (1 if low is None else number + low), (number + 4 if high is None else number + high)
    misses = ([least - 1] if low is not None else []) + ([top + 1, top + 3] if high is not None else [])
    digits = rng.random() < 0.5
    n, m = (str(one) if digits or one > 12 else NAMES[one] for one in (number, number + 2))
    stated = wording.format(n=n, m=m, unit=unit)
    return stated, kind, make(rng, rng.randint(least, top)), make(rng, rng.choice(misses))


def put(rng: Random, text: str, word: str) -> str:
    """The text with a word in place of another, with a capital where that has one."""
    place = rng.choice(list(re.finditer("[A-Za-z]+", text)))
    word = word[0].upper() + word[1:] if place[0][0].isupper() else word
    return text[: place.start()] + word + text[place.end() :]


def worded(rng: Random, text: str) -> tuple[str, str, str, str]:
    """Which words, letters or case: a wording, the kind, and the text with the condition kept and missed."""
    kind = rng.choice(
        ("without_letters", "forbidden_words", "required_words", "without_punctuation", "lower_case", "upper_case")
    )
    letter, word = rng.choice("qxz"), rng.choice(("zebra", "quiver", "axle"))
    stated = {
        "without_letters": ("without the letter {x}", "without using the letter “{x}”", "Do not use the letter {x}",
                            "Avoid the letter {x}", "The letter {x} is not to occur"),
        "forbidden_words": ('without using the word "{w}"', "Do not use the word “{w}”", "Avoid using the word '{w}'",
                            "never saying {w}"),
        "required_words": ('using the word "{w}"', 'Include the word "{w}"', "It must contain the word “{w}”",
                           "with {w} somewhere in it"),
        "without_punctuation": ("without commas", "without using any commas", "Do not use any commas", "Avoid commas",
                                "leaving out all commas"),
        "lower_case": ("in all lowercase letters", "in all lowercase", "in only lower case", "with no capitals"),
        "upper_case": ("in all caps", "in all capital letters", "entirely in uppercase", "with capitals only"),
    }[kind]  # fmt: skip
    sound, broken = {
        "without_letters": (text, put(rng, text, {"q": "quiet", "x": "box", "z": "zone"}[letter])),
        "forbidden_words": (text, put(rng, text, word)),
        "required_words": (put(rng, text, word), text),
        "without_punctuation": (text, put(rng, text, "tea,")),
        "lower_case": (text.lower(), put(rng, text.lower(), "Tea")),
        "upper_case": (text.upper(), put(rng, text, "tea").upper().replace("TEA", "TeA", 1)),
    }[kind]  # fmt: skip
    return rng.choice(stated).format(x=letter, w=word), kind, sound, broken


def keyed(rng: Random) -> tuple[str, str, str, str]:
    keys = different(rng, 3)
    row = {key: rng.choice(PLAIN) for key in keys}
    stated = rng.choice(("as JSON with the keys {}, {} and {}", 'as a JSON object with the keys "{}", "{}" and "{}"',
                         "in JSON that has {}, {} and {}"))  # fmt: skip
    broken = rng.choice(
        (json.dumps({key: row[key] for key in keys[1:]}), f"{keys[0]}: {row[keys[0]]}", json.dumps(keys))
    )
    return stated.format(*keys), "json_keys", json.dumps(row), broken


def claimed(seed: int, number: int) -> Iterator[Claimed]:
    for place in range(number):
        rng = Random(f"{seed}:claimed:{place}")
        asked = rng.choice(ASKED).format(rng.choice(TOPICS))
        form = rng.random()
        if form < 0.1:
            stated, kind, sound, broken = keyed(rng)
            yield Claimed(f"{asked} {stated}.", kind, sound, broken)
        elif form < 0.4:
            stated, kind, sound, broken = counted(rng)
            yield Claimed(f"{asked} {stated}.", kind, sound, broken)
        else:
            first, many, enough, other = counted(rng)
            second, which, sound, broken = worded(rng, enough)
            joint = f". {second}" if second[0].isupper() else f" and {second}"
            if rng.random() < 0.5:
                # The other number, with the words that are asked for.
                kept = {"lower_case": other.lower(), "upper_case": other.upper()}.get(which, other)
                word = next((one for one in ("zebra", "quiver", "axle") if one in second), "")
                broken = put(rng, other, word) if which == "required_words" else kept
                which = many
            yield Claimed(f"{asked} {first}{joint}.", which, sound, broken)
