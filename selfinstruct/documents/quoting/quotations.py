"""Finds what is said to be a quotation in its passage: exactly, after both are folded, or not at all.

A score would not do. A changed digit and a "not" put in leave 95 % of a sentence as it was. What may differ is how the
text is set (see `folding`), quotation marks around it, its last full stop, and what an ellipsis leaves out: part of a
sentence without a negation in it, or whole sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz

from selfinstruct.documents.quoting.folding import FoldedText, folded
from selfinstruct.text.grounding.negations import LONGEST, negated_at, negations

Spans = tuple[tuple[int, int], ...]

_ELLIPSIS = re.compile(r"\s*(?:[\[(]\s?(?:…|⋯|\.{3,}|\. \. \.)\s?[\])]|[…⋯]+|\.{3,}|\. \. \.)\s*")
_OF_ELLIPSES = ("…", "⋯", "...", ". . .")
_AROUND = " \t\n\r\u00a0\"'“”„‟«»‹›‘’‚「」『』〝〞`*_"
_LAST_STOP = " .,;:।۔،"
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑–](?=[^\W\d_])")
# A character of these is much of a word, and a word may end behind any of them.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MARK = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]"
)
_LEAST, _LEAST_PART, _LEAST_NUMBER = 4, 4, 3
_MOST_PARTS, _MOST_PLACES, _MOST_HYPHENS = 8, 64, 30
# Characters that an ellipsis may leave out within a sentence, and of whole sentences.
_GAP, _LONG_GAP = 320, 800
_SHORT_LINE, _ENOUGH = 30, 40
_STOPS = ".!?。！？؟।۔።"
_POINTS = ".,:"
_NEW_BLOCK = r"\n\s*\n|\n[ \t]*(?:[-*+•|#>=]|`{3}|~{3}|\d{1,3}[.)]\s)"
_BLOCK = re.compile(_NEW_BLOCK)
_STOP = re.compile(rf"[.!?؟।۔።][\"')\]]*(?=\s)|[。！？]|{_NEW_BLOCK}")
_BEGINS = re.compile(
    rf"(?:\A|[{_STOPS}:][\"'”’»」)\]]*\s*|\n\s*\n\s*|\n)[\s\-*+•|#>\"'“„«「*_`(]*(?:\d{{1,3}}[.)]\s+)?\Z"
)
_ENDS = re.compile(rf"[\"'”’»」)\]*_`\s|]*(?:[{_STOPS}]|\n|\Z)")
# Before a number and behind it: what makes another number, or a bound, of it.
_NUMBER_BEFORE = re.compile(r"(?:[-+<>≤≥≈~±^/]\s?|\d[.,:'’/]|\d )\Z")
_MULTIPLES = """
    thousand hundred million billion trillion dozen tausend millionen milliarden mille millions? milliards? mil millones
    mila milioni miliardi milhões bilhões тысяч млн млрд миллион миллиард tys mln mld bn [十百千万萬亿億兆] 만 억 천 लाख
    करोड़ हज़ार हजार พัน หมื่น แสน ล้าน ألف مليون مليار
