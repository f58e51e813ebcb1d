"""Personal data in texts: mail addresses, phone and card numbers, IBANs, IP addresses and national ids.

What is looked for has a form: a name or a street has none and is not found. Where digits alone say too little, a word
before them must say what they are, and one that says order, invoice or version speaks against them.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selfinstruct.text.folding import fold
from selfinstruct.text.id_numbers import EDGE, END, IBAN_LENGTH, UNSPACED, WORD, iban, national_ids, payment_card
from selfinstruct.text.ip_numbers import ipv4, ipv6
from selfinstruct.text.phones import phones, speaks_against

KINDS = ("email", "phone", "card", "iban", "ip", "national_id")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of personal data: its kind, one of KINDS, and where it stands."""

    kind: str
    start: int
    end: int


def find_pii(text: str) -> list[Span]:
    """The personal data of a text, in order; spans do not overlap.

    Digits and letters of any width and script, dashes, characters that are not seen and escapes count as what they
    stand for.
    """
    folded = fold(text)
    spans = _found(folded.text)
    if folded.text is text:
        return spans
    return [Span(span.kind, *folded.span(span.start, span.end)) for span in spans]


def _found(text: str) -> list[Span]:
    spans: list[Span] = []
    if "@" in text or "%40" in text:
        spans += _mails(text)
    lower = text.lower()
    if "at]" in lower or "at)" in lower:
        spans += (Span("email", *match.span()) for match in _SPELLED.finditer(text))
    if " dot " in lower:
        spans += (Span("email", *match.span()) for match in _SPOKEN.finditer(text) if _is_address(text, match))
    if text.count(":") > 1:
        spans += (Span("ip", *place) for place in ipv6(text))
    for start, end in _windows(text):
        spans += _numbers(text, start, end)
    return _apart(spans)


def mask(text: str) -> tuple[str, Counter[str]]:
    """The text with [EMAIL], [PHONE] … in place of personal data, and how much of each kind there was."""
    spans = find_pii(text)
    if not spans:
        return text, Counter()
    parts, done = [], 0
    for span in spans:
        parts += [text[done : span.start], placeholder(span.kind)]
        done = span.end
    return "".join([*parts, text[done:]]), Counter(span.kind for span in spans)


def mask_all(value: Any) -> tuple[Any, Counter[str]]:
    """A value that JSON can hold, with all texts in it masked; the keys of objects stay."""
    if isinstance(value, str):
        return mask(value)
    counts: Counter[str] = Counter()
    if isinstance(value, dict):
        masked: dict[str, Any] = {}
        for key, item in value.items():
            masked[key], found = mask_all(item)
            counts += found
        return masked, counts
    if isinstance(value, list | tuple):
        items = []
        for item in value:
            kept, found = mask_all(item)
            items.append(kept)
            counts += found
        return items, counts
    return value, counts


def placeholder(kind: str) -> str:
    """What stands in a masked text for a kind."""
    return f"[{kind.upper()}]"


def placeholders(text: str) -> Counter[str]:
    """How many placeholders of each kind a text holds."""
    counts = Counter({kind: text.count(placeholder(kind)) for kind in KINDS})
    return +counts


def _apart(spans: list[Span]) -> list[Span]:
    """Resolves overlaps: of several kinds the surest stays, of one kind the longest."""
    rank = {kind: number for number, kind in enumerate(("iban", "card", "email", "national_id", "ip", "phone"))}
    starts: list[int] = []
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda item: (rank[item.kind], item.start - item.end, item.start)):
        place = bisect(starts, span.start)
        if (place and kept[place - 1].end > span.start) or (place < len(kept) and starts[place] < span.end):
            continue
        starts.insert(place, span.start)
        kept.insert(place, span)
    return kept


# Where a script without spaces goes on after the domain, that ends with its Latin letters.
_LATIN_DOMAIN = re.compile(
    rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,8}}[a-z]{{2,24}}(?=[{UNSPACED}])", re.IGNORECASE
)
_LATIN_LOCAL = re.compile(rf"(?<=[{UNSPACED}])[a-zA-Z0-9.!#$&*+/=?^_{{|}}~-]+\Z")
_LOCAL = re.compile(r"[\w.!#$&*+/=?^{|}~-]+\Z")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?![\w@])")
_SPELLED = re.compile(
    r"(?<![\w.])[\w.+-]{1,64} ?[\[(] ?at ?[\])] ?[\w-]{1,63}(?:(?: ?[\[(] ?(?:dot|punkt) ?[\])] ?|\.)[\w-]{2,63}){1,5}",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"(?<![\w.@-])(?P<local>[\w.+-]{1,64}(?: dot [\w+-]{1,64}){0,2}) (?P<at>at) (?P<host>[\w-]{1,63})"
    r"(?: dot [\w-]{2,63}){0,3}"
    r" dot (?:com|org|net|edu|gov|info|io|ai|co|uk|de|fr|es|it|nl|in|ca|au|jp|br|pl|ch|at|eu)(?![\w-])",
    re.IGNORECASE,
)
# Before "at" no name: "shop at example dot com" is where, and not to whom.
_NO_NAMES = frozenset(
    "a an the us me it them him her you we they i one that this these those shop shops buy buys bought order ordered "
    "orders look looks looked looking find found see seen sell sells sold sale sales deal deals price prices work "
    "works worked working live lives lived available online site website page pages web store stores hosted register "
    "registered sign signed log logged read reading more arrive arrived start started stop point meet met be is are "
    "was were here there now only and or up in out back also directly visit visited book booked listed posted "
    "published check checked check-out click go went job jobs account accounts product products item items free "
    "anytime today always".split()
)
_HOSTS = frozenset("gmail googlemail yahoo hotmail outlook icloud protonmail proton gmx aol qq live msn yandex".split())
_MAIL_SAID = re.compile(
    r"(?:\b(?:e-?mail|mail|contact|write|reach|address|send|ping)\b|correo|courriel)[^\n.]{0,32}\Z", re.IGNORECASE
)
# What stands behind the last dot of an asset's or a unit's name, and is no top-level domain.
_FILES = frozenset("png jpg jpeg gif svg webp ico css js mjs json html service socket timer target mount".split())


