"""Measures of texts and labels: lengths, evenness, distinct-n, closeness, verb–noun pairs."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from selfinstruct.novelty.rouge import NoveltyIndex
from selfinstruct.text.tokens import unicode_tokens
from selfinstruct.watching.steps import stepped

CLOSE = 0.7  # the published novelty threshold
BINS = 10
VERBS, NOUNS = 20, 4  # the paper shows the 20 most frequent verbs with the 4 most frequent nouns of each
_TOP = 20
_NEAREST = 10
Near = tuple[float, str, str]  # a score, a text, and its neighbour


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of whole numbers; the percentiles are values that occur."""

    mean: float
    least: int
    p5: int
    p25: int
    median: int
    p75: int
    p95: int
    most: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long the texts of one field are; a word is a token as novelty counts them.

    `steps` has how many texts have 1 word (or none), 2 to 3, 4 to 7 and so on.
    """

    texts: int
    words: Distribution | None
    characters: Distribution | None
    steps: list[int]


@dataclass(frozen=True, slots=True)
class LabelStats:
    """Tasks by kind, and how even the labels of classification tasks are.

    `most_common` are labels with their number of rows and `distinct` their number. `balance` is the entropy of the
    labels within a task by that of an even split, averaged over the `repeated` tasks with two rows or more: 1 where
    each task has its labels equally often, 0 where each has one label only. None where there are no such tasks.
    """

    classification: int
    other: int
    unknown: int
    distinct: int
    most_common: list[tuple[str, int]]
    repeated: int
    one_sided: int
    balance: float | None


@dataclass(frozen=True, slots=True)
class Closeness:
    """ROUGE-L of `texts` instructions with their nearest among `pool`: a histogram of ten equal steps from 0 to 1.

    `nearest` are the ten closest: score, instruction and its neighbour; of two that are each other's neighbour one.
    """

    texts: int
    pool: int
    mean: float
    histogram: list[int]
    close: int
    nearest: list[tuple[float, str, str]]


@dataclass(frozen=True, slots=True)
class VerbNounPairs:
    """Verb–noun pairs of `texts` instructions: `found` have one, `top` are the most frequent.

    `covered` have one of those that the paper shows: the 4 most frequent nouns of the 20 most frequent verbs. `tree`
    has these: each verb with its number and its nouns with theirs.
    """

    texts: int
    found: int
    distinct: int
    covered: int
    top: list[tuple[str, str, int]]
    tree: list[tuple[str, int, list[tuple[str, int]]]]


def spread(counts: Mapping[int, int]) -> Distribution | None:
    total = sum(counts.values())
    if not total:
        return None
    ordered = sorted(counts.items())

    def at(share: float) -> int:
        rank, seen = share * (total - 1), 0
        for value, number in ordered:
            seen += number
            if seen > rank:
                return value
        return ordered[-1][0]

    mean = sum(value * number for value, number in ordered) / total
    return Distribution(mean, ordered[0][0], at(0.05), at(0.25), at(0.5), at(0.75), at(0.95), ordered[-1][0])


def length_steps(counts: Mapping[int, int]) -> list[int]:
    """How many have a length of 1 or none, of 2 to 3, of 4 to 7 and so on."""
    steps = [0] * max((max(value, 1).bit_length() for value in counts), default=0)
    for value, number in counts.items():
        steps[max(value, 1).bit_length() - 1] += number
    return steps


def evenness(counts: Mapping[int, int]) -> float:
    """The entropy of what is counted by that of an even split: from 0 (one thing only) to 1."""
    total = sum(counts.values())
    entropy = -sum(number / total * math.log(number / total) for number in counts.values())
    return entropy / math.log(max(2, len(counts)))


def distinct_n(texts: Iterable[str], size: int) -> float:
    """Distinct-n of Li et al. (arXiv 1510.03055): different runs of `size` words by all runs."""
    runs: set[int] = set()
    total = 0
    for text in texts:
        words = unicode_tokens(text)
        found = [hash(run) for run in zip(*(words[start:] for start in range(size)), strict=False)]
        total += len(found)
        runs.update(found)
    return len(runs) / total if total else 0.0


def neighbours(texts: Sequence[str], pool: Sequence[str]) -> Closeness | None:
    """How close each text is to the nearest other one of the pool, in which it stands itself."""
    if len(pool) < 2:
        return None
    index = _index(pool)

    def best(text: str) -> Near:
        found = next((match for match in index.nearest(text, 2) if match.neighbour != text), None)
        return (found.score, text, found.neighbour) if found else (0.0, text, "")

    return _closeness(map(best, stepped(texts, "instructions compared", len(texts))), len(pool) - 1)


def closeness(texts: Sequence[str], pool: Sequence[str]) -> Closeness:
    """How close each text is to the nearest one of the pool."""
    index = _index(pool)
    asked = stepped(texts, "instructions compared with seeds", len(texts))
    found = ((text, index.nearest(text, 1)[0]) for text in asked)
    return _closeness(((match.score, text, match.neighbour) for text, match in found), len(pool))


def _index(pool: Iterable[str]) -> NoveltyIndex:
    index = NoveltyIndex(CLOSE)
    for text in pool:
        index.add(text)
    return index


def _closeness(near: Iterator[Near], pool: int) -> Closeness:
    found = list(near)
    histogram = [0] * BINS
    for score, _, _ in found:
        histogram[min(BINS - 1, int(score * BINS))] += 1
    mean = sum(score for score, _, _ in found) / len(found) if found else 0.0
    closest: dict[frozenset[str], Near] = {}
    for one in sorted(found, key=lambda item: (-item[0], item[1])):
        if one[0] <= 0 or len(closest) == _NEAREST:
            break
        closest.setdefault(frozenset(one[1:]), one)
    close = sum(score > CLOSE for score, _, _ in found)
    return Closeness(len(found), pool, mean, histogram, close, list(closest.values()))


def verb_noun_pairs(texts: Sequence[str], find: Callable[[str], tuple[str, str] | None]) -> VerbNounPairs:
    """The pairs of instructions, as the paper counts them."""
    counts = Counter(pair for pair in map(find, texts) if pair is not None)
    verbs: Counter[str] = Counter()
    for (verb, _), number in counts.items():
        verbs[verb] += number
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    tree = [
        (verb, total, list(islice(((noun, number) for (own, noun), number in ranked if own == verb), NOUNS)))
        for verb, total in sorted(verbs.items(), key=lambda item: (-item[1], item[0]))[:VERBS]
    ]
    covered = sum(number for _, _, nouns in tree for _, number in nouns)
    top = [(verb, noun, number) for (verb, noun), number in ranked[:_TOP]]
    return VerbNounPairs(len(texts), counts.total(), len(counts), covered, top, tree)
