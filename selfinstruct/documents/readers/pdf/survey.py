"""A first look at all pages: what returns at their heads and feet, how large the text is, which words have hyphens."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

# Furniture stands in this share of a page at the top and at the bottom, on as many pages at least.
_ZONE, _PAGES = 0.1, 3
_LONGEST, _LONGEST_EDGE = 120, 400
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"(?<!\w)[ivxl]+(?!\w)")
_OF = re.compile(r"\W*(?:\w{1,6}\W{0,2})?(\d+)\s*(?:\w{1,4}|[/|–-])\s*(\d+)\W*")
_COMPOUND = re.compile(r"\b\w++(?:-\w++)+")
_MOST_WORDS = 200_000
_LOOKED_AT, _NEIGHBOURS = 64, 4
# Letters as large as these, at the same place of most pages, are a stamp like DRAFT.
_STAMP, _STAMPED = 28, 0.6

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line near the top or the bottom of a page: `at` is how far it is from that edge, in points."""

    zone: str
    text: str
    at: float
    size: float


@dataclass(slots=True)
class Survey:
    """What the pages have in common. `body`: the size of most text. `compounds`: words written with a hyphen."""

    body: float = 0.0
    furniture: set[Key] = field(default_factory=set)
    slots: set[tuple[str, int, int]] = field(default_factory=set)
    compounds: set[str] = field(default_factory=set)
    pages: int = 0

    def is_furniture(self, edge: Edge, page: int) -> bool:
        """Whether the line is a running head, a running foot or the number of the page (from 1)."""
        if _key(edge) in self.furniture or (_slot(edge) in self.slots and len(edge.text) <= _LONGEST):
            return True
        return edge.zone in ("top", "bottom") and _numbers(edge.text, page, self.pages)


class Surveyor:
    """Takes note of pages one by one; what it keeps does not grow with their text."""

    def __init__(self) -> None:
        self.sizes: Counter[float] = Counter()
        self._seen: Counter[Key] = Counter()
        self._last: dict[Key, int] = {}
        self._returned: dict[Key, set[int]] = defaultdict(set)
        self._slots: Counter[tuple[str, int, int]] = Counter()
        self._keys_of: dict[Key, tuple[str, int, int]] = {}
        self._compounds: set[str] = set()
        self._pages = 0

    def add(self, number: int, edges: Iterable[Edge], sizes: Iterable[tuple[float, int]], text: str) -> None:
        """The next page: the lines at its edges, the sizes of its lines with their letters, and its text."""
        self._pages += 1
        for size, letters in sizes:
            self.sizes[round(size, 1)] += letters
        if len(self._compounds) < _MOST_WORDS and "-" in text:
            self._compounds.update(word.casefold() for word in _COMPOUND.findall(text))
        for edge in edges:
            key = _key(edge)
            if len(self._seen) > _MOST_WORDS and key not in self._seen:
                continue
            self._seen[key] += 1
            self._keys_of[key] = _slot(edge)
            self._slots[_slot(edge)] += 1
            if number - self._last.get(key, -9) in (1, 2):
                self._returned[key] |= {number, self._last[key]}
            self._last[key] = number

    def survey(self, pages: int) -> Survey:
        """What was found, for a document of so many pages."""
        least = max(_PAGES, -(-self._pages // 3))
        most = max(_PAGES, _STAMPED * self._pages)
        furniture = {key for key, count in self._seen.items() if count >= (most if key[0] == "stamp" else least)}
        for zone in ("top", "bottom"):
            returned = {key: pages for key, pages in self._returned.items() if key[0] == zone}
            if len(set().union(*returned.values())) >= least:
                furniture |= set(returned)
        held: Counter[tuple[str, int, int]] = Counter()
        for key in furniture:
            held[self._keys_of[key]] += self._seen[key]
        slots = {
            slot for slot, count in held.items()
            if slot[0] in ("top", "bottom") and count >= least and count >= 0.6 * self._slots[slot]
        }  # fmt: skip
        return Survey(_median(self.sizes), furniture, slots, self._compounds, pages)


def sample(pages: int) -> list[int]:
    """The numbers of the pages to look at: all, or runs of neighbours all over a longer document."""
    if pages <= _LOOKED_AT:
        return list(range(1, pages + 1))
    runs = _LOOKED_AT // _NEIGHBOURS
    starts = [1 + run * (pages - _NEIGHBOURS) // (runs - 1) for run in range(runs)]
    return sorted({start + step for start in starts for step in range(_NEIGHBOURS)})


def zone_of(top: float, bottom: float, height: float, size: float) -> str:
    """Which edge of a page a line stands at; `stamp` for one across it, "" for what stands further in."""
    if bottom <= _ZONE * height:
        return "top"
    if top >= (1 - _ZONE) * height:
        return "bottom"
    return "stamp" if size >= _STAMP else ""


def edge_of(text: str, zone: str, top: float, bottom: float, height: float, size: float) -> Edge | None:
    """A line of a zone as one that may return; None for what is too long."""
    if len(text) > _LONGEST_EDGE:
        return None
    return Edge(zone, text, height - bottom if zone == "bottom" else top, size)


def _key(edge: Edge) -> Key:
    text = _DIGITS.sub("0", " ".join(edge.text.casefold().split()))
    if len(text) < 12:
        text = _ROMAN.sub("0", text)
    return edge.zone, text if edge.zone != "stamp" else f"{text} {round(edge.at / 3)}"


def _slot(edge: Edge) -> tuple[str, int, int]:
    return edge.zone, round(edge.at / 2), round(edge.size)


def _numbers(text: str, page: int, pages: int) -> bool:
    """Whether the text says which page of how many it is, and nothing else."""
    match = _OF.fullmatch(text)
    return match is not None and pages > 1 and (int(match[1]), int(match[2])) == (page, pages)


def _median(sizes: Counter[float]) -> float:
    half, seen = sum(sizes.values()) / 2, 0
    for size in sorted(sizes):
        seen += sizes[size]
        if seen >= half:
            return size
    return 0.0
