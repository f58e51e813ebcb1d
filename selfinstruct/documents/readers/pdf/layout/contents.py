"""Tables of contents and indexes: lines that say on which page something stands, and nothing of it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from selfinstruct.documents.readers.pdf.layout.tables import Table
from selfinstruct.documents.readers.pdf.layout.words import Line

_LEADERS = ".·…_ \t"
_PAGE = re.compile(r"\d{1,4}|[ivxlc]{1,7}|[A-Z]-?\d{1,3}")
_NUMBERS = re.compile(r"\d{1,4}f{0,2}\.?(?:[,–-]\d{1,4}f{0,2}\.?)*,?")
_TITLES = re.compile(
    r"(?:table of )?contents|list of (?:figures|tables|listings|examples|algorithms)|inhalt(?:sverzeichnis)?|"
    r"abbildungsverzeichnis|tabellenverzeichnis|table des mati[eè]res|sommaire|[ií]ndice(?: general| generale)?|"
    r"sommario|sum[aá]rio|inhoud(?:sopgave)?|innehåll(?:sförteckning)?|indhold(?:sfortegnelse)?|innhold|obsah|"
    r"spis treści|содержание|оглавление|目\s*次|目\s*录|目\s*錄|차\s*례|목\s*차|(?:concept |general |subject )?index",
    re.IGNORECASE,
)
# A shorter document needs none: lines with dots and numbers are its prices.
_FEWEST_PAGES = 6
# A run has as many entries; on a page of them they are such a share of its lines; numbers may count some more pages.
_FEWEST, _DOTS, _SHARE, _RISING, _MORE = 4, 3, 0.6, 0.85, 60
_FEWEST_INDEXED, _SHARE_INDEXED, _SORTED, _LONGEST = 12, 0.7, 0.8, 200

Rows = Sequence[list[Line] | Table]


def without_contents(rows: Rows, page: int, pages: int) -> list[list[Line] | Table]:
    """The rows of a page (from 1, of so many) without the lines of a table of contents or an index."""
    if pages < _FEWEST_PAGES:
        return list(rows)
    texts = ["" if isinstance(row, Table) else "\t".join(line.text for line in row) for row in rows]
    gone = _contents(texts, pages) or _index(texts, page, pages)
    return [row for at, row in enumerate(rows) if at not in gone]


def led(text: str) -> tuple[str, str, int]:
    """A line's words before its leaders, what stands behind them, and how many dots there are."""
    text = text.rstrip()
    at = len(text)
    while at and text[at - 1] not in _LEADERS:
        at -= 1
    title = text[:at].rstrip(_LEADERS)
    if at - len(title) < 3:
        return title, text[at:], 0
    return title, text[at:], sum(text.count(dot, len(title), at) for dot in ".·…_")


def _contents(texts: list[str], pages: int) -> set[int]:
    """The places of entries, of their titles' first lines and of the heading above, where they fill the page."""
    found, dotted = {}, 0
    for at, text in enumerate(texts):
        words, page, dots = led(text)
        if words and _PAGE.fullmatch(page):
            found[at] = page
            dotted += dots >= _DOTS
    title = next((at for at, text in enumerate(texts[:4]) if _TITLES.fullmatch(text.strip()[:40])), None)
    if len(found) < _FEWEST or (title is None and (dotted < _FEWEST or 2 * dotted < len(found))):
        return set()
    first, last = min(found), max(found)
    numbers = [int(page) for page in found.values() if page.isdigit()]
    rising = sum(one <= other for one, other in pairwise(numbers))
    if numbers and (max(numbers) > pages + _MORE or rising < _RISING * (len(numbers) - 1)):
        return set()
    if len(found) < _SHARE * (last - first + 1) or len(found) < 0.5 * len(texts):
        return set()
    start = title if title is not None and 0 < first - title <= 3 else first
    return set(range(start, last + 1))


def _index(texts: list[str], page: int, pages: int) -> set[int]:
    """All places of a page of an index, which stands towards the end and is in alphabetical order."""
    if page < 0.6 * pages:
        return set()
    entries = [entry for text in texts for piece in text.split("\t") if (entry := _indexed(piece))]
    pieces = [piece for text in texts for piece in text.split("\t") if len(piece.strip()) > 2]
    if len(entries) < _FEWEST_INDEXED or len(entries) < _SHARE_INDEXED * len(pieces):
        return set()
    if any(number > pages + _MORE for _, number in entries):
        return set()
    ordered = sum(one[0] <= other[0] for one, other in pairwise(entries))
    return set(range(len(texts))) if ordered >= _SORTED * (len(entries) - 1) else set()


def _indexed(text: str) -> tuple[str, int] | None:
    """The first letters of an entry of an index, and the first of its pages."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    words, page, dots = led(text)
    if dots < _DOTS:
        word, comma, rest = text.partition(", ")
        while comma and not rest[:1].isdigit():
            more, comma, rest = rest.partition(", ")
            word = f"{word}, {more}"
        words, page = word, rest.replace(" ", "")
    if not words or not _NUMBERS.fullmatch(page):
        return None
    return "".join(char for char in words.casefold() if char.isalnum())[:2], int(re.split(r"\D", page, maxsplit=1)[0])
