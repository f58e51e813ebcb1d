"""National ids, card numbers and IBANs: their shapes, and the checksums that tell them from other numbers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

# ISO 13616: the length of each country's IBAN, and so of what must follow its two letters.
_IBAN_LENGTHS = {
    int(length): names.split()
    for length, names in {
        "15": "NO", "16": "BE", "18": "DK FI FO GL NL SD FK", "19": "MK SI", "20": "AT BA EE KZ LT LU XK MN",
        "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS VA", "23": "AE GI IL IQ TL SO OM",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG", "25": "LY PT ST", "26": "IS TR",
        "27": "BI DJ FR GR IT MC MR SM", "28": "AL AZ BY CY DO GT HU LB NI PL SV", "29": "BR EG PS QA UA",
        "30": "JO KW MU YE", "31": "MT SC", "32": "LC", "33": "RU",
    }.items()
}  # fmt: skip
IBAN_LENGTH = {country: length for length, countries in _IBAN_LENGTHS.items() for country in countries}


@dataclass(frozen=True, slots=True)
class Identifier:
    """A national id: the shape it is written in, what else must hold of its characters without separators, and the
    words of which one must stand before it where the shape and the check are too common ("" for none)."""

    country: str
    shape: re.Pattern[str]
    check: Callable[[str], bool]
    words: str = ""


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def payment_card(digits: str) -> bool:
    """A payment card: the first digits and the length of a known scheme, and the Luhn checksum."""
    first2, first3, first4 = int(digits[:2]), int(digits[:3]), int(digits[:4])
    size = len(digits)
    known = (
        (digits[0] == "4" and size in (13, 16, 19))
        or (size == 16 and (51 <= first2 <= 55 or 2221 <= first4 <= 2720 or 3528 <= first4 <= 3589))
        or (size == 15 and first2 in (34, 37))
        or (size == 14 and (300 <= first3 <= 305 or first2 in (36, 38, 39)))
        or (size in (16, 19) and (first4 == 6011 or 644 <= first3 <= 649 or first2 in (62, 65)))
        or (size == 16 and first2 == 60)
    )
    return known and len(set(digits)) > 1 and luhn(digits)


def iban(text: str) -> bool:
    """ISO 13616: the country's length and the remainder 1 modulo 97; `text` without spaces."""
    text = text.upper()
    if IBAN_LENGTH.get(text[:2]) != len(text):
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _day(year: str, month: str, day: str) -> bool:
    """Whether there is such a day; a year of two digits may lie in either century."""
    try:
        date(int(year) if len(year) == 4 else 2000, int(month), int(day))
    except ValueError:
        return False
    return True


def _german(digits: str) -> bool:
    """The tax id: ISO 7064 MOD 11, 10; of the first ten digits one comes two or three times."""
    counts = sorted(digits[:10].count(digit) for digit in set(digits[:10]))
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (
        digits[0] != "0"
        and counts[-1] in (2, 3)
        and counts[-2:-1] != [counts[-1]]
        and (11 - product) % 10 == int(digits[10])
    )


def _spanish(text: str) -> bool:
    number = int(text[:-1].translate(str.maketrans("XYZ", "012")))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == text[-1]


def _french(text: str) -> bool:
    body = text[:13].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(text[13:])


_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16,
         10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip


def _italian(text: str) -> bool:
    """The codice fiscale: letters and digits have other values at odd places (decree of 23 December 1976)."""
    total = sum(
        (int(letter) if letter.isdigit() else ord(letter) - 65) if place % 2 else _ODD[letter]
        for place, letter in enumerate(text[:15])
    )
    return chr(65 + total % 26) == text[15]


def _dutch(digits: str) -> bool:
    return digits != "000000000" and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _belgian(digits: str) -> bool:
    return any(97 - int(century + digits[:9]) % 97 == int(digits[9:]) for century in ("", "2"))


def _swiss(digits: str) -> bool:
    return _weighted(digits, (1, 3) * 6 + (1,)) % 10 == 0


def _swedish(text: str) -> bool:
    digits = text[-10:]
    return _day(digits[:2], digits[2:4], digits[4:6]) and luhn(digits)


def _finnish(text: str) -> bool:
    number = int(text[:6] + text[-4:-1])
    return _day(text[4:6], text[2:4], text[:2]) and "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31] == text[-1]


