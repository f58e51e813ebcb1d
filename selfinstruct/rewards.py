"""Rewards for reinforcement learning: the checks that rows of `rlvr` exports carry, asked of what a model answers.

Each function has the signature that a trainer calls; importing them loads no trainer. What a model thought, in any of
the usual marks, is taken off first. Whatever an answer is, it gets a reward and raises nothing: an answer that is empty
or no text gets 0.0, since it would pass every check that sets a limit. Checks that cannot be read raise UsageError or
ValueError, for then no reward would mean anything.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.checks import carried_checks
from selfinstruct.checks.checker import Check
from selfinstruct.registry import BREAKS
from selfinstruct.text.answers.reasoning import split_reasoning

Checks = str | Sequence[Mapping[str, Any]]


def check_reward(
    completions: Sequence[Any], checks: Sequence[Checks | None], *, all_or_nothing: bool = False, **columns: Any
) -> list[float | None]:
    """For TRL's GRPOTrainer: the share of its checks that each completion passes.

    Completions are texts, or lists of messages of which the last counts; `checks` has the column of the same name for
    each. With `all_or_nothing` a reward is 1.0 where all checks are passed, else 0.0. It is None, which TRL passes
    over, for rows without checks.
    """
    return [
        _reward(completion, made, all_or_nothing) if (made := _read(said)) else None
        for completion, said in zip(completions, checks, strict=True)
    ]


def all_checks_reward(
    completions: Sequence[Any], checks: Sequence[Checks | None], **columns: Any
) -> list[float | None]:
    """For TRL's GRPOTrainer: 1.0 for a completion that passes all of its checks, else 0.0; see `check_reward`."""
    return check_reward(completions, checks, all_or_nothing=True)


def compute_score(
    data_source: str,
    solution_str: Any,
    ground_truth: Checks,
    extra_info: Mapping[str, Any] | None = None,
    *,
    all_or_nothing: bool = False,
    **options: Any,
) -> float:
    """For verl, as its custom reward function: the share of the checks in `ground_truth` that a response passes."""
    return score(solution_str, ground_truth, all_or_nothing=all_or_nothing)


def score(completion: Any, checks: Checks, *, all_or_nothing: bool = False) -> float:
    """The share of the checks, a list or its JSON, that a completion passes; with `all_or_nothing` 1.0 or 0.0."""
    return _reward(completion, _read(checks), all_or_nothing)


def _reward(completion: Any, checks: Sequence[Check], all_or_nothing: bool) -> float:
    answer = _answer(completion)
    if not checks or not answer.strip():
        return 0.0
    passed = sum(_passes(check, answer) for check in checks)
    return float(passed == len(checks)) if all_or_nothing else passed / len(checks)


def _read(checks: Checks | None) -> tuple[Check, ...]:
    if checks is None:
        return ()
    listed = checks.tolist() if hasattr(checks, "tolist") else checks  # of NumPy
    return _made(listed if isinstance(listed, str) else to_json(listed))


@lru_cache(maxsize=4096)
def _made(said: str) -> tuple[Check, ...]:
    """Trainers ask for the same checks once for each completion of a group."""
    return tuple(check for _, check in carried_checks(said))


def _answer(completion: Any) -> str:
    """The text of a completion without what was thought before it; "" for what is no text."""
    if isinstance(completion, Sequence) and not isinstance(completion, str) and completion:
        completion = completion[-1]
    if isinstance(completion, Mapping):
        completion = completion.get("content")
    if isinstance(completion, list):  # parts of a message
        texts = [part.get("text") for part in completion if isinstance(part, Mapping)]
        completion = "".join(text for text in texts if isinstance(text, str))
    if not isinstance(completion, str):
        return ""
    try:
        return split_reasoning(completion)[0]
    except BREAKS:
        return ""


def _passes(check: Check, answer: str) -> bool:
    try:
        return check(answer).passed
    except BREAKS:  # also of a user's own checker, in the middle of a training
        return False
