"""The numbers of a text that restates another, which that other does not have and does not lead to.

What is written otherwise is the same number, and so is what is rounded, a share that stands there in words, or what
two numbers there add up to. Small numbers may count what the text itself lists, and are left alone unless they measure.
"""

import re
from collections.abc import Iterator, Set
from decimal import Decimal

from selfinstruct.text.grounding.number_words import MONTHS, spelled_numbers
from selfinstruct.text.grounding.numbers import known_numbers, unsupported_numbers

_SMALL = 12
_MOST_FOUND = 50  # numbers that are looked at: one of them is enough
_NEAR = 20  # characters before and behind a number, where its month stands
_HALF = Decimal("0.5")
_MOST_RATIOS = 14  # numbers of a source: those of more make up nearly every percentage
_IDENTIFIER = 6  # digits, from which on their grouping does not matter: telephones, accounts
_MOST_VALUES = 30  # of a source: the sums of more are nearly all numbers
_MEASURED = re.compile(
    r"\s?(?:%|percent|per cent|°|a\.?m\b|p\.?m\b|km\b|kg\b|mg\b|ml\b|cm\b|mm\b|g\b|kilo\w*|met(?:re|er)s?\b|miles?\b"
    r"|pounds?\b|dollars?\b|euros?\b|cents?\b|hours?\b|minutes?\b|months?\b|years?\b|million|billion|thousand|degrees?\b"
    r"|[$€£¥])",
    re.IGNORECASE,
)
_SHARES = {
    r"\bhal(?:f|ves|ve|ved)\b": (50, 2),
    r"\bquarters?\b": (25, 75, 15, 45),
    r"\bthirds?\b": (33, 66, 67),
    r"\bfifths?\b|\bone in five\b": (20, 40, 60, 80),
    r"\btenths?\b|\bone in ten\b": (10, 90),
    r"\bdoubl\w+|\btwice\b|\btwo-?fold\b": (100, 200, 2),
    r"\btripl\w+|\bthree times\b": (200, 300, 3),
    r"\bdecades?\b": (10, 20, 30),
    r"\bcentur(?:y|ies)\b": (100, 200),
    r"\bdozens?\b": (12, 24, 36),
    r"\bdaily\b|\bevery day\b|\bround the clock\b|\bday and night\b|\bany time\b": (7, 24, 365),
    r"\bnoon\b|\bmidday\b|\bmidnight\b": (12, 24, 0),
    r"\bfortnights?\b": (2, 14),
    r"\bweeks?\b": (7, 14, 21),
    r"\byears?\b|\bannual\w*": (12, 24, 365),
    r"\ball\b|\bevery\w*|\bwhole\b|\bfull\w*|\bentire\w*|\bcomplete\w*": (100,),
}
_SHARE_WORDS = [(re.compile(words, re.IGNORECASE), values) for words, values in _SHARES.items()]
_TIME = re.compile(
    r"(?<![\d.,])(\d{1,2})(?:(?:[:.h]| h )(\d{2}))?(?![\d.,]\d)\s?(a\.?m\b|p\.?m\b|uhr|o'clock|h\b)?", re.IGNORECASE
)
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_HOUR = rf"({'|'.join(_HOURS)}|\d{{1,2}})\b"
_TOLD_TIME = re.compile(
    rf"\b(half past|half|quarter past|quarter to|at|before|after|until|till|by) {_HOUR}", re.IGNORECASE
)
_TOLD_MINUTES = {"half past": "30", "half": "30", "quarter past": "15", "quarter to": "45"}
_PLAIN = re.compile(r"(?<![\d.,])\d{1,12}(?:\.\d{1,6})?(?![\d,]|\.\d)")
_EARLIER = {"quarter to": (1,), "half": (0, 1)}  # hours before the one that is named
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_SHORT_YEAR = re.compile(r"['’](\d\d)\b|\b(\d0)s\b")
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = "one two three four five six seven eight nine"
_WRITTEN = re.compile(
    rf"\b(?:(?:{'|'.join(f'{_ONES} ten eleven twelve {_TEENS} {_TENS}'.split())})[- ]?)+(?:hundred|thousand|million)?\b"
    r"(?![-\w])",
    re.IGNORECASE,
)
_NAMES_OF_NUMBERS = re.compile(r"twenty[- ](?:four[- ]seven|twenty)|one hundred", re.IGNORECASE)


def restated_numbers(text: str, *sources: str) -> tuple[str, ...]:
    """The numbers, as the text writes them, that its sources neither have nor lead to."""
    said = "\n".join(sources)
    lower, found = text.casefold(), [*unsupported_numbers(text, said)][:_MOST_FOUND]
    spelled = [match[0].strip(" -") for match in _WRITTEN.finditer(text)][:_MOST_FOUND]
    if not found and not spelled:
        return ()
    shares = set(_shares(said))
    known = {value for value in known_numbers(said) if isinstance(value, Decimal)} | shares
    known |= {Decimal(match[0]) for match in _PLAIN.finditer(said)}  # 5 of 5 million
    known |= {
        Decimal(f"{century}{match[1] or match[2]}") for match in _SHORT_YEAR.finditer(said) for century in (19, 20)
    }
    squeezed = re.sub(r"(?<=\d)[\s().,'/-]+(?=[\d(])", "", said)
    found = [
        written
        for written in found
        if not _small(written, lower)
        and not re.search(rf"(?:[^\W\d_]|[A-Z]\w*-)(?i:{re.escape(written)})(?!\d)", text)  # base64, F-16
        and not (len(digits := re.sub(r"\D", "", written)) >= _IDENTIFIER and digits in squeezed)
        and not _is_time(written, lower, said)
        and not all(_led_to(part, lower, known, shares) for part in _parts(written))
    ]
    return tuple(dict.fromkeys([*found, *(item for item in spelled if not _spelled_known(item, known))]))


