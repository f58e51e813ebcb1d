"""Problems that a Python function solves: in words, by a right and by a wrong source, and what is computed.

Each has a number {n} that is part of the problem, so that there are many of a kind.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.models.offline.wording.vocabulary import OBJECTS

Arguments = tuple[Any, ...]
LOWEST, HIGHEST = 2, 9  # of the number


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of function: its name, `arguments` with annotations, `task` as a clause (“counts …”), `rules` its corners.

    `right` and `wrong` are bodies; `compute` gives of the number and arguments what the right one does, `draw` draws
    arguments. `corner` are some at which the wrong one shows.
    """

    name: str
    arguments: str
    task: str
    rules: str
    right: str
    wrong: str
    compute: Callable[..., Any]
    draw: Callable[[Random], Arguments]
    corner: Arguments

    def number_in(self, text: str) -> int | None:
        """The number that a text names in the words of this problem, in any case; None for no such words."""
        before, _, after = self.task.lower().partition("{n}")
        found = re.search(rf"{re.escape(before)}(\d+){re.escape(after)}", text.lower())
        return int(found[1]) if found and LOWEST <= int(found[1]) <= HIGHEST else None


def _words(rng: Random) -> Arguments:
    return ([pick(rng, OBJECTS) for _ in range(rng.randint(1, 5))],)


def _text(rng: Random) -> Arguments:
    return (" ".join(pick(rng, OBJECTS) for _ in range(rng.randint(1, 4))),)


def _numbers(rng: Random) -> Arguments:
    return ([rng.randint(-9, 20) for _ in range(rng.randint(1, 9))],)


def _two_lists(rng: Random) -> Arguments:
    return (
        [rng.randint(0, 15) for _ in range(rng.randint(1, 7))],
        [rng.randint(0, 15) for _ in range(rng.randint(1, 9))],
    )


def _nested(rng: Random) -> Arguments:
    if rng.random() < 0.5:
        return ("".join(pick(rng, "()[]") for _ in range(rng.randint(0, 6))),)
    depth = rng.randint(1, 11)
    return ("(" * depth + ")" * depth + "[]" * rng.randint(0, 2),)


def _longest_run(n: int, values: list[int]) -> int:
    best = run = 0
    for value in values:
        run = run + 1 if value >= n else 0
        best = max(best, run)
    return best


def _balanced(n: int, text: str) -> bool:
    waiting: list[str] = []
    for sign in text:
        if sign in "([":
            waiting.append(sign)
        elif not waiting or waiting.pop() + sign not in ("()", "[]"):
            return False
        if len(waiting) > n:
            return False
    return not waiting


