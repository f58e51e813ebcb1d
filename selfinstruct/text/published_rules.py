"""The published rules for instructions and instances, as pure functions that say why, or None.

The parsers of the published recipes apply them in the published order; `filters/` offers the same ones by name.
Self-Instruct is arXiv:2212.10560 (section 2.2 and appendix A.1); Alpaca is its 2023 variant.
"""

import re
import string
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from selfinstruct.records import Instance, Reason

PAPER_BLACKLIST: tuple[str, ...] = (
    "image", "images", "graph", "graphs", "picture", "pictures", "file", "files", "map", "maps",
    "draw", "plot", "go to",
)  # fmt: skip
ALPACA_BLACKLIST: tuple[str, ...] = (*PAPER_BLACKLIST, "video", "audio", "music", "flowchart", "diagram")


def length(text: str, minimum: int = 4, maximum: int = 150) -> Reason | None:
    """Rejects fewer than `minimum` or more than `maximum` words (runs of anything but white space)."""
    words = len(text.split())
    return None if minimum <= words <= maximum else Reason("length", words)


def blacklist(text: str, words: Sequence[str] = PAPER_BLACKLIST) -> Reason | None:
    """Rejects a text in which one of the words or phrases stands as a whole word; case is ignored."""
    found = _any_of(tuple(words)).search(text) if words else None
    return Reason("blacklist", found[0].lower()) if found else None


def write_a_program(text: str) -> Reason | None:
    """Rejects what begins with exactly "Write a program": models turn many tasks into that."""
    return Reason("write_a_program") if text.startswith("Write a program") else None


def punctuation(text: str) -> Reason | None:
    """Rejects a first character that is ASCII punctuation."""
    return Reason("punctuation", text[0]) if text and text[0] in string.punctuation else None


def non_ascii(text: str) -> Reason | None:
    """Rejects a first character outside ASCII; what follows it is not looked at."""
    return Reason("non_ascii", text[0]) if text and not text[0].isascii() else None


def instruction(text: str, words: Sequence[str] = PAPER_BLACKLIST) -> Reason | None:
    """The first rule an instruction breaks, in the published order."""
    return length(text) or blacklist(text, words) or write_a_program(text) or punctuation(text) or non_ascii(text)


def input_equals_output(instance: Instance) -> Reason | None:
    """Rejects an output that only repeats the input."""
    return Reason("input_equals_output") if instance.input == instance.output else None


def empty_output(instance: Instance) -> Reason | None:
    """Rejects an instance without an output."""
    return None if instance.output else Reason("empty_output")


def ends_with_colon(instance: Instance) -> Reason | None:
    """Rejects an input or output that ends in a colon: it announces something that never came."""
    for name, text in (("input", instance.input), ("output", instance.output)):
        if text.rstrip().endswith(":"):
            return Reason("ends_with_colon", name)
    return None


def same_input_different_output(instances: Sequence[Instance]) -> Reason | None:
    """Rejects all instances of a task if two share a non-empty input and differ in the output."""
    outputs: dict[str, str] = {}
    for instance in instances:
        if instance.input and outputs.setdefault(instance.input, instance.output) != instance.output:
            return Reason("same_input_different_output", instance.input)
    return None


def duplicate(instance: Instance, earlier: Collection[Instance]) -> Reason | None:
    """Rejects an exact repetition of an earlier instance of the same task."""
    return Reason("duplicate") if instance in earlier else None


INSTANCE_RULES: tuple[Callable[[Instance], Reason | None], ...] = (input_equals_output, empty_output, ends_with_colon)


def instance(found: Instance) -> Reason | None:
    """The first rule an instance breaks by itself, in the published order."""
    return next((reason for rule in INSTANCE_RULES if (reason := rule(found))), None)


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
