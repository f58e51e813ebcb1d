"""What is asked about: the passages of a corpus, pairs of them and whole documents, in the order they are asked."""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from selfinstruct.canonical import content_id, to_json
from selfinstruct.documents.corpus import CorpusDocument
from selfinstruct.documents.passages import Passage, passages
from selfinstruct.flows.ground.families import families
from selfinstruct.recipes.ground import GroundRecipe, TaskType
from selfinstruct.text.tokens import unicode_tokens

_RARE = 3  # passages of a document that have a term, for it to join two of them


@dataclass(frozen=True, slots=True)
class Material:
    """A corpus as it is asked about. `cut` has the passages of each document; `family` names near-duplicates."""

    documents: Sequence[CorpusDocument]
    cut: Sequence[Sequence[Passage]]
    family: Sequence[str]

    @property
    def passages(self) -> int:
        """How many there are."""
        return sum(map(len, self.cut))

    def digest(self) -> str:
        """A hash of all that is asked about."""
        return content_id(*(to_json([item.id, item.text, item.title, item.language]) for item in self.documents))


def material(documents: Iterable[CorpusDocument], recipe: GroundRecipe) -> Material:
    """The documents cut into passages; those of which nothing can be asked have none."""
    kept = list(documents)
    size = recipe.passage
    cut = [passages(item.text, most=size.most, least=size.least) for item in kept]
    return Material(kept, cut, families(kept))


@dataclass(frozen=True, slots=True)
class Unit:
    """One question to the model: which passages of which document it is about, and what is asked for.

    `key` names it whatever its place: the same passages in the same round. `types` are names with how many tasks of
    each are wanted.
    """

    index: int
    round: int
    over: str
    document: int
    shown: tuple[int, ...]
    types: tuple[tuple[str, int], ...]
    key: str

    @property
    def count(self) -> int:
        """How many tasks are wanted."""
        return sum(number for _, number in self.types)


def units(made: Material, recipe: GroundRecipe, types: Mapping[str, TaskType], seed: int, rounds: int) -> list[Unit]:
    """All there is to ask in so many rounds, each in an order of its own in which the documents take turns.

    A round asks each passage once, and a few requests already spread over all documents; pairs of passages and
    whole documents are asked in the first one.
    """
    found: list[Unit] = []
    for number in range(rounds):
        planned = [
            *_single(made, recipe, types, seed, number),
            *(_joint(made, recipe, types, seed) if not number else ()),
        ]
        planned.sort(key=lambda item: hashlib.sha256(f"{seed}\0{number}\0{item.key}".encode()).digest())
        planned = _in_turn(planned)
        found += [
            Unit(at, number, item.over, item.document, item.shown, item.types, item.key)
            for at, item in enumerate(planned, len(found))
        ]
    return found


def _in_turn(planned: Sequence[Unit]) -> list[Unit]:
    """The same with the documents taking turns, so that a few units are of many documents."""
    met: Counter[int] = Counter()
    turns: list[tuple[int, int]] = []
    for place, item in enumerate(planned):
        turns.append((met[item.document], place))
        met[item.document] += 1
    return [planned[place] for _, place in sorted(turns)]


def _single(
    made: Material, recipe: GroundRecipe, types: Mapping[str, TaskType], seed: int, number: int
) -> Iterator[Unit]:
    single = {name: kind for name, kind in types.items() if kind.over == "passage" and kind.weight}
    for place, cut in enumerate(made.cut):
        for at, passage in enumerate(cut):
            fitting = {name: kind.weight for name, kind in single.items() if kind.needs != "table" or passage.table}
            if not fitting:
                continue
            key = f"{made.documents[place].id}:{passage.start}"
            wanted = min(max(1, round(recipe.rate * passage.tokens / 1000)), recipe.most)
            chosen = _chosen(fitting, wanted, Random(f"{seed}:ground:{number}:{key}"))
            yield Unit(0, number, "passage", place, (at,), chosen, key)


