"""Numbers of lists, in letters and in Roman numerals too."""


def numeral(number: int, kind: str) -> str:
    """A number as lists show it: `kind` is a, A, i, I or 1, as in HTML."""
    if kind in ("a", "A") and 1 <= number <= 26 * 30:
        return chr(ord(kind) + (number - 1) % 26) * ((number - 1) // 26 + 1)
    if kind in ("i", "I") and 1 <= number < 4000:
        return roman(number) if kind == "I" else roman(number).lower()
    return str(number)


def roman(number: int) -> str:
    """A number from 1 to 3,999 as Romans wrote it."""
    text = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while number >= value:
            text, number = text + sign, number - value
    return text
