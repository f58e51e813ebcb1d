"""Checks asked again of the outputs of a row; those that run programs only where a sandbox is given."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.checks.checker import Check, Verdict
from selfinstruct.checks.programs import ProgramCheck
from selfinstruct.engine.drive import run_sync
from selfinstruct.engine.program_verdicts import program_verdict
from selfinstruct.engine.programs import opened_runner
from selfinstruct.sandbox.runner import Runner

AnyCheck = Check | ProgramCheck


@dataclass(slots=True)
class Bench:
    """A sandbox for whoever is not asynchronous; entering opens and tries it, and raises what `opened_runner` does."""

    setting: str
    _closing: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    _runner: Runner = field(init=False)

    def __enter__(self) -> "Bench":
        self._runner = run_sync(opened_runner(self.setting, self._closing)).runner
        return self

    def __exit__(self, *_: object) -> None:
        run_sync(self._closing.aclose())

    def verdict(self, check: ProgramCheck, text: str) -> dict[str, Any]:
        """What a check says of a text; raises SandboxRefused and SandboxError."""
        return run_sync(program_verdict(self._runner, check, text))


@dataclass(frozen=True, slots=True)
class Judging:
    """Judges the outputs of rows; without a bench no program is run, and the verdicts of before stand."""

    bench: Bench | None = None

    def __call__(
        self, checks: Sequence[tuple[dict[str, Any], AnyCheck]], outputs: Sequence[str], before: Any
    ) -> tuple[list[dict[str, Any]], int]:
        """A verdict for each check, of the first output that fails, else of the last; and how many stand as before.

        Raises ValueError for a check that runs programs, where nothing may be run and the row has no verdict of it.
        """
        told, replayed = [], 0
        for place, (said, check) in enumerate(checks):
            named = {"check": said["check"], "version": said.get("version") or 1}
            if isinstance(check, Check):
                told.append(named | _first_failing(check, outputs).as_dict())
            elif self.bench is None:
                told.append(_stated(said, place, before))
                replayed += 1
            else:
                told.append(self._run(check, named, outputs))
        return told, replayed

    def _run(self, check: ProgramCheck, named: dict[str, Any], outputs: Sequence[str]) -> dict[str, Any]:
        assert self.bench is not None
        verdict = named | Verdict(False, check.asked, "no answer").as_dict()
        for text in outputs:
            verdict = self.bench.verdict(check, text)
            if not verdict["passed"]:
                break
        return verdict


def _first_failing(check: Check, outputs: Sequence[str]) -> Verdict:
    if not outputs:
        return Verdict(False, check.asked, "no answer")
    verdict = Verdict(False, check.asked, "")
    for text in outputs:
        verdict = check(text)
        if not verdict.passed:
            break
    return verdict


def _stated(said: dict[str, Any], place: int, before: Any) -> dict[str, Any]:
    """The verdict that a row has on a check that is not run."""
    known = before[place] if isinstance(before, list) and place < len(before) else None
    if not isinstance(known, dict) or known.get("check") != said["check"] or not _whole(known):
        raise ValueError(f"check {said['check']}: runs a program, and the row has no verdict on it; add --run")
    verdict: dict[str, Any] = known
    return verdict


def _whole(verdict: dict[str, Any]) -> bool:
    texts = all(isinstance(verdict.get(name), str) for name in ("asked", "found"))
    return isinstance(verdict.get("passed"), bool) and texts
