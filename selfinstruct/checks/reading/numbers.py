"""Numbers in digits as texts have them: signs, groups of thousands, a decimal mark, an exponent, a unit behind."""

import re
from dataclasses import dataclass

# What may part thousands, apart from the mark that is not the decimal one: spaces of several widths, an apostrophe.
_GROUPS = " \u00a0\u2009\u202f'’"
_SIGNS = "+\u2212-"


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its place, and what stands behind it up to the next space but one, where its unit is looked for."""

    value: float
    written: str
    behind: str
    at: int = 0


def _pattern(decimal: str) -> re.Pattern[str]:
    other = "," if decimal == "." else r"\."
    mark = re.escape(decimal)
    return re.compile(
        rf"(?<![^\W_])(?<!\d[.,])(?P<sign>(?<![^\s(=:≈~$€£])[{_SIGNS}])?"
        rf"(?P<whole>\d{{1,3}}(?:[{_GROUPS}{other}]\d{{3}}(?!\d))++|\d++)(?P<part>{mark}\d++)?(?P<power>[eE][+-]?\d{{1,3}})?"
        rf"(?!\d)"
    )


# 3/4 and 1 1/2, but neither 3/4/2020 nor a part of 0.3/4 or x3/4.
_FRACTION = re.compile(r"(?<![\w/.,])(?:(\d{1,9}) )?(\d{1,9})/([1-9]\d{0,8})(?![\w/]|[.,]\d)")


def without_fractions(text: str, decimal: str = ".") -> str:
    """The text with its fractions as decimals, to the precision that numbers are read in."""
    if "/" not in text:
        return text
    return _FRACTION.sub(lambda found: _as_decimal(found).replace(".", decimal), text)


def _as_decimal(found: re.Match[str]) -> str:
    return repr(int(found[1] or 0) + int(found[2]) / int(found[3])).removesuffix(".0")


_PATTERNS = {decimal: _pattern(decimal) for decimal in ".,"}
_NO_DIGIT = re.compile(r"\D+")


def numbers_in(text: str, decimal: str = ".") -> list[Number]:
    """The numbers of a text in order; `decimal` is the mark before their fractions, "." or ","."""
    found = []
    for match in _PATTERNS[decimal].finditer(text):
        written = (
            _NO_DIGIT.sub("", match["whole"]) + (match["part"] or "").replace(decimal, ".") + (match["power"] or "")
        )
        value = float(written)
        negative = match["sign"] is not None and match["sign"] != "+"
        found.append(
            Number(-value if negative else value, match[0], text[match.end() : match.end() + 40], match.start())
        )
    return found
