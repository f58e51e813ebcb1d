"""Ways to make a right answer worse, by name: for poor responses, and for flaws that are asked for."""

import re
from random import Random

from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.models.offline.wording.vocabulary import COLOURS, NAMES, OBJECTS, TOWNS

_NUMBER = re.compile(r"\d+")
_BETWEEN = re.compile(r"(\n|; |, | \| )")
_RUDE = ("Obviously, as anyone could see: ", "Not that it takes much thought: ", "Fine, if you really cannot do it: ")
_UNASKED = (
    "\n\nI hope this helps, and do ask me anything else you like.",
    "\n\nThere is, by the way, a lot more one could say about this.",
    "\n\nPlease note that this is only one way of looking at it.",
)
_LISTS = (COLOURS, TOWNS, NAMES, OBJECTS)
KINDS = ("fact", "arithmetic", "constraint", "missing_step", "format", "tone")


def add_flaw(text: str, kind: str, rng: Random, labels: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """What was changed, and the text with a flaw of that kind; None where it cannot have one."""
    if kind == "arithmetic":
        return _number(text, rng)
    if kind == "missing_step":
        return _shorter(text, rng)
    if kind == "tone":
        return "The tone is brusque.", pick(rng, _RUDE) + text
    if kind == "format":
        return "The answer is in a form nobody asked for.", f"ANSWER => {text} <="
    if kind == "constraint":
        return "Something was added that the prompt leaves no room for.", text + pick(rng, _UNASKED)
    return _fact(text, rng, labels)


def poor(text: str, rng: Random, labels: tuple[str, ...] = ()) -> str:
    """The text with the first flaw that can be made, kinds in a random order."""
    for kind in rng.sample(KINDS, len(KINDS)):
        if found := add_flaw(text, kind, rng, labels):
            return found[1]
    return text + _UNASKED[0]


def marked(text: str) -> bool:
    """Whether a text bears a flaw that shows without knowing the right answer."""
    return text.startswith((*_RUDE, "ANSWER => ")) or text.endswith(_UNASKED)


def _number(text: str, rng: Random) -> tuple[str, str] | None:
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = pick(rng, found)
    wrong = str(int(match[0]) + pick(rng, (1, -1, 2, 10, 9)))
    if wrong.startswith("-"):
        wrong = str(int(match[0]) + 1)
    return f"{match[0]} became {wrong}.", text[: match.start()] + wrong + text[match.end() :]


def _shorter(text: str, rng: Random) -> tuple[str, str] | None:
    """An item out of the middle of a list, or a word out of the middle of a sentence."""
    parts = _BETWEEN.split(text)
    if len(parts) >= 5:
        at = 2 * rng.randrange(1, len(parts) // 2)
        return f"Without a trace, {parts[at]!r} is gone.", "".join(parts[: at - 1] + parts[at + 1 :])
    words = text.split(" ")
    if len(words) >= 4:
        at = rng.randrange(1, len(words) - 1)
        return f"The word {words[at]!r} is gone.", " ".join(words[:at] + words[at + 1 :])
    return None


def _fact(text: str, rng: Random, labels: tuple[str, ...]) -> tuple[str, str] | None:
    others = [label for label in labels if label.lower() != text.lower()]
    if others:
        other = pick(rng, others)
        return f"{text} became {other}.", other
    for words in _LISTS:
        for word in words:
            if match := re.search(rf"\b{re.escape(word)}\b", text):
                other = pick(rng, [item for item in words if item != word])
                return f"{word} became {other}.", text[: match.start()] + other + text[match.end() :]
    return _number(text, rng)
