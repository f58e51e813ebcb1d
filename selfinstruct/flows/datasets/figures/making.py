"""How a run went: from candidates to instances, what was rejected and why, and what it took."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.novelty.common import Span, common_words
from selfinstruct.novelty.exact import hash64
from selfinstruct.prices import Price
from selfinstruct.records import Usage
from selfinstruct.runs.rejections import NEIGHBOUR, rejected_texts

EXAMPLES = 3  # of each rule
_LONGEST = 1_000  # characters of a text of an example


@dataclass(frozen=True, slots=True)
class Example:
    """A rejection: its texts by name, cut, and what broke the rule (`value`, "" where it says none).

    `common` is where the words of the first text and of its neighbour stand that both have.
    """

    texts: Sequence[tuple[str, str]]
    value: str
    score: float | None
    neighbour: str
    common: tuple[Sequence[Span], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class RejectedByRule:
    """How many a rule rejected at a stage, with examples drawn by the hash of their place."""

    stage: str
    rule: str
    rows: int
    examples: Sequence[Example]


@dataclass(frozen=True, slots=True)
class StageCost:
    """Tokens of a stage with a model; `cost` in US dollars, None where no price is known.

    `thinking` is the part of `completion` that the model thought, as far as the service tells.
    """

    stage: str
    model: str
    requests: int
    failed: int
    prompt: int
    completion: int
    cost: float | None
    thinking: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """What was asked and paid in all, beside what the estimate said (None where a run has none); costs in US dollars.

    `foreseen` are the stages that the estimate is of, the first ones; the others made preferences and responses later,
    and `foreseen_cost` is the cost of the first.
    """

    stages: Sequence[StageCost]
    cost: float | None
    estimated: Mapping[str, Any] | None
    foreseen: int
    foreseen_cost: float | None


def rejections(rows: Iterable[Mapping[str, Any]]) -> list[RejectedByRule]:
    """The rules that rejected something, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    drawn: dict[tuple[str, str], list[tuple[int, int, Mapping[str, Any]]]] = {}
    for number, row in enumerate(rows):
        key = (str(row.get("stage", "")), str(row.get("rule", "")))
        counts[key] += 1
        heap = drawn.setdefault(key, [])
        entry = (-hash64(str(number)), number, row)
        if len(heap) < EXAMPLES:
            heappush(heap, entry)
        else:
            heappushpop(heap, entry)
    return [
        RejectedByRule(*key, count, [_example(row) for _, _, row in sorted(drawn[key], key=lambda item: item[1])])
        for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def spending(info: Mapping[str, Any]) -> Spending | None:
    """From run.json's usage and prices; None where nothing was asked."""
    parts = [info, *dict(info.get("preferences") or {}).values(), *dict(info.get("responses") or {}).values()]
    stages = [_stage(row, part.get("prices") or {}) for part in parts for row in part.get("usage") or ()]
    if not stages:
        return None
    known = [cost for cost in map(_cost, parts) if cost is not None]
    own = len(info.get("usage") or ())
    return Spending(stages, sum(known) if known else None, info.get("estimate"), own, _cost(info))


def _cost(part: Mapping[str, Any]) -> float | None:
    cost = part.get("cost")
    return cost if isinstance(cost, int | float) else None


def _stage(row: Mapping[str, Any], prices: Mapping[str, Any]) -> StageCost:
    price, batched = prices.get(row["model"]), row.get("batched") or {}
    cost = None
    if isinstance(price, Mapping) and "prompt" in price and "completion" in price:
        known = Price(float(price["prompt"]), float(price["completion"]), price.get("cached"))
        cost = known.cost(_usage(row), _usage(batched)) if batched.get("requests") else known.cost(_usage(row))
    requests, failed, prompt, completion = (
        int(row.get(name, 0)) for name in ("requests", "failed", "prompt", "completion")
    )
    return StageCost(
        str(row["stage"]), str(row["model"]), requests, failed, prompt, completion, cost, int(row.get("thinking", 0))
    )


def _usage(row: Mapping[str, Any]) -> Usage:
    return Usage(int(row.get("prompt", 0)), int(row.get("completion", 0)), int(row.get("cached", 0)))


def _example(row: Mapping[str, Any]) -> Example:
    texts = dict(rejected_texts(row))
    neighbour = _cut(texts.pop(NEIGHBOUR, ""))
    inner = row.get("instance")
    if isinstance(inner, Mapping) and inner.get("output") == "":
        texts["Output"] = ""
    shown = [(name, _cut(text)) for name, text in texts.items()]
    score, value = row.get("score"), row.get("value")
    return Example(
        shown,
        "" if value is None else value if isinstance(value, str) else to_json(value),
        score if isinstance(score, int | float) else None,
        neighbour,
        common_words(shown[0][1], neighbour) if shown and neighbour else ((), ()),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