def _parts(written: str) -> list[str]:
    """The numbers of a date, a range or a ratio; those of a time of day say nothing by themselves."""
    if _CLOCK.fullmatch(written):
        return [written]
    return [part for part in re.split(r"[^\d.,]+", written) if part]


def _small(written: str, text: str) -> bool:
    """Whether a number may count what the text lists; what measures, or belongs to a date, does not."""
    if not written.isdecimal() or len(written) > 2 or int(written) > _SMALL:
        return False
    place = rf"(?<![\w.,:/-]){written}(?![\w,:/-]|\.\d)"
    for match in re.finditer(place, text):
        before = text[max(0, match.start() - _NEAR) : match.start()].split()
        behind = text[match.end() : match.end() + _NEAR].split(maxsplit=1)
        near = {word.strip(".,") for word in (before[-1:] + behind[:1])}
        if text[match.start() - 1 : match.start()] in tuple("$€£¥") or _MEASURED.match(text, match.end()):
            return False
        if near & MONTHS.keys():
            return False
    return True


def _shares(said: str) -> Iterator[Decimal]:
    for words, values in _SHARE_WORDS:
        if words.search(said):
            yield from map(Decimal, values)


def _is_time(written: str, text: str, said: str) -> bool:
    """Whether a time of day is one of the sources', of twelve hours or of twenty-four."""
    times = {(int(match[1]) % 12, match[2] or "00") for match in _TIME.finditer(said) if match[2] or match[3]}
    for match in _TOLD_TIME.finditer(said):
        how, hour = match[1].lower(), match[2].lower()
        number = _HOURS.index(hour) + 1 if hour in _HOURS else int(hour)
        # Half nine is half past nine in English, and half past eight elsewhere.
        times |= {((number - early) % 12, _TOLD_MINUTES.get(how, "00")) for early in _EARLIER.get(how, (0,))}
    parts = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?", written)
    if not times or parts is None or int(parts[1]) > 24:
        return False
    return (int(parts[1]) % 12, parts[2] or "00") in times


def _led_to(written: str, text: str, known: set[Decimal], shares: Set[Decimal] = frozenset()) -> bool:
    """Whether the numbers of the sources lead to this one: rounded, cut to a decade, added, or taken away."""
    bare = written.strip(".,").replace(",", "")
    if not re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", bare):
        return bare.isdecimal() or not bare  # longer than any that is counted, or none
    value = Decimal(bare)
    if value in known or 100 - value in known:
        return True
    if re.search(rf"(?<!\d){re.escape(written)}'?s\b", text) and any(value <= year < value + 10 for year in known):
        return True
    if re.search(rf"(?<!\d){re.escape(written)}(?:st|nd|rd|th)[ -]century", text):
        return any(value == year // 100 + 1 for year in known)
    if len(bare) == 2 and any(1000 < year < 3000 and year % 100 == value for year in known):
        return True
    if any(_rounded(value, one) for one in known) or _added(value, known):
        return True
    is_share = re.search(rf"(?<![\d.,]){re.escape(written)}\s?(?:%|percent|per cent)", text) is not None
    return _multiplied(value, known, shares, is_share)


def _rounded(value: Decimal, whole: Decimal) -> bool:
    """Whether a number is another one with fewer digits, be it in thousands or millions."""
    digits, others = _digits(value), _digits(whole)
    if not digits or len(digits) >= len(others):
        return False
    shorter = others[: len(digits)]
    near = digits in (shorter, str(int(shorter) + (others[len(digits)] >= "5")).rstrip("0"))
    return near and (len(digits) > 1 or value.adjusted() == whole.adjusted())


def _digits(value: Decimal) -> str:
    return f"{value:f}".replace(".", "").strip("0")


def _added(value: Decimal, known: set[Decimal]) -> bool:
    """Whether a number is the sum of all, or of two, or a difference; a small one only of years, a year never."""
    years = {one for one in known if _is_year(one)}
    if _is_year(value) or (value <= _SMALL and value == int(value)):
        return value <= _SMALL and any(one - value in years for one in years)
    if len(known) > _MOST_VALUES:
        return False
    return value == sum(known) or any(
        (value - one in known and value != 2 * one) or one - value in known for one in known if one
    )


def _multiplied(value: Decimal, known: set[Decimal], shares: Set[Decimal], is_share: bool) -> bool:
    """Whether a number is a share that is told of another, or the percentage that one of a few makes of another."""
    few = [one for one in known - shares if one and not _is_year(one)] if len(known) <= _MOST_VALUES else []
    if is_share:
        few = few if len(few) <= _MOST_RATIOS else []
        ratios = (part * 100 / whole for part in few for whole in few)
        return any(abs(ratio - value) <= _HALF or abs(ratio - 100 - value) <= _HALF for ratio in ratios)
    return any(abs(one * share / 100 - value) <= abs(value) / 50 for one in few for share in shares)


def _is_year(value: Decimal) -> bool:
    return 1400 < value < 2200 and value == int(value)


def _spelled_known(written: str, known: set[Decimal]) -> bool:
    values = [Decimal(value) for value in spelled_numbers(written.casefold().replace("-", " "))]
    if not values or max(values) <= _SMALL or _NAMES_OF_NUMBERS.search(written):
        return True
    return any(_led_to(str(value), "", known) for value in values if value == max(values))
