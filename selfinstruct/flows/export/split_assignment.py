"""Splits that do not leak: deals rows to train, validation, test or other splits, one by one, and never moves one.

A row's split is drawn by a hash of its group (its task; the prompt of a pair; the document it stands in), so it depends
on neither the other rows nor their order. Bonds come before the draw: rows of one group stay together, and so do rows
whose texts are equal or whose ROUGE-L is above the threshold. Rows are dealt in the file's order and a bond reaches
back only, to rows that were kept: what is appended moves nothing. A row with bonds to two splits cannot be in either
without a leak, so it goes to none, and binds nothing.
"""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TypeAlias

from selfinstruct.errors import UsageError
from selfinstruct.novelty.entries import SCAN_LIMIT, Entries
from selfinstruct.novelty.exact import hash64
from selfinstruct.novelty.rouge import rouge_l
from selfinstruct.text.tokens import tokenizer

THRESHOLD = 0.7
_USUAL = {2: ("train", "validation"), 3: ("train", "validation", "test")}
_NAME = re.compile(r"[A-Za-z]\w{0,63}", re.ASCII)
_SHARE = re.compile(r"\d{1,6}(\.\d{1,6})?", re.ASCII)
_MOST = 255
# For each split a row of it, and its ROUGE-L; None where the two are of one group.
_Found: TypeAlias = "dict[int, tuple[int, float | None]]"


@dataclass(frozen=True, slots=True)
class Shares:
    """The names of the splits and their shares, as whole numbers without a common divisor."""

    names: tuple[str, ...]
    weights: tuple[int, ...]

    def draw(self, number: int) -> int:
        """The split of a 64-bit number: every share gets its part of all such numbers."""
        return self._at(number * sum(self.weights) >> 64)

    def turn(self, number: int, count: int) -> int:
        """The split of the count-th of a row of draws that begins at `number`.

        The draws `count` = 0 … sum(weights) - 1 hold each split exactly as often as its weight says, well spread.
        """
        total = sum(self.weights)
        return self._at((number + count) * _stride(total) % total)

    def _at(self, place: int) -> int:
        for split, weight in enumerate(self.weights):
            if place < weight:
                return split
            place -= weight
        raise ValueError(f"{place} places too far")


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A row as the splits see it: `group` names what must stay together, "" for a row on its own.

    `text` is what near-duplicates are judged by: the instruction with its input. `type` is what is stratified by.
    `also` are further groups that the row holds together.
    """

    id: str
    group: str
    text: str
    type: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MustLink:
    """A row that was dealt before, and that another one must not be parted from.

    `score` is the ROUGE-L of the two; None where they are of one group.
    """

    split: str
    id: str
    score: float | None


@dataclass(frozen=True, slots=True)
class SplitConflict:
    """Why a row is in no split: its closest bond in each of several."""

    bonds: tuple[MustLink, ...]


class Splits:
    """Deals rows to splits in the order given.

    Texts with a ROUGE-L above `threshold` stay together; with 1 only equal ones do. If `stratify`, every type is dealt
    by these shares, each on its own, in turns that begin at a hash of its name; then a row's split depends on the rows
    before it, which is all that appending leaves alone.
    """

    def __init__(
        self,
        shares: Shares,
        threshold: float = THRESHOLD,
        profile: str = "unicode",
        *,
        stratify: bool = False,
        _scan_limit: int = SCAN_LIMIT,
    ) -> None:
        if not 0 < threshold <= 1:
            raise UsageError(f"the threshold of near-duplicates is {threshold}; it must be above 0 and at most 1")
        self.shares = shares
        self.threshold = threshold
        self.stratify = stratify
        self._tokenize = tokenizer(profile)
        # The rows that were kept; what stands as their text is their id.
        self.entries = Entries(threshold, _scan_limit)
        self.labels = bytearray()
        # The first row of each group, and one of each text that another row was close to.
        self._known: dict[int, int] = {}
        self._turns: dict[str, int] = {}

    def deal(self, item: SplitRow, into: str | None = None) -> str | SplitConflict:
        """The name of the row's split, or what keeps it out of all; `into` names the split of a row that has one."""
        words = self._tokenize(item.text)
        groups = [hash64(f"group {name}") for name in (item.group, *item.also) if name]
        equal = hash64(f"text {' '.join(words) or item.text.strip()}")
        twin = self._known.get(equal)
        # All that is close to an equal text is in its split, or was dropped.
        tokens, near = self._near(words) if twin is None else ([], [])
        found = self._close(tokens, near)
        if twin is not None:
            found[self.labels[twin]] = (twin, 1.0)
        for group in groups:
            if (sibling := self._known.get(group)) is not None:
                found.setdefault(self.labels[sibling], (sibling, None))
        labels = set(found) if into is None else {*found, self.shares.names.index(into)}
        if len(labels) > 1:
            return SplitConflict(self._bonds(found, tokens, near))
        chosen = labels.pop() if labels else self._drawn(item)
        # To compare with an equal text a second time would tell nothing.
        position = self.entries.add(item.id, words if twin is None else [])
        self.labels.append(chosen)
        for group in groups:
            self._known.setdefault(group, position)
        if twin is None and (found or not words):
            self._known[equal] = position
        return self.shares.names[chosen]

    def _near(self, words: list[str]) -> tuple[list[int], list[int]]:
        """The text as the entries know it, and the positions of all that can be above the threshold."""
        tokens, elements = self.entries.read(words)
        return tokens, self.entries.near(elements, len(tokens))

    def _close(self, tokens: list[int], near: Sequence[int]) -> _Found:
        """For each split with a close text the first that is found, not always the closest: that settles it."""
        found: _Found = {}
        for position in near:
            label = self.labels[position]
            if label not in found and self._above(score := self._score(tokens, position)):
                found[label] = (position, score)
        return found

    def _bonds(self, found: _Found, tokens: list[int], near: Sequence[int]) -> tuple[MustLink, ...]:
        """The closest in each split, the earliest of equals."""
        closest = dict(found)
        for position in near:
            score, label = self._score(tokens, position), self.labels[position]
            if self._above(score) and score > (closest[label][1] or 0):
                closest[label] = (position, score)
        names, text = self.shares.names, self.entries.text
        return tuple(
            MustLink(names[label], text(position), score) for label, (position, score) in sorted(closest.items())
        )

    def _score(self, tokens: list[int], position: int) -> float:
        return rouge_l(tokens, self.entries.tokens_of(position))

    def _above(self, score: float) -> bool:
        return score > self.threshold or score == 1

    def _drawn(self, item: SplitRow) -> int:
        if not self.stratify:
            return self.shares.draw(hash64(f"split {item.group or item.text}"))
        count = self._turns[item.type] = self._turns.get(item.type, -1) + 1
        return self.shares.turn(hash64(f"stratum {item.type}"), count)


