"""Classification skills decided by rules about numbers, shapes and money."""

from random import Random

from selfinstruct.models.offline.skills.skill import Skill, labelled
from selfinstruct.models.offline.wording.grammar import Values, pick
from selfinstruct.models.offline.wording.vocabulary import OBJECTS

_PRIMES = tuple(n for n in range(11, 400) if all(n % d for d in range(2, n)))
_COMPOSITES = tuple(n for n in range(12, 400) if n not in _PRIMES)


def _sign(label: str, rng: Random) -> str:
    size = rng.randint(1, 900)
    balance = {"negative": -size, "zero": 0, "positive": size}[label]
    paid = rng.randint(20, 900)
    return f"{paid + balance} - {paid}"


def _triangle(label: str, rng: Random) -> str:
    base = rng.randint(7, 60)
    if label == "equilateral":
        sides = [base] * 3
    elif label == "isosceles":
        sides = [base, base, rng.choice((base - 3, base + 4, base + 1))]
    else:
        sides = [base, base + rng.randint(1, 3), base + rng.randint(4, 6)]
    rng.shuffle(sides)
    return ", ".join(f"{side} cm" for side in sides)


def _sorted(label: str, rng: Random) -> str:
    numbers = sorted(rng.sample(range(1, 200), rng.randint(4, 8)))
    while label == "unsorted" and numbers == sorted(numbers):
        rng.shuffle(numbers)
    return ", ".join(map(str, numbers))


def _budget(label: str, rng: Random) -> str:
    prices = [rng.randint(3, 90) for _ in range(rng.randint(2, 5))]
    gap = rng.randint(1, 30)
    budget = sum(prices) + (gap if label == "within budget" else -min(gap, sum(prices) - 1))
    things = rng.sample(OBJECTS, len(prices))
    lines = [f"{thing}: {price} euros" for thing, price in zip(things, prices, strict=True)]
    return "\n".join([*lines, f"budget: {budget} euros"])


def _divisible(values: Values, rng: Random) -> tuple[str, str]:
    divisor = int(values["k"])
    if not 2 <= divisor <= 50:
        raise ValueError(f"{divisor} is out of range")
    rest = 0 if values["label"] == "divisible" else rng.randint(1, divisor - 1)
    return str(divisor * rng.randint(5, 300) + rest), values["label"]


def _threshold(values: Values, rng: Random) -> tuple[str, str]:
    limit = int(values["n"])
    if limit < 10:
        raise ValueError(f"{limit} is too small")
    reading = limit + rng.randint(1, limit) if values["label"] == "above" else rng.randint(1, limit)
    return f"{pick(rng, ('reading', 'count', 'measured value', 'today'))}: {reading}", values["label"]


SKILLS = (
    Skill(
        "parity_check",
        (
            "decide whether the number below is {labels}.",
            "is the given number {labels}?",
            "label the [house|ticket|locker] number in the input as {labels}.",
            "sort the number into one of two kinds: {labels}.",
        ),
        labelled(lambda label, rng: str(2 * rng.randint(4, 5000) + (label == "odd"))),
        family="label", field="Number", labels=("even", "odd"),
    ),
    Skill(
        "primality_check",
        (
            "say whether the whole number below is {labels}.",
            "classify the given integer as {labels}.",
            "does the number in the input count as {labels}?",
        ),
        labelled(lambda label, rng: str(pick(rng, _PRIMES if label == "prime" else _COMPOSITES))),
        family="label", field="Number", labels=("prime", "composite"),
    ),
    Skill(
        "sign_of_difference",
        (
            "classify the result of the subtraction below as {labels}.",
            "is the outcome of the given subtraction {labels}?",
            "without giving the value, tell what the subtraction in the input comes to: {labels}.",
        ),
        labelled(_sign), family="label", field="Subtraction", labels=("positive", "negative", "zero"),
    ),
    Skill(
        "triangle_kind",
        (
            "name the kind of triangle that has the three sides below: {labels}.",
            "going by the given side lengths, is the triangle {labels}? Isosceles means exactly two equal sides.",
            "classify a triangle by its sides, which are in the input, as {labels}.",
        ),
        labelled(_triangle), family="label", field="Sides", labels=("equilateral", "isosceles", "scalene"),
    ),
    Skill(
        "order_check",
        (
            "check whether the numbers below rise from first to last and label the list {labels}.",
            "is the given list of numbers, read from small to large, {labels}?",
            "[inspect|look at] the list in the input: call it {labels} according to whether it is in ascending order.",
        ),
        labelled(_sorted), family="label", field="Numbers", labels=("sorted", "unsorted"),
    ),
    Skill(
        "budget_check",
        (
            "compare the total of the shopping list below with its budget and answer {labels}.",
            "do the listed purchases come out {labels}?",
            "add up the prices in the input, hold them against the budget and choose {labels}.",
        ),
        labelled(_budget), family="label", field="Purchases", labels=("within budget", "over budget"),
    ),
    Skill(
        "divisibility_check",
        (
            "test the number below for division by {k:int} and label it {labels}.",
            "with respect to {k:int}, is the given number {labels}?",
            "a code is valid only if {k:int} divides it without remainder; mark the number in the input as {labels}.",
        ),
        _divisible, lambda rng: {"k": str(rng.randint(3, 19))},
        family="label", field="Number", labels=("divisible", "not divisible"),
    ),
    Skill(
        "threshold_check",
        (
            "an alarm goes off for readings greater than {n:int}. Label the reading below as {labels}, where not "
            "above includes the limit itself.",
            "compare the value in the input with {n:int} and say {labels}; not above includes equality.",
            "the limit is {n:int}. Is the given value {labels}, if equality counts as not above?",
        ),
        _threshold, lambda rng: {"n": str(rng.randint(20, 400))},
        family="label", field="Reading", labels=("above", "not above"),
    ),
)  # fmt: skip