"""
_NUMBER_AFTER = re.compile(rf"[.,:'’/^-]\d|\s?[%‰°]| \d{{3}}(?!\d)|\s?(?:{'|'.join(_MULTIPLES.split())})")


@dataclass(frozen=True, slots=True)
class Unfound:
    """Why a quotation does not count: `why` is absent, short, cut (within a word or number, or before a negation), gap.

    `score` (0 to 100) and `nearest` say how close the nearest piece of the passage comes, for people to read.
    """

    why: str
    score: float = 0.0
    nearest: str = ""


def find_quotation(passage: FoldedText, quotation: str) -> Spans | Unfound:
    """Where the parts of a quotation stand: (start, end) in characters of the passage as it was before folding."""
    bare = quotation.strip(_AROUND)
    parts = _parts(bare)
    # An ellipsis may be the passage's own.
    if parts and parts != [bare] and _enough([bare]) and (own := _places(passage, bare, folded(bare))[0]):
        return (passage.span(*own[0]),)
    if not parts or len(parts) > _MOST_PARTS or not _enough(parts):
        return Unfound("short" if len(parts) <= _MOST_PARTS else "gap")
    places: list[list[tuple[int, int]]] = []
    for part in parts:
        whole = folded(part)
        found, cut = _places(passage, part, whole)
        if not found:
            whole = whole if part == quotation else folded(quotation)
            return _unfound(passage, whole, "cut" if cut else "absent")
        places.append(found)
    chain = _chain(passage, places)
    return tuple(passage.span(*place) for place in chain) if chain else _unfound(passage, folded(quotation), "gap")


def _parts(quotation: str) -> list[str]:
    if not any(mark in quotation for mark in _OF_ELLIPSES):
        return [quotation] if quotation else []
    return [part for part in _ELLIPSIS.split(quotation) if any(map(str.isalnum, part))]


def _enough(parts: list[str]) -> bool:
    weights = [_weight(part) for part in parts]
    if len(parts) == 1:
        return weights[0] >= _LEAST or (weights[0] >= _LEAST_NUMBER and any(map(str.isdigit, parts[0])))
    return min(weights) >= _LEAST_PART


def _weight(part: str) -> int:
    """The letters and digits at its beginning; those of a script without spaces count for two."""
    start = part[:_ENOUGH]
    return sum(map(str.isalnum, start)) + (0 if start.isascii() else len(_UNSPACED.findall(start)))


def _places(passage: FoldedText, part: str, whole: str) -> tuple[list[tuple[int, int]], bool]:
    """Where a part stands in the folded passage, and whether it stands there only cut out of something longer.

    `whole` is the part folded.
    """
    cut = False
    bare = whole.rstrip(_LAST_STOP)
    forms = [_occurrences(passage.text, form) for form in dict.fromkeys((whole, bare)) if form]
    if ("-" in part or not part.isascii()) and _HYPHEN.search(part):
        forms.append(_with_any_dash(passage.text, part))
    for places in forms:
        found = []
        for place in places:
            if _whole(passage, *place):
                found.append(place)
            else:
                cut = True
        if found:
            return found, False
    return [], cut


def _occurrences(text: str, part: str) -> Iterator[tuple[int, int]]:
    place = text.find(part)
    for _ in range(_MOST_PLACES):
        if place < 0:
            return
        yield place, place + len(part)
        place = text.find(part, place + 1)


def _with_any_dash(text: str, part: str) -> Iterator[tuple[int, int]]:
    """The part where any of its hyphens may have been a dash."""
    pieces = [folded(piece).rstrip(_LAST_STOP) for piece in _HYPHEN.split(part)]
    if len(pieces) <= _MOST_HYPHENS:
        pattern = " ?".join(map(re.escape, pieces))
        yield from (found.span() for found in islice(re.finditer(pattern, text), _MOST_PLACES))


def _whole(passage: FoldedText, start: int, end: int) -> bool:
    """Whether a piece begins and ends at the edge of a word or number, and not beside a negation."""
    text = passage.text
    before, after = text[start - 1 : start], text[end : end + 1]
    if (before and _joined(before, text[start])) or (after and _joined(text[end - 1], after)):
        return False
    begin, until = max(0, start - LONGEST), min(len(text), end + LONGEST)
    if _parted(passage, start - 1 - (before == " "), start):
        begin = start
    if _parted(passage, end - 1, end + (after == " ")):
        until = end
    first = start + (text[start] in _POINTS and before.isdigit())
    last = end - (text[end - 1] in _POINTS)
    if text[first].isdigit() and _NUMBER_BEFORE.search(text, max(begin, first - 3), first):
        return False
    if text[last - 1].isdigit() and _NUMBER_AFTER.match(text, last, until):
        return False
    if text[end - 1] in f"{_STOPS},;:、":
        until = end
    return not negated_at(text[begin:until], start - begin, end - begin)


def _parted(passage: FoldedText, before: int, after: int) -> bool:
    """Whether two neighbours of the folded passage, a space between them aside, are of different blocks or cells."""
    if before < 0 or after >= len(passage.text):
        return True
    between = passage.original[passage.ends[before] : passage.starts[after]]
    # Cells of a table stand apart as well: "8 | 120" is no 8 120.
    return "|" in between or bool(_BLOCK.search(between))


def _joined(left: str, right: str) -> bool:
    """Whether two characters beside each other are of one word or number."""
    if _MARK.match(right):
        return True
    if left == "'" or right == "'":
        return left.isalnum() or right.isalnum()
    if not right.isalnum() or not (left.isalnum() or _MARK.match(left)):
        return False
    return not (_UNSPACED.match(left) or _UNSPACED.match(right))


def _chain(passage: FoldedText, places: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """The shortest way through the places of the parts, in order; empty where none keeps to what may be left out."""
    chains = [[place] for place in places[0]]
    for following in places[1:]:
        longer = []
        for place in following:
            before = [chain for chain in chains if chain[-1][1] <= place[0]]
            # The nearest leaves out the least: what it may not, none may that is further away.
            for chain in sorted(before, key=lambda chain: (-chain[-1][1], -chain[0][0]))[:3]:
                if _may_be_left_out(passage, chain[-1][1], place[0]):
                    longer.append([*chain, place])
                    break
        chains = longer
    return min(chains, key=lambda chain: (chain[-1][1] - chain[0][0], chain[0][0])) if chains else []


def _may_be_left_out(passage: FoldedText, start: int, end: int) -> bool:
    """Whether an ellipsis may stand for a piece of the folded passage."""
    if end - start > _LONG_GAP:
        return False
    first, last = passage.ends[start - 1], passage.starts[end]
    gap = passage.original[first:last]
    if (
        _STOP.search(gap)
        or _STOP.match(passage.original, max(0, first - 1))
        or _of_short_lines(passage.original, first, last)
    ):
        ended = passage.text[start - 1] in _STOPS or _ENDS.match(passage.original, first)
        begun = _BEGINS.search(passage.original[max(0, last - 40) : last])
        return bool(ended and begun)
    return end - start <= _GAP and not negations(passage.text[start:end])


def _of_short_lines(text: str, first: int, last: int) -> bool:
    """Whether a piece goes over the end of a line too short to be one of prose that is broken at a width."""
    end = text.find("\n", first, last)
    while end >= 0:
        if end - text.rfind("\n", 0, end) <= _SHORT_LINE:
            return True
        end = text.find("\n", end + 1, last)
    return False


def _unfound(passage: FoldedText, whole: str, why: str) -> Unfound:
    nearest = fuzz.partial_ratio_alignment(whole, passage.text)
    if nearest is None or nearest.dest_end <= nearest.dest_start:
        return Unfound(why)
    start, end = passage.span(nearest.dest_start, nearest.dest_end)
    return Unfound(why, round(nearest.score, 1), passage.original[start:end])