def read_shares(text: str) -> Shares:
    """The splits that a text asks for: `80/10/10` and `90/10` by their usual names, or `train=80,eval=20`.

    Shares are numbers above 0 in any unit: 8/1/1 is 80/10/10. Raises UsageError for anything else.
    """
    if "=" in text:
        pairs = [part.partition("=")[::2] for part in text.split(",")]
        names = [name.strip() for name, _ in pairs]
        numbers = [number.strip() for _, number in pairs]
    else:
        numbers = [number.strip() for number in text.split("/")]
        names = list(_USUAL.get(len(numbers), ()))
    if not 2 <= len(names) <= _MOST:
        raise UsageError(f"--split {text!r}: write 80/10/10, 90/10 or names and shares, such as train=80,eval=20")
    for name in names:
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"--split {text!r}: {name!r} cannot name a split; use a letter, then letters, digits and _"
            )
    if len({name.lower() for name in names}) < len(names):
        raise UsageError(f"--split {text!r}: two splits have the same name")
    for number in numbers:
        if not _SHARE.fullmatch(number) or not Fraction(number):
            raise UsageError(f"--split {text!r}: {number!r} is not a share; use a number above 0, such as 80 or 0.8")
    fractions = [Fraction(number) for number in numbers]
    unit = math.lcm(*(item.denominator for item in fractions))
    whole = [int(item * unit) for item in fractions]
    divisor = math.gcd(*whole)
    return Shares(tuple(names), tuple(number // divisor for number in whole))


@cache
def _stride(total: int) -> int:
    """A step that comes to all places before it comes to one twice, and leaves no large gap on the way."""
    wanted = round(total * (math.sqrt(5) - 1) / 2)
    return next(
        step
        for distance in itertools.count()
        for step in (wanted - distance, wanted + distance)
        if 0 < step < total and math.gcd(step, total) == 1
    )
