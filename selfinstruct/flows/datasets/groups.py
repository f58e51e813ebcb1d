"""How often a dataset speaks of groups of people, by lists of words (groups.yaml): a first look, and no more.

A word says nothing of how the group is spoken of, names and pronouns of other languages are not seen, and "his" may
mean anybody's. What it shows is imbalance that is plain before anything is trained.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_WORD = re.compile(r"[a-z]+(?:'s\b)?")
_CAPITAL = re.compile(r"\b[A-Z][A-Za-z]+")
_AGE = re.compile(r"\b(\d{1,3})[ -]years?[ -]olds?\b|\baged (\d{1,3})\b")
_AGES = ((12, "children"), (19, "teenagers"), (64, "adults"), (130, "older people"))
_BEFORE = re.compile(r"(?:^|[.!?:\n])[\s\"'“”‘’(*#>-]*$")

Group = tuple[str, str]


@cache
def groups() -> Mapping[str, tuple[Group, ...]]:
    """The groups each word names, as (category, group)."""
    lists = yaml.safe_load((Path(__file__).parent / "groups.yaml").read_text(encoding="utf-8"))
    named: dict[str, tuple[Group, ...]] = {}
    for category, members in lists.items():
        for group, words in members.items():
            for word in words.split():
                named[word] = (*named.get(word, ()), (category, group))
    return named


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """The words in small letters, and those with a capital."""
    known = groups()
    return frozenset(filter(str.islower, known)), frozenset(word for word in known if not word.islower())


def group_categories() -> list[str]:
    return list(dict.fromkeys(category for found in groups().values() for category, _ in found))


def named_in(text: str) -> set[Group]:
    """The groups a text names at least once, as (category, group)."""
    known, small, capital = groups(), *_words()
    text = text.replace("’", "'")
    lower = text.lower()
    named = {group for word in small.intersection(_WORD.findall(lower)) for group in known[word]}
    for word in capital.intersection(_CAPITAL.findall(text)):
        if _inside(word, text):
            named.update(known[word])
    for match in _AGE.finditer(lower) if "year" in lower or "aged" in lower else ():
        age = int(match[1] or match[2])
        named.update(("age", group) for group in [name for most, name in _AGES if age <= most][:1])
    return named


def _inside(word: str, text: str) -> bool:
    """Whether the word stands anywhere but at the beginning of a sentence."""
    places = re.finditer(rf"\b{re.escape(word)}\b", text)
    return any(not _BEFORE.search(text[max(0, place.start() - 8) : place.start()]) for place in places)


def ranked(counts: Counter[Group], category: str) -> list[tuple[str, int]]:
    """The groups of a category that were met, the most frequent first."""
    found = [(group, number) for (kind, group), number in counts.items() if kind == category]
    return sorted(found, key=lambda item: (-item[1], item[0]))
