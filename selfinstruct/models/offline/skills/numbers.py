"""Skills about whole numbers, percentages and sequences."""

import math
from fractions import Fraction
from random import Random

from selfinstruct.models.offline.skills.skill import Skill, alone, given
from selfinstruct.models.offline.wording.grammar import Values, pick

_OPERATIONS = {"plus": int.__add__, "minus": int.__sub__, "times": int.__mul__}
_STEPS = {"ten": 10, "hundred": 100, "thousand": 1000}


def _ints(rng: Random, **spans: tuple[int, int]) -> Values:
    return {name: str(rng.randint(low, high)) for name, (low, high) in spans.items()}


def _decimal(value: Fraction) -> str:
    """Exact where it ends within two places; ValueError otherwise, for rounding would need a rule."""
    hundredths = value * 100
    if hundredths.denominator != 1:
        raise ValueError(f"{value} has more than two decimals")
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _change_values(rng: Random) -> Values:
    start, percent = rng.randint(2, 90) * 20, rng.randint(1, 18) * 5
    return {"a": str(start), "b": str(start + rng.choice((-1, 1)) * start * percent // 100)}


def _change(values: Values, _rng: Random) -> tuple[str, str]:
    start, end = int(values["a"]), int(values["b"])
    change = Fraction(abs(end - start) * 100, start)
    if change == 0:
        raise ValueError("no change")
    return "", f"{'an increase' if end > start else 'a decrease'} of {_decimal(change)} percent"


def _common_values(rng: Random) -> Values:
    shared = rng.randint(2, 18)
    return {"a": str(shared * rng.randint(2, 30)), "b": str(shared * rng.randint(2, 30))}


def _factors(values: Values, _rng: Random) -> tuple[str, tuple[str, ...]]:
    number, out, trial = int(values["n"]), [], 2
    if not 2 <= number <= 100_000:
        raise ValueError(f"{number} is out of range")
    while trial * trial <= number:
        while number % trial == 0:
            out.append(str(trial))
            number //= trial
        trial += 1
    return "", (*out, str(number)) if number > 1 else tuple(out)


def _round(values: Values, _rng: Random) -> tuple[str, str]:
    number, step = int(values["n"]), _STEPS[values["step"].lower()]
    return "", str((2 * number + step) // (2 * step) * step)


def _simplify(values: Values, _rng: Random) -> tuple[str, str]:
    a, b = int(values["a"]), int(values["b"])
    shared = math.gcd(a, b)
    return "", f"{a // shared} to {b // shared}"


def _fraction_values(rng: Random) -> Values:
    b, d = rng.randint(2, 12), rng.randint(2, 12)
    return {"a": f"{rng.randint(1, b)}", "b": str(b), "c": f"{rng.randint(1, d)}", "d": str(d)}


def _fractions(values: Values, _rng: Random) -> tuple[str, str]:
    a, b, c, d = (int(values[name]) for name in "abcd")
    return "", str(Fraction(a, b) + Fraction(c, d))


def _sequence(_values: Values, rng: Random) -> tuple[str, str]:
    start, length = rng.randint(1, 60), rng.randint(4, 6)
    if rng.random() < 0.5:
        step = pick(rng, (-9, -7, -4, -3, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 15))
        terms = [start + at * step for at in range(length + 1)]
    else:
        factor = rng.randint(2, 4)
        terms = [start * factor**at for at in range(length + 1)]
    return ", ".join(map(str, terms[:-1])), str(terms[-1])


def _pack(values: Values, _rng: Random) -> tuple[str, str]:
    full, left = divmod(int(values["n"]), int(values["k"]))
    return "", f"{full} full and {left} left over"


SKILLS = (
    Skill(
        "integer_arithmetic",
        (
            "what is {a:int} {op:word} {b:int}?",
            "[work out|calculate|compute] {a:int} {op:word} {b:int}.",
            "how much is {a:int} {op:word} {b:int} [exactly|in digits]?",
            "[tell|show] us the value of {a:int} {op:word} {b:int}.",
        ),
        alone(lambda values: str(_OPERATIONS[values["op"].lower()](int(values["a"]), int(values["b"])))),
        lambda rng: {**_ints(rng, a=(12, 980), b=(3, 97)), "op": rng.choice(list(_OPERATIONS))},
    ),
    Skill(
        "percentage_of_amount",
        (
            "what is {p:int} percent of {n:int}?",
            "[work out|calculate|find] {p:int} percent of {n:int}.",
            "if {p:int} percent of {n:int} people [said yes|turned up|have paid], how many people is that?",
            "out of {n:int} pages {p:int} percent are done; how many pages does that make?",
        ),
        alone(lambda values: _decimal(Fraction(int(values["p"]) * int(values["n"]), 100))),
        lambda rng: {"p": str(rng.randint(1, 19) * 5), "n": str(rng.randint(3, 240) * 20)},
    ),
    Skill(
        "percentage_change",
        (
            "by what percentage did a value change that went from {a:int} to {b:int}? Say whether it is an "
            "increase or a decrease.",
            "the [count|total|figure] moved from {a:int} to {b:int}: express this as an increase or a decrease "
            "in percent.",
            "state the percentage increase or decrease when {a:int} becomes {b:int}.",
        ),
        _change,
        _change_values,
    ),
    Skill(
        "greatest_common_divisor",
        (
            "what is the greatest common divisor of {a:int} and {b:int}?",
            "find the largest whole number that divides both {a:int} and {b:int}.",
            "[ropes|planks] of {a:int} cm and {b:int} cm are to be cut into equal pieces without waste; how long "
            "in cm can a piece be at most?",
        ),
        alone(lambda values: str(math.gcd(int(values["a"]), int(values["b"])))),
        _common_values,
    ),
    Skill(
        "least_common_multiple",
        (
            "what is the least common multiple of {a:int} and {b:int}?",
            "find the smallest positive number that both {a:int} and {b:int} divide.",
            "two [lamps|bells|pumps] start together, one every {a:int} seconds and one every {b:int} seconds; "
            "after how many seconds do they first coincide again?",
        ),
        alone(lambda values: str(math.lcm(int(values["a"]), int(values["b"])))),
        _common_values,
    ),
    Skill(
        "digit_sum",
        (
            "add up the digits of the number below.",
            "what is the sum of all digits in the given number?",
            "take the [serial|ticket|membership] number in the input and [total|add together] its digits.",
        ),
        given(
            lambda rng: str(rng.randint(100, 10 ** rng.randint(4, 9))),
            lambda number: str(sum(map(int, number))),
        ),
        field="Number",
    ),
    Skill(
        "prime_factorisation",
        (
            "list the prime factors of {n:int} in rising order and repeat a factor as often as it occurs.",
            "break {n:int} down into prime factors, smallest first, repeated ones written repeatedly.",
            "which prime numbers multiply to {n:int}? Name each as often as it is needed, from small to large.",
        ),
        _factors,
        lambda rng: _ints(rng, n=(12, 2500)),
        "items",
    ),
    Skill(
        "rounding",
        (
            "round {n:int} to the nearest {step:word}, with halves going up.",
            "to the nearest {step:word}, how much is {n:int}? Round halves up.",
            "a report [gives|quotes] {n:int}; what is that rounded to the nearest {step:word}, halves upwards?",
        ),
        _round,
        lambda rng: {"n": str(rng.randint(101, 98_000)), "step": rng.choice(list(_STEPS))},
    ),
    Skill(
        "ratio_simplification",
        (
            "simplify the ratio {a:int} to {b:int} as far as possible, written with the word to.",
            "the mixture takes {a:int} parts of [sand|flour|oil] to {b:int} parts of [water|lime|sugar]: reduce "
            "this ratio to lowest terms.",
            "reduce {a:int} to {b:int} to the smallest whole-number ratio.",
        ),
        _simplify,
        _common_values,
    ),
    Skill(
        "fraction_addition",
        (
            "add the fractions {a:int}/{b:int} and {c:int}/{d:int} and reduce the sum to lowest terms.",
            "what do {a:int}/{b:int} and {c:int}/{d:int} make together, as a single fraction in lowest terms?",
            "one [jug|tank|bag] is {a:int}/{b:int} full and another {c:int}/{d:int}; give their sum as one "
            "fraction in lowest terms.",
        ),
        _fractions,
        _fraction_values,
    ),
    Skill(
        "sequence_continuation",
        (
            "[find|give|name] the next number of the sequence below, in which every step adds or multiplies by "
            "the same amount.",
            "the given numbers grow or shrink by one fixed step or factor; which number comes next?",
            "continue the [row|series] in the input by one number; it follows a constant step or a constant factor.",
        ),
        _sequence,
        field="Sequence",
    ),
    Skill(
        "division_with_remainder",
        (
            "{n:int} [eggs|bulbs|bolts|cards] are packed in boxes of {k:int}: how many boxes are full and how "
            "many pieces are left over?",
            "how many full groups of {k:int} can be made out of {n:int}, and how many are left over?",
            "a hall has rows of {k:int} seats and {n:int} guests fill it row by row; say how many rows are full "
            "and how many guests are left over.",
        ),
        _pack,
        lambda rng: _ints(rng, n=(60, 2000), k=(3, 48)),
    ),
)  # fmt: skip
