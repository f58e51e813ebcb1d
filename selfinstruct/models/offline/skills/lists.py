"""Skills that sort, pick, count and join the items of a list."""

import statistics
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any, TypeVar

from selfinstruct.models.offline.skills.everyday import decimal
from selfinstruct.models.offline.skills.skill import Skill
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import NAMES, OBJECTS, TOWNS

T = TypeVar("T", int, str)
_ORDINALS = {"second": 2, "third": 3, "fourth": 4}


def _numbers(rng: Random, low: int = 1, high: int = 200, least: int = 4) -> list[int]:
    return rng.sample(range(low, high), rng.randint(least, least + 5))


def _shown(items: list[T]) -> str:
    return ", ".join(map(str, items))


def _sorting(
    rng: Random, items: list[T], key: Callable[[T], Any] | None = None, *, down: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Items that differ by `key`, in an order that leaves sorting something to do, and sorted."""
    wanted = sorted(items, key=key, reverse=down)
    while items == wanted:
        rng.shuffle(items)
    return _shown(items), tuple(map(str, wanted))


def _by_length(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    by_length: dict[int, str] = {}
    for word in rng.sample(OBJECTS, len(OBJECTS)):
        by_length.setdefault(len(word), word)
    return _sorting(rng, list(by_length.values())[:5], len)


def _unique(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    kept = rng.sample(pick(rng, (NAMES, TOWNS, OBJECTS)), rng.randint(3, 6))
    words = kept + rng.choices(kept, k=rng.randint(1, 4))
    rng.shuffle(words)
    return ", ".join(words), tuple(dict.fromkeys(words))


def _backwards(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    words = rng.sample(pick(rng, (NAMES, TOWNS)), rng.randint(4, 8))
    return ", ".join(words), tuple(reversed(words))


def _every(values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    step = _ORDINALS[values["step"].lower()]
    if _ORDINALS[values["again"].lower()] != step:
        raise ValueError("another start than the step")
    words = rng.sample(pick(rng, (NAMES, OBJECTS)), rng.randint(6, 12))
    return ", ".join(words), tuple(words[step - 1 :: step])


def _common(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    words = rng.sample(pick(rng, (NAMES, TOWNS)), 9)
    first, second = words[:6], words[3:8]
    rng.shuffle(first)
    rng.shuffle(second)
    both = tuple(word for word in first if word in second)
    return f"A: {', '.join(first)}\nB: {', '.join(second)}", both


def _missing(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    invited = rng.sample(NAMES, rng.randint(5, 8))
    came = rng.sample(invited, len(invited) - rng.randint(1, 3))
    absent = tuple(name for name in invited if name not in came)
    return f"Invited: {', '.join(invited)}\nCame: {', '.join(came)}", absent


def _occurrences(_values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    words = rng.choices(rng.sample(OBJECTS, 4), k=rng.randint(7, 12))
    return ", ".join(words), tuple(f"{word}: {words.count(word)}" for word in sorted(set(words)))


def _mean(_values: Values, rng: Random) -> tuple[str, str]:
    count = rng.choice((4, 5, 8, 10))
    numbers = [rng.randint(1, 300) for _ in range(count)]
    return _shown(numbers), decimal(Fraction(sum(numbers), count))


def _median(_values: Values, rng: Random) -> tuple[str, str]:
    numbers = _numbers(rng)
    return _shown(numbers), decimal(Fraction(statistics.median(numbers)))


def _mode(_values: Values, rng: Random) -> tuple[str, str]:
    most, *others = rng.sample(range(1, 60), rng.randint(4, 6))
    numbers = [most] * 3 + others + others[:1]
    rng.shuffle(numbers)
    return _shown(numbers), str(most)


def _range(_values: Values, rng: Random) -> tuple[str, str]:
    numbers = _numbers(rng, -40, 300)
    return _shown(numbers), str(max(numbers) - min(numbers))


def _chunk_values(rng: Random) -> Values:
    days = rng.randint(3, 9)
    return {"n": str(days * rng.randint(8, 60) + rng.randint(0, days - 1)), "k": str(days)}


def _chunks(values: Values, _rng: Random) -> tuple[str, tuple[str, ...]]:
    share, extra = divmod(int(values["n"]), int(values["k"]))
    if not 2 <= int(values["k"]) <= 14 or not share:
        raise ValueError("no sensible plan")
    return "", tuple(f"day {day}: {share + (day <= extra)} pages" for day in range(1, int(values["k"]) + 1))


def _above(values: Values, rng: Random) -> tuple[str, tuple[str, ...]]:
    limit = int(values["n"])
    high = rng.sample(range(limit + 1, limit + 90), rng.randint(2, 4))
    low = rng.sample(range(limit - 60, limit + 1), rng.randint(2, 4))
    numbers = high + low
    rng.shuffle(numbers)
    return _shown(numbers), tuple(str(number) for number in numbers if number > limit)


SKILLS = (
    Skill(
        "ascending_sort",
        (
            "sort the numbers below from small to large.",
            "put the given numbers in rising order.",
            "[lottery numbers|meter readings|page numbers] are listed in the input; arrange them so that the "
            "smallest comes first.",
        ),
        lambda _, rng: _sorting(rng, _numbers(rng)), family="items", field="Numbers",
    ),
    Skill(
        "descending_sort",
        (
            "sort the numbers below from large to small.",
            "put the given numbers in falling order.",
            "the [highest score|biggest order|largest sum] should lead: reorder the numbers of the input down to "
            "the least.",
        ),
        lambda _, rng: _sorting(rng, _numbers(rng), down=True), family="items", field="Numbers",
    ),
    Skill(
        "alphabetical_sort",
        (
            "put the words below in alphabetical order.",
            "arrange the given entries from A to Z.",
            "a [register|name board|card index] needs the entries of the input sorted by the alphabet.",
        ),
        lambda _, rng: _sorting(rng, rng.sample(pick(rng, (NAMES, TOWNS, OBJECTS)), rng.randint(4, 9))),
        family="items", field="Entries",
    ),
    Skill(
        "sort_by_length",
        (
            "order the words below by their number of letters, shortest first.",
            "the given words all differ in length: list them from shortest to longest.",
            "make a staircase of the words in the input, from the fewest letters to the most.",
        ),
        _by_length, family="items", field="Words",
    ),
    Skill(
        "duplicate_removal",
        (
            "remove repeated entries from the list below and keep the first of each where it stands.",
            "some entries of the given list occur twice or more; list each once, in order of first appearance.",
            "clean the [invitation list|stock list|index] in the input of repetitions, first occurrences staying "
            "in order.",
        ),
        _unique, family="items", field="List",
    ),
    Skill(
        "list_reversal",
        (
            "turn the list below around so that its last entry comes first.",
            "write the given list from its end to its beginning.",
            "the queue in the input is served from the back: name everybody or everything in that order.",
        ),
        _backwards, family="items", field="List",
    ),
    Skill(
        "every_nth_item",
        (
            "pick every {step:word} entry of the list below, starting with the {again:word} one.",
            "go through the given list and keep each {step:word} entry only, the {again:word} being the first kept.",
            "spot checks take every {step:word} item of the input, beginning at the {again:word}: which are they?",
        ),
        _every, lambda rng: dict.fromkeys(("step", "again"), rng.choice(list(_ORDINALS))), "items", "List",
    ),
    Skill(
        "common_items",
        (
            "which entries stand in both lists below? Keep the order of list A.",
            "find what the two given lists share, in the order of list A.",
            "two [clubs|teams|offices] compare their lists, see the input; name what occurs on both, ordered as "
            "in list A.",
        ),
        _common, family="items", field="Lists",
    ),
    Skill(
        "missing_guests",
        (
            "who of the people invited below did not come? Keep the order of the invitations.",
            "compare the given lists and name those who were invited but stayed away, in the order invited.",
            "the input says who was asked and who came; list the absent ones as they stand among the invited.",
        ),
        _missing, family="items", field="Lists",
    ),
    Skill(
        "occurrence_count",
        (
            "count how often each word occurs below and list them alphabetically in the style lamp: 2.",
            "make a tally of the given words, alphabetically, each as word, colon, space and number.",
            "take stock of the input: every kind of item with its number, in the style lamp: 2 and sorted by the "
            "alphabet.",
        ),
        _occurrences, family="items", field="Words",
    ),
    Skill(
        "arithmetic_mean",
        (
            "work out the arithmetic mean of the numbers below, exactly.",
            "what is the exact average of the given numbers?",
            "[marks|ages|daily sales] are listed in the input; give their mean without rounding.",
        ),
        _mean, family="value", field="Numbers",
    ),
    Skill(
        "median_value",
        (
            "find the median of the numbers below; with an even count it is halfway between the middle two.",
            "what is the median of the given figures, taking the mean of the middle two where needed?",
            "half of the values in the input lie below it and half above: state the median, averaging the middle "
            "pair if there is one.",
        ),
        _median, field="Numbers",
    ),
    Skill(
        "most_frequent_value",
        (
            "which number occurs most often below?",
            "give the mode of the given numbers.",
            "of the [shoe sizes|votes|readings] in the input, which one is the most common?",
        ),
        _mode, field="Numbers",
    ),
    Skill(
        "value_range",
        (
            "how far apart are the largest and the smallest of the numbers below?",
            "subtract the least of the given numbers from the greatest.",
            "state the range, that is maximum minus minimum, of the values in the input.",
        ),
        _range, field="Numbers",
    ),
    Skill(
        "reading_plan",
        (
            "spread {n:int} pages over {k:int} days as evenly as possible, longer days first, each entry in the "
            "style day 1: 20 pages.",
            "plan the reading of {n:int} pages in {k:int} days: even shares, any extra page early on, entries "
            "such as day 1: 20 pages.",
        ),
        _chunks, _chunk_values, "items",
    ),
    Skill(
        "threshold_filter",
        (
            "keep only the numbers below that are greater than {n:int}, in their order.",
            "which of the given numbers exceed {n:int}? Leave their order alone.",
            "drop everything up to and including {n:int} from the numbers in the input and list the rest as "
            "ordered there.",
        ),
        _above, lambda rng: {"n": str(rng.randint(70, 400))}, "items", "Numbers",
    ),
)  # fmt: skip
