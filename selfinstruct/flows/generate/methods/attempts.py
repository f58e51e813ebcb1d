"""Attempts at a prompt with what checks say of them, and the instance that is made of one that is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from selfinstruct.checks import verdicts_on
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.method import Answer, Developed
from selfinstruct.records import Attempt, Instance, Message, Rejection

Said = Sequence[Mapping[str, Any]]  # checks, or what they say


async def until_passed(ask: Ask, prompt: str, checks: Said, lost: Sequence[Rejection]) -> Developed:
    """Ask the solver in the stage `answer` until an answer passes all checks, or as often as `attempts` says.

    `lost` are rejections of before, which are told in any case.
    """
    turns, missed = (Message("user", prompt),), list(lost)
    attempts: list[Attempt] = []
    for number in range(ask.options.attempts):
        try:
            answer = await ask("answer", {"prompt": prompt}, model="solver", attempt=number, plain=True)
        except Unanswered as none:
            missed.append(none.rejection)
            continue
        attempts.append(attempted(turns, answer, number + 1, checks))
        if attempts[-1].passed:
            return Developed([instance_of(attempts[-1])], missed, attempts)
    value = {"attempts": ask.options.attempts, "failed": failed(attempts[-1].verdicts) if attempts else []}
    return Developed((), [*missed, ask.rejection("none_passed", value, prompt)], attempts)


def attempted(
    turns: Sequence[Message], answer: Answer, number: int, checks: Said, verdicts: Said | None = None,
    *, passed: bool | None = None,
) -> Attempt:  # fmt: skip
    """An answer as an attempt; unless they are given, `verdicts` are what the checks say, and `passed` that all do."""
    found = verdicts_on(checks, answer.text) if verdicts is None else tuple(verdicts)
    decided = all_passed(found) if passed is None else passed
    return Attempt(tuple(turns), answer.text, decided, number, tuple(checks), found, answer.reasoning)


def instance_of(attempt: Attempt, notes: Mapping[str, Any] | None = None) -> Instance:
    """The attempt as an instance: its prompt and its answer as turns, with its checks and verdicts."""
    said = Message("assistant", attempt.output, attempt.reasoning)
    return Instance(
        "", attempt.output, turns=(*attempt.prompt, said), checks=attempt.checks, verdicts=attempt.verdicts,
        notes=dict(notes or {}),
    )  # fmt: skip


def all_passed(verdicts: Said) -> bool:
    return all(verdict["passed"] for verdict in verdicts)


def failed(verdicts: Said) -> list[dict[str, Any]]:
    """The verdicts that say no, as a rejection tells them."""
    return [{key: item[key] for key in ("check", "asked", "found")} for item in verdicts if not item["passed"]]
