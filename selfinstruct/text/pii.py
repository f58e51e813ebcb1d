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

from selfinstruct.text.id_numbers import IBAN_LENGTH, iban, national_ids, payment_card
from selfinstruct.text.ip_numbers import ipv4, ipv6

KINDS = ("email", "phone", "card", "iban", "ip", "national_id")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of personal data: its kind, one of KINDS, and where it stands."""

    kind: str
    start: int
    end: int


def find_pii(text: str) -> list[Span]:
    """The personal data of a text, in order; spans do not overlap."""
    spans: list[Span] = []
    if "@" in text or "%40" in text:
        spans += _mails(text)
    if "at]" in (folded := text.lower()) or "at)" in folded:
        spans += (Span("email", *match.span()) for match in _SPELLED.finditer(text))
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


_LOCAL = re.compile(r"[\w.!#$&*+/=?^{|}~-]+\Z")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?![\w@])")
_SPELLED = re.compile(
    r"(?<![\w.])[\w.+-]{1,64} ?[\[(] ?at ?[\])] ?[\w-]{1,63}(?:(?: ?[\[(] ?(?:dot|punkt) ?[\])] ?|\.)[\w-]{2,63}){1,5}",
    re.IGNORECASE,
)
# What stands behind the last dot of an asset's or a unit's name, and is no top-level domain.
_FILES = frozenset("png jpg jpeg gif svg webp ico css js mjs json html service socket timer target mount".split())


def _mails(text: str) -> Iterator[Span]:
    for sign in re.finditer(r"@|%40", text):
        local = _LOCAL.search(text, max(0, sign.start() - 64), sign.start())
        domain = _DOMAIN.match(text, sign.end())
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


_EDGE, _END = r"(?<![\w])(?<!\d[.,/-])(?<!\w-)", r"(?![\w-]|[.,]\d)"
_BLANK = r"[ \u00a0\u202f]"
_CODES = (
    r"(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|(?:2[1-689]|3[578]|42|5[09]|6[789]|8[0578]|9[679])\d)"
)
_CARD = re.compile(
    rf"{_EDGE}(?:\d{{4}}({_BLANK}|-)\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{3}})?|3\d{{3}}({_BLANK}|-)\d{{6}}\2\d{{4,5}}"
    rf"|\d{{13,19}}){_END}"
)
_IBAN = re.compile(rf"(?<!\w)[A-Za-z]{{2}}\d{{2}}(?:{_BLANK}?[A-Za-z0-9]){{11,29}}(?!\w)")
_PHONES = (
    re.compile(rf"(?<![\w+])\+ ?{_CODES}(?:[ \u00a0\u202f./()-]{{0,3}}\d){{6,13}}(?!\w)"),
    re.compile(rf"{_EDGE}(?<!\d )00 ?{_CODES}[ \u00a0\u202f./()-](?:[ \u00a0\u202f./()-]{{0,3}}\d){{6,12}}{_END}"),
    # North America: 3, 3 and 4 digits.
    re.compile(rf"(?<![\w+])(?<!\d[.,/-])(?:(?:\+?1[ .-]?)?\(\d{{3}}\) ?\d{{3}}[ .-]\d{{4}}){_END}"),
    re.compile(rf"{_EDGE}(?:1[.-])?\d{{3}}([.-])\d{{3}}\1\d{{4}}{_END}"),
    re.compile(rf"{_EDGE}(?:1 )?[2-9]\d\d [2-9]\d\d[ -]\d{{4}}{_END}"),
    # Elsewhere a trunk 0 begins the area code; in France five pairs.
    re.compile(rf"{_EDGE}(?<!\d )0[1-9]([ .-])\d{{2}}(?:\1\d{{2}}){{3}}(?!\1\d){_END}"),
    re.compile(
        rf"{_EDGE}(?<!\d )\(?0[1-9]\d{{1,4}}\)?(?: ?[/-] ?|{_BLANK})\d{{2,8}}(?:[ \u00a0-]\d{{2,8}}){{0,4}}{_END}"
    ),
    re.compile(rf"{_EDGE}0(?:1[567]\d{{8,9}}|7\d{{9}}|[67]\d{{8}}){_END}"),
)
_SAID = re.compile(
    r"\b(?:tel|telephone|phone|mobile|cell(?:phone)?|whatsapp|fax|handy|telefon|mobil|mobilnummer|telefonnummer|fon"
    r"|t[ée]l[ée]phone|t[ée]l[ée]fono?|m[óo]vil|celular|cellulare|telefone|call|dial|sms)\b[^\d\n]{0,20}?"
    r"(\+?\(?\d(?:[ ().\-/\u00a0]{0,2}\d){6,14})(?!\w)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:orders?|invoice|tracking|ticket|isbn|issn|ean|upc|gtin|sku|asin|doi|articles?|item|part|product|ref|reference|"
    r"serial|imei|batch|model|transaction|timestamp|epoch|rechnung|bestellung|artikel|commit|request|version|build"
    r"|parcel|shipment|lot|pages?|pp|lines?|rows?|verses?|seiten?|zeilen?|pedido|commande|facture|factura|fattura|ordine"
    r"|zamówieni[ae]|заказа?|auftrag|(?:kunden|auftrags|bestell|rechnungs|artikel|serien|vorgangs)-?(?:nummer|nr))"
    r"(?:[ _-]?(?:no|nr|num|number|nummer|id|code|número|numéro|numero|nº|n°))?\b[.:#=\"'()\s]{0,5}(?:is\s|was\s|#)?"
    r"\Z",
    re.IGNORECASE,
)
# A range of pages or a price list.
_ROUND = re.compile(r"\d00([.-])\d00\1\d000")
_DATE = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d(?!\d)")


def _numbers(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _CARD.finditer(text, start, end):
        if payment_card(_digits(match[0])):
            yield Span("card", *match.span())
    for match in _IBAN.finditer(text, start, end):
        if (size := _iban(match[0])) is not None:
            yield Span("iban", match.start(), match.start() + size)
    yield from (Span("ip", *place) for place in ipv4(text, start, end))
    yield from (Span("national_id", *place) for place in national_ids(text, start, end))
    yield from _phones(text, start, end)


def _phones(text: str, start: int, end: int) -> Iterator[Span]:
    for shape in _PHONES:
        for match in shape.finditer(text, start, end):
            if _ROUND.fullmatch(match[0]):
                continue
            digits = _digits(match[0])
            # Nobody writes the number of an order with a plus or with parentheses.
            sure = match[0][0] in "+(" or not (_DATE.match(match[0]) or _against(text, match.start()))
            least = 8 if match[0][0] == "+" else 9
            if sure and least <= len(digits) <= 15 and not digits.endswith("00000"):
                yield Span("phone", *match.span())
    for match in _SAID.finditer(text, start, end):
        if not _DATE.match(match[1]):
            yield Span("phone", *match.span(1))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _against(text: str, start: int) -> bool:
    return _AGAINST.search(text[max(0, start - 32) : start]) is not None


def _iban(text: str) -> int | None:
    """How many characters of the text are an IBAN: what follows it may be words."""
    place = 0
    wanted = IBAN_LENGTH.get(text[:2].upper())
    if wanted is None:
        return None
    for position, letter in enumerate(text, 1):
        place += letter.isalnum()
        if place == wanted:
            whole = "".join(text[:position].split())
            after = text[position : position + 1]
            return position if not after.isalnum() and iban(whole) else None
    return None
