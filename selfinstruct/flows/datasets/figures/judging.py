"""What a judge of `filter` has said: how it did on planted errors, and the scores that it gave."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.flows.datasets.judging.judged_run import JudgeRun
from selfinstruct.runs.judged import FOLDER, INFO, JUDGED, PLANTED
from selfinstruct.runs.lines import read_json

_EXAMPLES = 6  # of planted errors that pass
_LONGEST = 1_000  # characters of a text of one
_WIDEST = 20  # points of a scale that has a step for each


@dataclass(frozen=True, slots=True)
class JudgedFigures:
    """A judge as a filter: `info` is judged.json, with its test.

    `answers` and `planted` count scores by steps that end at `edges`; `unread` are answers without a score. `passed`
    are planted errors that it let pass: the kind, the prompt, the response and the score.
    """

    info: Mapping[str, Any]
    edges: Sequence[float]
    answers: Sequence[int]
    planted: Sequence[int]
    unread: int
    passed: Sequence[tuple[str, str, str, float | None]]


def judged_figures(source: Path) -> JudgedFigures | None:
    """Of a judge's directory, or of the one that a run has of its own; None where no test of a judge has ended."""
    for folder in (source, source / FOLDER):
        info = read_json(folder / INFO) if folder.is_dir() else {}
        if isinstance(info.get("test"), Mapping):
            return _measured(JudgeRun(folder, info))
    return None


def _measured(judge: JudgeRun) -> JudgedFigures:
    said = [_score(row) for row in _rows(judge, JUDGED)]
    errors = list(_rows(judge, PLANTED))
    known = [score for score in (*said, *map(_score, errors)) if score is not None]
    low, high = judge.info.get("scale") or _scale([*known, float(judge.info["at"])])
    step = 1.0 if high - low <= _WIDEST else (high - low) / _WIDEST
    edges = [low + step * place for place in range(math.ceil((high - low) / step) + 1)]
    passed = [
        (str(row["planted"]), str(row["prompt"])[:_LONGEST], str(row["response"])[:_LONGEST], _score(row))
        for row in errors
        if row.get("passed")
    ]
    return JudgedFigures(
        judge.info, edges, _counts(said, edges), _counts(map(_score, errors), edges), said.count(None),
        passed[:_EXAMPLES],
    )  # fmt: skip


def _rows(judge: JudgeRun, name: str) -> Iterable[Mapping[str, Any]]:
    return judge.rows(name) if (judge.path / name).is_file() else ()


def _score(row: Mapping[str, Any]) -> float | None:
    score = row.get("score")
    return float(score) if isinstance(score, int | float) else None


def _scale(scores: Sequence[float]) -> tuple[int, int]:
    """Whole numbers around all scores."""
    return math.floor(min(scores)), max(math.ceil(max(scores)), math.floor(min(scores)) + 1)


def _counts(scores: Iterable[float | None], edges: Sequence[float]) -> list[int]:
    """How many scores fall into each step; the highest of the scale is of the last one."""
    counts = [0] * (len(edges) - 1)
    for score in scores:
        if score is not None:
            counts[min(len(counts) - 1, max(0, int((score - edges[0]) // (edges[1] - edges[0]))))] += 1
    return counts