def _mails(text: str) -> Iterator[Span]:
    for sign in re.finditer(r"@|%40", text):
        domain = _LATIN_DOMAIN.match(text, sign.end()) or _DOMAIN.match(text, sign.end())
        first = max(0, sign.start() - 64)
        latin = domain is not None and domain[0].isascii() and _LATIN_LOCAL.search(text, first, sign.start())
        local = latin or _LOCAL.search(text, first, sign.start())
        if local is None or domain is None:
            continue
        written = local[0].lstrip(".!#$&*+/=?^{|}~-")
        # "git@host:path" names a repository.
        if not written or domain[0].rpartition(".")[2].lower() in _FILES:
            continue
        if written == "git" and text[domain.end() : domain.end() + 1] in (":", "/"):
            continue
        # In the query of a link the name of the parameter stands before the address.
        written = re.split(r"[=&?/]", written)[-1]
        if written:
            yield Span("email", sign.start() - len(written), domain.end())


def _is_address(text: str, match: re.Match[str]) -> bool:
    """Whether "jane at example dot com" is one: it stands alone, or something else about it says so."""
    local = match["local"]
    if local.lower() in _NO_NAMES:
        return False
    before, after = text[max(0, match.start() - _AROUND) : match.start()], text[match.end() : match.end() + _AROUND]
    alone = not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip(" \t\r.,;!")
    shouted = match["at"].isupper() and not local.isupper()
    marked = re.search(r"[\d._+]| dot ", local) is not None
    return alone or shouted or marked or match["host"].lower() in _HOSTS or _MAIL_SAID.search(before) is not None


# All other kinds hold four digits at least, close to each other: the patterns look at what is around these only.
_DENSE = re.compile(r"\d(?:[^\d\n]{0,3}\d){3,}")
_AROUND = 48


def _windows(text: str) -> Iterator[tuple[int, int]]:
    start = end = -1
    for match in _DENSE.finditer(text):
        if match.start() - _AROUND > end:
            if end > start:
                yield start, end
            start = max(0, match.start() - _AROUND)
        end = min(len(text), match.end() + _AROUND)
    if end > start:
        yield start, end


_BLANK = r"[ \u00a0\u202f]"
_CARD = re.compile(
    rf"{EDGE}(?:\d{{4}}({_BLANK}|[.-])\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{3}})?|3\d{{3}}({_BLANK}|[.-])\d{{6}}\2\d{{4,5}}"
    rf"|\d{{13,19}}){END}"
)
# Broken by the end of a line between two groups, or at each of them.
_BROKEN = re.compile(rf"{EDGE}\d{{4}}(?:(?:[ -]| ?\r?\n ?)\d{{4}}){{3}}{END}(?!\r?\n\d)")
_LINE = re.compile(r" ?\r?\n ?")
_CARD_SAID = re.compile(r"card|visa|carte|karte|tarjeta|cart[aã]o|卡|카드|カード|карт", re.IGNORECASE)
_IBAN = re.compile(
    rf"(?<!{WORD})[A-Za-z]{{2}}\d{{2}}(?:(?:{_BLANK}|[\u2012-\u2015\u2212-])?[A-Za-z0-9]){{11,29}}(?!{WORD})"
)


def _numbers(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _CARD.finditer(text, start, end):
        if payment_card(_digits(match[0])) and not _counted(text, match):
            yield Span("card", *match.span())
    for match in _BROKEN.finditer(text, start, end):
        if _is_broken_card(text, match) and payment_card(_digits(match[0])):
            yield Span("card", *match.span())
    for match in _IBAN.finditer(text, start, end):
        if (size := _iban(match[0])) is not None:
            yield Span("iban", match.start(), match.start() + size)
    yield from (Span("ip", *place) for place in ipv4(text, start, end))
    yield from (Span("national_id", *place) for place in national_ids(text, start, end))
    yield from (Span("phone", *place) for place in phones(text, start, end))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _counted(text: str, match: re.Match[str]) -> bool:
    """Whether a card's digits hang on a letter of a script without spaces, behind a word that speaks against them."""
    return text[max(0, match.start() - 1) : match.start()].isalpha() and speaks_against(text, match.start())


def _is_broken_card(text: str, match: re.Match[str]) -> bool:
    """Whether groups of digits on several lines are one number: one break is a wrapped line, more need a word."""
    breaks = len(_LINE.findall(match[0]))
    said = _CARD_SAID.search(text, max(0, match.start() - 40), match.start()) is not None
    return breaks == 1 or (breaks == 3 and said)


def _iban(text: str) -> int | None:
    """How many characters of the text are an IBAN: what follows it may be words."""
    place = 0
    wanted = IBAN_LENGTH.get(text[:2].upper())
    if wanted is None:
        return None
    for position, letter in enumerate(text, 1):
        place += letter.isalnum()
        if place == wanted:
            whole = "".join(filter(str.isalnum, text[:position]))
            after = text[position : position + 1]
            return position if not (after.isascii() and after.isalnum()) and iban(whole) else None
    return None
