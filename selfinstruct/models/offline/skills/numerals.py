"""Skills about ways of writing numbers: Roman, other bases, words."""

from random import Random

from selfinstruct.models.offline.skills.skill import Skill, alone
from selfinstruct.models.offline.wording.grammar import Values

_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_BASES = {"binary": "b", "octal": "o", "hexadecimal": "x"}
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def to_roman(number: int) -> str:
    """ValueError outside 1 to 3999."""
    if not 1 <= number <= 3999:
        raise ValueError(f"{number} has no Roman numeral here")
    out = []
    for value, sign in _ROMAN:
        out.append(sign * (number // value))
        number %= value
    return "".join(out)


def _from_roman(_values: Values, rng: Random) -> tuple[str, str]:
    number = rng.randint(4, 3200)
    return to_roman(number), str(number)


def in_words(number: int) -> str:
    """British wording, 0 to 9999: two hundred and four. ValueError outside."""
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} is out of range")
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {in_words(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    over = number % 1000
    joint = " and " if over < 100 else " "
    return f"{in_words(number // 1000)} thousand" + (joint + in_words(over) if over else "")


SKILLS = (
    Skill(
        "roman_numeral_writing",
        (
            "write the number {n:int} as a Roman numeral.",
            "how is {n:int} written in Roman numerals?",
            "a [plaque|foundation stone|clock face] must show {n:int} in Roman numerals; what has to be carved?",
            "[turn|change] {n:int} into Roman numerals, in capital letters.",
        ),
        alone(lambda values: to_roman(int(values["n"]))),
        lambda rng: {"n": str(rng.randint(4, 3200))},
    ),
    Skill(
        "roman_numeral_reading",
        (
            "[convert|change] the Roman numeral below into [ordinary digits|an ordinary number].",
            "which number does the given Roman numeral stand for?",
            "read the Roman numeral in the input and [say|state] its value in [digits|decimal digits].",
            "somebody copied a Roman numeral from [a coin|a gate|a title page]; give its value in digits.",
        ),
        _from_roman,
        field="Roman numeral",
    ),
    Skill(
        "number_base_conversion",
        (
            "write the decimal number {n:int} in {base:word} notation, without a prefix and in lower case.",
            "convert {n:int} from decimal to {base:word}; use small letters and no prefix.",
            "what does the decimal number {n:int} look like in {base:word}, lower case and without prefix?",
        ),
        alone(lambda values: format(int(values["n"]), _BASES[values["base"].lower()])),
        lambda rng: {"n": str(rng.randint(9, 3000)), "base": rng.choice(list(_BASES))},
    ),
    Skill(
        "number_to_words",
        (
            "[write|spell] the number {n:int} [out in words|in words], in small letters.",
            "a cheque says {n:int}: put this number into lower-case words, the British way.",
            "how does one write {n:int} in lower-case English words?",
            "spell out {n:int} as you would [say it aloud|dictate it] in Britain, in small letters.",
        ),
        alone(lambda values: in_words(int(values["n"]))),
        lambda rng: {"n": str(rng.randint(21, 9999))},
    ),
)  # fmt: skip
