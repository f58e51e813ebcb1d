"""The course of a run: what share of candidates was accepted as it went on, and how much of their wording was new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from selfinstruct.novelty.exact import hash64
from selfinstruct.text.tokens import unicode_tokens

STEPS = 40


@dataclass(frozen=True, slots=True)
class Course:
    """Over equal steps of `last` bootstrap requests, in their order; None where a step has nothing.

    `accepted` is the share of candidates that the filters let through. `fresh` is the share of runs of three words of
    the accepted instructions that no earlier one had. `thresholds` are the shares at which the run would have stopped
    as saturated.
    """

    last: int
    accepted: Sequence[float | None]
    fresh: Sequence[float | None]
    thresholds: Sequence[tuple[str, float]]


def course(
    tasks: Iterable[Mapping[str, Any]], rejected: Iterable[Mapping[str, Any]], info: Mapping[str, Any]
) -> Course | None:
    """None for a run whose tasks do not say by which request they came, or that had fewer than two."""
    made: dict[int, int] = {}
    new: dict[int, tuple[int, int]] = {}
    seen: set[int] = set()
    for row in tasks:
        request = row.get("request")
        if not isinstance(request, int):
            continue
        made[request] = made.get(request, 0) + 1
        words = unicode_tokens(str(row.get("instruction", "")))
        runs = {hash64(" ".join(run)) for run in zip(words, words[1:], words[2:], strict=False)}
        fresh, of = new.get(request, (0, 0))
        new[request] = (fresh + len(runs - seen), of + len(runs))
        seen |= runs
    lost: dict[int, int] = {}
    for row in rejected:
        if row.get("stage") == "bootstrap" and isinstance(row.get("request"), int):
            lost[row["request"]] = lost.get(row["request"], 0) + 1
        elif row.get("stage") != "bootstrap" and isinstance(row.get("request"), int) and "candidate" in row:
            made[row["request"]] = made.get(row["request"], 0)
    last = max([*made, *lost], default=0) + 1
    if last < 2 or not made:
        return None
    steps = min(STEPS, last)
    accepted = [[0, 0] for _ in range(steps)]
    wording = [[0, 0] for _ in range(steps)]
    for request in range(last):
        at = request * steps // last
        accepted[at][0] += made.get(request, 0)
        accepted[at][1] += made.get(request, 0) + lost.get(request, 0)
        fresh, of = new.get(request, (0, 0))
        wording[at][0] += fresh
        wording[at][1] += of
    return Course(last, _shares(accepted), _shares(wording), _thresholds(info))


def _shares(counts: Sequence[Sequence[int]]) -> list[float | None]:
    return [part / whole if whole else None for part, whole in counts]


def _thresholds(info: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The shares named by the recipe's settings of saturation."""
    found = dict(info.get("settings") or {}).get("saturation")
    if not isinstance(found, Mapping):
        return []
    return [(name, float(value)) for name, value in found.items() if isinstance(value, float) and 0 < value < 1]