def _norwegian(digits: str) -> bool:
    first = _weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
    second = _weighted(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    return first and second and _day(digits[4:6], digits[2:4], str(int(digits[:2]) % 40).zfill(2))


def _polish(digits: str) -> bool:
    month = str(int(digits[2:4]) % 20).zfill(2)
    return _day(digits[:2], month, digits[4:6]) and _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _brazilian(digits: str) -> bool:
    first = _weighted(digits, tuple(range(10, 1, -1))) * 10 % 11 % 10
    second = _weighted(digits, tuple(range(11, 1, -1))) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == f"{first}{second}"


_VERHOEFF = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def _indian(digits: str) -> bool:
    """Aadhaar: Verhoeff's dihedral check."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_VERHOEFF[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0


def _chinese(text: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return _day(text[6:10], text[10:12], text[12:14]) and "10X98765432"[_weighted(text[:17], weights) % 11] == text[17]


def _korean(digits: str) -> bool:
    """A day and a sex digit; since October 2020 the last digit is no checksum any more."""
    return _day(digits[:2], digits[2:4], digits[4:6])


def _singaporean(text: str) -> bool:
    offset = {"T": 4, "G": 4, "M": 3}.get(text[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}.get(text[0], "XWUTRQPNMLK")
    place = (_weighted(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + offset) % 11
    return letters[10 - place if text[0] == "M" else place] == text[8]


def _british(text: str) -> bool:
    return text[:2] not in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ")


def _any(text: str) -> bool:
    """Shapes that carry no checksum."""
    return True


# Scripts without spaces between words: a number stands right beside their letters.
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = rf"[^\W{UNSPACED}]"
EDGE, END = rf"(?<!{WORD})(?<!\d[.,/-])(?<!{WORD}-)", rf"(?!{WORD}|-|[.,]\d)"
_START = re.compile(rf"{EDGE}(?<!\+)[A-Z\d]")
# How each id begins: one match tells most other numbers and words from them.
_BEGINS_NUMBERED = re.compile(r"\d(?:[ .+A-F-]{0,2}\d){7}")
_BEGINS_LETTERED = re.compile(r"[A-Z]{1,6}[ -]?\d")


def national_ids(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where national ids stand between two places of a text; some are found twice."""
    for first in _START.finditer(text, start, end):
        numbered = first[0].isdigit()
        if not (_BEGINS_NUMBERED if numbered else _BEGINS_LETTERED).match(text, first.start()):
            continue
        for item in _NUMBERED if numbered else _LETTERED:
            match = item.shape.match(text, first.start())
            if match is None or (
                item.words and not _said(text[max(0, first.start() - 40) : first.start()], item.words)
            ):
                continue
            if item.check(re.sub(r"[ .+-]", "", match[0])):
                yield match.span()


def _said(before: str, words: str) -> bool:
    folded = before.casefold()
    # A short word must stand alone, a long one may begin a compound.
    ends = {word: r"(?![^\W_])" if len(word) < 5 else "" for word in words.split()}
    return any(re.search(rf"(?<![^\W_]){word}{end}", folded) for word, end in ends.items())


def _of(country: str, shape: str, check: Callable[[str], bool], words: str = "") -> Identifier:
    return Identifier(country, re.compile(f"(?:{shape}){END}"), check, words)


_SSN = r"(?!000|666|9)\d{3}{0}(?!00)\d{2}{0}(?!0000)\d{4}"
_SOCIAL = "ssn social"

_NUMBERED = (
    _of("US", _SSN.replace("{0}", "-") + r"|9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])-\d{4}", _any),
    _of("US", _SSN.replace("{0}", " ?"), _any, _SOCIAL),
    _of("DE", r"\d{2} \d{3} \d{3} \d{3}", _german),
    _of("DE", r"\d{11}", _german, "steuer idnr tin tax"),
    _of("ES", r"\d{8}-?[A-Z]", _spanish),
    _of("FR", r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}", _french),
    _of("NL", r"\d{9}|\d{4}\.\d{2}\.\d{3}", _dutch, "bsn burgerservicenummer sofinummer"),
    _of("BE", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", _belgian),
    _of("CH", r"756\.\d{4}\.\d{4}\.\d{2}", _swiss),
    _of("CH", r"756\d{10}", _swiss, "ahv avs oasi"),
    _of("SE", r"(?:19|20)?\d{6}[-+]\d{4}", _swedish),
    _of("FI", r"\d{6}[-+A-F]\d{3}[0-9A-FHJ-NPR-Y]", _finnish),
    _of("NO", r"\d{6} ?\d{5}", _norwegian),
    _of("DK", r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}", _any, "cpr personnummer"),
    _of("PL", r"\d{11}", _polish, "pesel"),
    _of("BR", r"\d{3}\.\d{3}\.\d{3}-\d{2}", _brazilian),
    _of("BR", r"\d{11}", _brazilian, "cpf"),
    _of("IN", r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}(?! ?\d)", _indian),
    _of("IN", r"[2-9]\d{11}", _indian, "aadhaar aadhar uidai"),
    _of("CN", r"[1-8]\d{5}(?:19|20)\d{9}[\dX]", _chinese),
    _of("KR", r"\d{6}-[1-8]\d{6}", _korean),
    _of("CA", r"\d{3}-\d{3}-\d{3}", luhn),
    _of("CA", r"\d{3} ?\d{3} ?\d{3}", luhn, "sin social nas"),
)
_LETTERED = (
    _of("GB", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]", _british),
    _of("ES", r"[XYZ]-?\d{7}-?[A-Z]", _spanish),
    _of("IT", r"[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", _italian),
    _of("IN", r"[A-Z]{3}P[A-Z]\d{4}[A-Z]", _any),
    _of("SG", r"[STFGM]\d{7}[A-Z]", _singaporean),
    _of("MX", r"[A-Z]{4}\d{2}(?:0[1-9]|1[0-2])\d{2}[HM][A-Z]{5}[0-9A-Z]\d", _any),
)