PROBLEMS: tuple[Problem, ...] = (
    Problem(
        "vowel_points", "text: str", "counts the vowels of a text and adds {n} for each capital among them",
        "The vowels are a, e, i, o and u, as small letters or capitals. An empty text gives 0.",
        'return sum(1 + {n} * sign.isupper() for sign in text if sign.lower() in "aeiou")',
        'return sum(1 + {n} * sign.isupper() for sign in text if sign in "aeiou")',
        lambda n, text: sum(1 + n * sign.isupper() for sign in text if sign.lower() in "aeiou"), _text,
        ("APRON and Easel",),
    ),
    Problem(
        "running_totals", "values: list[int]", "gives the running totals of a list of numbers, beginning from {n}",
        "Each item of the result is that number and all values up to its place, added up. An empty list gives an empty "
        "list.",
        "totals, total = [], {n}\nfor value in values:\n    total += value\n    totals.append(total)\nreturn totals",
        "totals, total = [], {n}\nfor value in values:\n    totals.append(total)\n    total += value\nreturn totals",
        lambda n, values: [n + sum(values[: place + 1]) for place in range(len(values))], _numbers, ([4, -1, 6],),
    ),
    Problem(
        "longest_run", "values: list[int]", "finds how many neighbours in a list at the most are all {n} or more",
        "Neighbours stand one behind the other. Where no value is so large, and for an empty list, the result is 0.",
        "best = run = 0\nfor value in values:\n    run = run + 1 if value >= {n} else 0\n    best = max(best, run)\n"
        "return best",
        "return sum(value >= {n} for value in values)",
        _longest_run, _numbers, ([10, 12, 0, 15],),
    ),
    Problem(
        "first_words", "words: list[str]",
        "keeps of a list of words the first occurrence of each that has at least {n} letters",
        "The words keep their order. Words that differ in capitals are different words.",
        "return [word for word in dict.fromkeys(words) if len(word) >= {n}]",
        "return sorted({word for word in words if len(word) >= {n}})",
        lambda n, words: [word for word in dict.fromkeys(words) if len(word) >= n], _words,
        (["umbrellas and tents", "doormats and ropes", "umbrellas and tents"],),
    ),
    Problem(
        "rotated", "values: list[int]", "rotates a list to the left by {n} places",
        "The first items go to the end. Where the list is shorter than that, it goes round; an empty list stays empty.",
        "if not values:\n    return []\ncount = {n} % len(values)\nreturn values[count:] + values[:count]",
        "return values[-{n}:] + values[:-{n}]",
        lambda n, values: [values[(place + n) % len(values)] for place in range(len(values))], _numbers,
        ([4, 8, 15, 16, 23, 42, 7, 1, 0, 5, 9],),
    ),
    Problem(
        "is_nested_well", "text: str",
        "tells whether the round and square brackets of a text are balanced and never more than {n} deep",
        "Each closing bracket closes the last one that is open, of its own kind. The text has brackets only and may be "
        "empty, which is balanced.",
        'waiting = []\nfor sign in text:\n    if sign in "([":\n        waiting.append(sign)\n'
        '    elif not waiting or waiting.pop() + sign not in ("()", "[]"):\n        return False\n'
        "    if len(waiting) > {n}:\n        return False\nreturn not waiting",
        'return text.count("(") == text.count(")") and text.count("[") == text.count("]")',
        _balanced, _nested, (")(",),
    ),
    Problem(
        "digit_points", "number: int", "adds up the digits of a whole number, those that are {n} or more twice",
        "The number may be negative; its sign does not count.",
        "digits = [int(digit) for digit in str(abs(number))]\nreturn sum(digits) + sum(d for d in digits if d >= {n})",
        "digits = [int(digit) for digit in str(abs(number))]\nreturn sum(digits) + sum(d for d in digits if d > {n})",
        lambda n, number: sum(int(d) * (2 if int(d) >= n else 1) for d in str(abs(number))),
        lambda rng: (rng.randint(-999, 99_999),), (-23_456_789,),
    ),
    Problem(
        "largest", "values: list[int]", "picks the {n} largest different numbers of a list",
        "The largest comes first, and none is there twice. Where there are fewer, all of them are given.",
        "return sorted(set(values), reverse=True)[:{n}]", "return sorted(values, reverse=True)[:{n}]",
        lambda n, values: sorted(set(values), reverse=True)[:n], _numbers, ([7, 7, 3, 1],),
    ),
    Problem(
        "in_both", "first: list[int], second: list[int]",
        "lists the numbers from {n} on that two lists have in common",
        "Each number is there once, in the order in which it first occurs in the first list.",
        "return [value for value in dict.fromkeys(first) if value >= {n} and value in second]",
        "return [value for value in first if value >= {n} and value in second]",
        lambda n, first, second: [value for value in dict.fromkeys(first) if value >= n and value in second],
        _two_lists, ([12, 12, 5], [12, 9]),
    ),
    Problem(
        "initials", "text: str", "gives the initials of the words of a text that have more than {n} letters",
        "They are capitals, with nothing between them. Words are parted by spaces; where none is left the result is "
        "empty.",
        'return "".join(word[0].upper() for word in text.split() if len(word) > {n})',
        'return "".join(word[0] for word in text.split() if len(word) > {n})',
        lambda n, text: "".join(word[0].upper() for word in text.split() if len(word) > n), _text,
        ("watercolours and  thunderstorms",),
    ),
)  # fmt: skip
BY_NAME = {problem.name: problem for problem in PROBLEMS}
