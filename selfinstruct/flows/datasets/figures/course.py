"""The course of a run: what share of candidates was accepted as it went on, and how much of their wording was new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.runs.schema import MERGE
from selfinstruct.text.tokens import unicode_tokens

STEPS = 40
_ASKING = ("bootstrap", "ask", "ask_again")  # stages in which a candidate is rejected before it is a task


@dataclass(frozen=True, slots=True)
class Course:
    """Over equal steps of `last` requests for tasks, in their order; None where a step has nothing.

    `accepted` is the share of candidates that the filters let through. `fresh` is the share of runs of three words of
    the accepted instructions that no earlier one had. `thresholds` are the shares at which the run would have stopped
    as saturated.
    """

    last: int
    accepted: Sequence[float | None]
    fresh: Sequence[float | None]
    thresholds: Sequence[tuple[str, float]]


@dataclass(slots=True)
class CourseSoFar:
    """What the rows of tasks.jsonl and rejected.jsonl, each taken once in the file's order, come to."""

    _made: dict[int, int] = field(default_factory=dict)
    _lost: dict[int, int] = field(default_factory=dict)
    _new: dict[int, tuple[int, int]] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)

    def take_task(self, row: Mapping[str, Any]) -> None:
        request = row.get("request")
        if not isinstance(request, int):
            return
        self._made[request] = self._made.get(request, 0) + 1
        words = unicode_tokens(str(row.get("instruction", "")))
        runs = set(map(hash, zip(words, words[1:], words[2:], strict=False)))
        fresh, of = self._new.get(request, (0, 0))
        before = len(self._seen)
        self._seen |= runs
        self._new[request] = (fresh + len(self._seen) - before, of + len(runs))

    def take_rejected(self, row: Mapping[str, Any]) -> None:
        # An answer of which nothing could be used has its candidates rejected besides.
        if row.get("rule") != "unused" and row.get("stage") in _ASKING and isinstance(row.get("request"), int):
            self._lost[row["request"]] = self._lost.get(row["request"], 0) + 1

    def course(self, info: Mapping[str, Any]) -> Course | None:
        """None for a merge, whose sources each had their own requests, and for what had fewer than two."""
        if info.get("kind") == MERGE:
            return None
        last = max([*self._made, *self._lost], default=0) + 1
        if last < 2 or not self._made:
            return None
        steps = min(STEPS, last)
        accepted = [[0, 0] for _ in range(steps)]
        wording = [[0, 0] for _ in range(steps)]
        for request in range(last):
            at = request * steps // last
            made = self._made.get(request, 0)
            accepted[at][0] += made
            accepted[at][1] += made + self._lost.get(request, 0)
            fresh, of = self._new.get(request, (0, 0))
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
