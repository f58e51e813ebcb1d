"""The numbers of an answer that stand nowhere in what it is said to come from, however either writes them."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from selfinstruct.text.grounding.number_words import HAN, MONTHS, han_number, spelled_numbers
from selfinstruct.text.invisible import visible

# A value, or what is no value: a time of day, a version.
_Key = Decimal | str
# What a number may mean: one of these, each of which needs all of its keys.
_Readings = list[frozenset[_Key]]

_SPACES = " \u00a0\u202f\u2009"
_NUMBER = re.compile(
    rf"(?<![\d.,])(?P<spaced>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?![\d{_SPACES}]\d)(?:[.,]\d+)?)(?!\d)"
    r"|\d+(?:[.,:'’/٫٬-]\d+)*|(?<![\w.)])\.\d+"
)
_MULTIPLES = {
    10**2: "hundred hundert cent cien cento сто",
    10**3: "thousand tausend tsd mille mil mila тысяч тысячи тыс tys tysięcy bin duizend ألف آلاف हज़ार हजार 千 천 "
    "พัน k tusen",
    10**4: "万 萬 만 หมื่น",
    10**5: "lakh lakhs लाख แสน",
    10**6: "million millions millionen mio millón millones milione milioni milhão milhões миллион миллиона "
    "миллионов млн mln milionów miljoen milyon مليون ملايين ล้าน mn m triệu juta miljoner millioner "
    "miljoonaa",
    10**7: "crore crores करोड़",
    10**8: "亿 億 억",
    10**9: "billion billions milliarde milliarden mrd milliard milliards miliardo miliardi миллиард миллиарда "
    "миллиардов млрд mld miliardów miljard milyar مليار bn tỷ miliar miljarder",
    10**12: "trillion trillions billionen 兆 조",
}  # fmt: skip
_MULTIPLE = {word: factor for factor, words in _MULTIPLES.items() for word in words.split()}
_FACTOR = re.compile(rf"[{_SPACES}]?([^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u093c-\u094d\u0e31-\u0e4e])*)")
_EAST = re.compile("[万萬亿億千兆만억천조]")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-4])\s?(?:[:.h時点點时시]|uhr|hs)\s?([0-5]\d)(?!\d)")
_LATE = re.compile(r"\s?(?:p\.?m\b|pm\b|in the (?:afternoon|evening)|م(?!\w))")
_MONTH = re.compile(
    r"(?<!\w)(?:(\d{1,2})(?:st|nd|rd|th|er|º|ª)?[.\s]{1,2}(?:de |of )?)?([^\W\d_]{3,14})\.?(?:[\s,]{1,2}(?:de )?\d)?"
)
_LIST = re.compile(
    r"^[ \t]{0,20}+(?:[-*+>#]{1,6}+[ \t]{1,4}+)?[*_]{0,3}+(?:[^\W\d_]{1,12} )?[(（]?(\d{1,3})[*_]{0,3}"
    r"(?:\.(?=[\s*_]|\Z)|[)）:：、．](?!\d))",
    re.MULTILINE,
)
_WITHIN = re.compile(r"[(（](\d{1,2})[)）]|(?<![\w.,])(\d{1,2})\)")
_NOTE = re.compile(r"\[\^?\d{1,3}\]")


def unsupported_numbers(answer: str, *sources: str) -> tuple[str, ...]:
    """The numbers of an answer, as it writes them, that none of the sources has, in any way to write them.

    What numbers the answer's own list, or a formula as H2O has, is left out. A sign or a unit is not compared.
    """
    text = _plain(answer)
    own = _own_numbers(text)
    known: set[_Key] = set()
    for source in sources:
        known |= known_numbers(source)
    missing = []
    for start, written, readings in _numbers(text, own=True):
        if start not in own and not any(reading <= known for reading in readings):
            missing.append(written)
    return tuple(dict.fromkeys(missing))


def _plain(text: str) -> str:
    """The text with plain digits, in which superscripts and fractions stay apart from the digits before them."""
    if text.isascii():
        return text.casefold()
    pieces = []
    for one in visible(text):
        if one.isdecimal():
            pieces.append(str(unicodedata.decimal(one)))
        elif one.isdigit() or (one.isnumeric() and unicodedata.category(one) == "No"):
            pieces.append(f" {unicodedata.normalize('NFKC', one).replace('⁄', '/')} ")
        else:
            pieces.append(one if one in "\u00a0\u202f\u2009’" else unicodedata.normalize("NFKC", one))
    return unicodedata.normalize("NFC", "".join(pieces)).casefold()


def known_numbers(source: str) -> set[_Key]:
    """All that a source says: its numbers in every reading, and what words, months and times of day say."""
    text = _plain(source)
    keys: set[_Key] = {Decimal(value) for value in spelled_numbers(text)}
    for _, written, readings in _numbers(text):
        for reading in readings:
            keys |= reading
        if _parts_count(written):
            keys |= _all(re.split(r"\D", written))
    for found in _MONTH.finditer(text):
        if found[2] in MONTHS and (found[1] or found[0][-1].isdigit()):
            keys.add(Decimal(MONTHS[found[2]]))
    for found in _TIME.finditer(text):
        hour, minute = int(found[1]), int(found[2])
        hours = {hour, hour + 12} if hour < 12 and _LATE.match(text, found.end()) else {hour}
        keys |= {f"{one}:{minute:02}" for one in hours} | {Decimal(one) for one in (*hours, minute)}
    return keys


def _parts_count(written: str) -> bool:
    """Whether a number is of several: a date, a time, a range, a version."""
    return bool(re.search(r"[:/-]", written)) or len(re.findall(r"[.]", written)) > 1


def _numbers(text: str, own: bool = False) -> Iterator[tuple[int, str, _Readings]]:
    """Each number of a text: where it begins, how it is written, what it may mean; `own` where it asks for support."""
    for found in _NUMBER.finditer(text):
        start, end, written = found.start(), found.end(), found[0]
        before = text[start - 1 : start]
        if before.isalpha() and before.isascii() and len(written) == 1:
            continue  # H2O, CO2
        if found["spaced"]:
            digits = re.split(rf"[{_SPACES}]", written)
            yield (
                start,
                written,
                [*_readings("".join(digits)), frozenset().union(*(_readings(one)[0] for one in digits))],
            )
            continue
        readings = _readings(written)
        factor = _factor(text, end)
        yield start, written, readings if len(readings[0]) > 1 else _multiplied(readings, factor, own)
    for found in HAN.finditer(text):
        # A single numeral is as often a word: 一些, 万一.
        if len(found[0]) > 1 and re.search("[二三四五六七八九十百〇]", found[0]):
            yield found.start(), found[0], [frozenset({Decimal(han_number(found[0]))})]


def _multiplied(readings: _Readings, factor: int, own: bool) -> _Readings:
    """1.5 million is supported by 1,500,000, or by a plain 1.5 of a table in millions, but not by 1.5 billion."""
    values = [key for reading in readings for key in reading if isinstance(key, Decimal)]
    bare: _Readings = [frozenset({f"{value} of them"}) for value in values]
    if factor == 1 or not values:
        return [*readings, *bare] if own else readings
    scaled: _Readings = [frozenset({key * factor}) for key in values]
    return [*scaled, *(readings if own else bare)]


def _factor(text: str, end: int) -> int:
    if east := _EAST.match(text, end):
        return _MULTIPLE[east[0]]
    found = _FACTOR.match(text, end)
    return _MULTIPLE.get(found[1], 1) if found else 1


def _readings(written: str) -> _Readings:
    """What a number without spaces may mean: 1.284 is a thousand and more, or one and a bit."""
    signs, digits = re.findall(r"\D", written), re.split(r"\D", written)
    if not signs:
        return [frozenset({_value(written)})]
    if set(signs) & set("/:-"):
        if signs == [":"]:
            return [frozenset({f"{int(digits[0])}:{digits[1]}"})]
        return [frozenset().union(*(_readings(part)[0] for part in re.split(r"[/:-]", written) if part))]
    readings: _Readings = []
    groups = 0 < len(digits[0]) <= 3 and all(len(part) in (2, 3) for part in digits[1:-1]) and len(set(signs[:-1])) <= 1
    if groups and len(digits[-1]) == 3 and len(set(signs)) == 1:
        readings.append(frozenset({_value("".join(digits))}))
    if signs[-1] in ".,٫" and (len(digits) == 2 or (groups and signs[-1] not in signs[:-1])):
        readings.append(frozenset({_value(f"{''.join(digits[:-1]) or '0'}.{digits[-1]}")}))
    if signs == ["."] and len(digits[1]) == 2 and int(digits[0] or 99) < 25 and int(digits[1]) < 60:
        readings.append(frozenset({f"{int(digits[0])}:{digits[1]}"}))
    if not readings:
        readings.append(frozenset({written}))
        if _is_date(digits):
            readings.append(_all(digits))
    return readings


def _is_date(digits: list[str]) -> bool:
    numbers = [int(part) for part in digits]
    if len(numbers) != 3:
        return False
    year, month, day = numbers if len(digits[0]) == 4 else (numbers[2], numbers[1], numbers[0])
    return 0 < year < 3000 and min(month, day) in range(1, 13) and max(month, day) < 32


def _all(parts: list[str]) -> frozenset[_Key]:
    return frozenset(_value(part) for part in parts if part)


def _value(written: str) -> _Key:
    # More digits than Decimal keeps are an identifier.
    return written if len(written) > 25 else Decimal(written).normalize()


def _own_numbers(text: str) -> set[int]:
    """Where the numbers stand that count the items of the answer itself: 1, 2, 3 at the beginnings of lines."""
    own: set[int] = set()
    for pattern in (_LIST, _WITHIN):
        expected = 1
        for found in pattern.finditer(text):
            group = found.lastindex or 1
            number = int(found[group])
            if number in (1, expected):
                own.add(found.start(group))
                expected = number + 1
    return own | {found.start() + 1 + (text[found.start() + 1] == "^") for found in _NOTE.finditer(text)}