def _chosen(weights: Mapping[str, float], wanted: int, rng: Random) -> tuple[tuple[str, int], ...]:
    """So many types by their weights; none twice before all that fit have been chosen."""
    counts: Counter[str] = Counter()
    left: dict[str, float] = {}
    for _ in range(wanted):
        left = left or dict(weights)
        name = rng.choices(list(left), list(left.values()))[0]
        counts[name] += 1
        del left[name]
    return tuple((name, counts[name]) for name in weights if counts[name])


def _joint(made: Material, recipe: GroundRecipe, types: Mapping[str, TaskType], seed: int) -> Iterator[Unit]:
    """Pairs of passages and whole documents, as many as their weight has a right to among a document's tasks."""
    total = sum(kind.weight for kind in types.values())
    joint = [(name, kind) for name, kind in types.items() if kind.weight and kind.over != "passage"]
    for place, cut in enumerate(made.cut):
        tasks = recipe.rate * sum(passage.tokens for passage in cut) / 1000
        identifier = made.documents[place].id
        for name, kind in joint:
            due = tasks * kind.weight / total
            # Of a part of a task chance decides, by the document alone.
            number = int(due + Random(f"{seed}:{name}:{identifier}").random())
            if len(cut) < 2 or not number:
                continue
            if kind.over == "pair":
                for one, other in _pairs(made.documents[place].text, cut)[:number]:
                    key = f"{identifier}:{cut[one].start}+{cut[other].start}:{name}"
                    yield Unit(0, 0, "pair", place, (one, other), ((name, 1),), key)
            elif sum(passage.tokens for passage in cut) <= recipe.document.most:
                yield Unit(0, 0, "document", place, tuple(range(len(cut))), ((name, 1),), f"{identifier}:{name}")


def _pairs(text: str, cut: Sequence[Passage]) -> list[tuple[int, int]]:
    """Pairs of passages by how much they share that few others have: the rarer a term, the more it counts."""
    where: dict[str, list[int]] = {}
    for at, passage in enumerate(cut):
        for term in set(unicode_tokens(text[passage.start : passage.end])):
            where.setdefault(term, []).append(at)
    scores: Counter[tuple[int, int]] = Counter()
    for term, places in where.items():
        if 2 <= len(places) <= _RARE and (len(term) > 3 or not term.isascii()):
            for first, one in enumerate(places):
                for other in places[first + 1 :]:
                    scores[one, other] += 6 // len(places)
    return [pair for pair, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A text as the model is shown it, and where its characters stand in the document.

    `runs` are pairs of a place in the text and one in the document, from which on the two go alike up to the next.
    """

    text: str
    runs: tuple[tuple[int, int], ...]
    section: tuple[str, ...] = ()
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [place for place, _ in self.runs])

    def spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where in the document a span of the text stands: several places where it crosses from one run to the next."""
        found: list[tuple[int, int]] = []
        while start < end:
            at = bisect_right(self._starts, start) - 1
            stop = min(end, self._starts[at + 1] if at + 1 < len(self.runs) else end)
            shift = self.runs[at][1] - self.runs[at][0]
            found.append((start + shift, stop + shift))
            start = stop
        return found


def exhibit(document: CorpusDocument, passage: Passage) -> Exhibit:
    """A passage as it is shown."""
    text = passage.shown(document.text)
    before = len(text) - (passage.end - passage.start)
    runs = ((0, passage.start),) if passage.head is None else ((0, passage.head[0]), (before, passage.start))
    return Exhibit(text, runs, passage.section)


def extracts(document: CorpusDocument, spans: Sequence[tuple[int, int]]) -> Exhibit:
    """Pieces of a document as one text, in its order, a blank line between them."""
    parts: list[str] = []
    runs: list[tuple[int, int]] = []
    place = 0
    for start, end in spans:
        runs.append((place, start))
        parts.append(document.text[start:end])
        place += end - start + 2
    return Exhibit("\n\n".join(parts), tuple(runs))
