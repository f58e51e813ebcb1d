"""Items of an answer, compared where the same may be written in several ways: "25 g of tea" and "25 grams"."""

from collections.abc import Sequence
from dataclasses import dataclass

from selfinstruct.checks.reading.final_lines import core_of
from selfinstruct.checks.reading.numbers import numbers_in, without_fractions
from selfinstruct.checks.units import words


@dataclass(frozen=True, slots=True)
class LooseItem:
    """An item with one number: its value and the words before and behind it; of any other `value` is None."""

    text: str
    value: float | None = None
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def loose_item(folded: str) -> LooseItem:
    """What an item says, which is folded already."""
    plain = without_fractions(folded)
    found = numbers_in(plain)
    if len(found) != 1:
        return LooseItem(core_of(folded))
    [number] = found
    before, behind = plain[: number.at], plain[number.at + len(number.written) :]
    return LooseItem(core_of(folded), number.value, words(before), words(behind))


def agree(one: LooseItem, other: LooseItem, placed: bool) -> bool:
    """Whether two items say the same.

    Where the places of items tell them apart (`placed`), what is counted may be left out; else only that could.
    """
    if one.value is None or other.value is None:
        return one.text == other.text
    if abs(one.value - other.value) > abs(one.value) * 1e-12:
        return False
    if one.before != other.before and not (placed and not (one.before and other.before)):
        return False
    if not (one.behind and other.behind):
        return placed or one.behind == other.behind
    return _is_short_for(one.behind[0], other.behind[0]) or _within(one.behind, other.behind)


def _within(one: Sequence[str], other: Sequence[str]) -> bool:
    """Cubes and green cubes."""
    return set(one) <= set(other) or set(other) <= set(one)


def _is_short_for(one: str, other: str) -> bool:
    """g and grams, min and minutes, km and kilometres: one has the letters of the other, in order from the first."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)


def all_agree(wanted: Sequence[LooseItem], found: Sequence[LooseItem], ordered: bool) -> bool:
    """Whether two lists have the same items, each as often, and with `ordered` in the same order."""
    if len(wanted) != len(found):
        return False
    if ordered:
        return all(agree(one, other, True) for one, other in zip(wanted, found, strict=True))
    left = list(found)
    for item in wanted:
        place = next((place for place, other in enumerate(left) if agree(item, other, False)), None)
        if place is None:
            return False
        del left[place]
    return True
