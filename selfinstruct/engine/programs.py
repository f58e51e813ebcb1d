"""Programs run for a session: by the runner that its settings name, tried first, and under the journal."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from selfinstruct.canonical import to_json
from selfinstruct.errors import SandboxError
from selfinstruct.records import Completion, Message, Request, Sampling
from selfinstruct.runs.request_keys import request_key
from selfinstruct.runs.shards.store import AnswerJournal
from selfinstruct.sandbox.opening import open_runner
from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits, Program
from selfinstruct.sandbox.runner import Runner
from selfinstruct.sandbox.testing import run_tests

PURPOSE = "sandbox/run"  # of rows in the journal that are outcomes; no flow counts it among its requests


@dataclass(frozen=True, slots=True)
class OpenedRunner:
    """A runner that has been tried; `who` names it with the version of the language, as outcomes are journaled."""

    runner: Runner
    who: str


async def opened_runner(setting: str, closing: contextlib.AsyncExitStack) -> OpenedRunner:
    """Open the runner of a setting, and have it put a function to a test.

    Raises UnknownName and UsageError for the setting, SandboxRefused where this machine lacks a protection, and
    SandboxError where nothing can be run.
    """
    runner = open_runner(setting)
    closing.callback(runner.close)
    tried = await run_tests(runner, "def one():\n    return 1\n", ["assert one() == 1"], Limits())
    if not tried.passed:
        raise SandboxError(f"--sandbox {setting}: a program that is right does not run there: {tried.verdicts[0].line}")
    version = ".".join(tried.outcome.python.split(".")[:2])
    return OpenedRunner(runner, f"{runner.name}, Python {version}")


@dataclass(slots=True)
class Running:
    """A Runner whose outcomes are in the journal before anyone sees them; what is there is not run again.

    An outcome is found by the program, its limits, the runner and the version of the language. `running` counts those
    that are being run or wait for it, `hits` those that were there or have ended; `ended` is called at the end of each.
    Of two programs that are the same the second waits for the first's outcome, which is its own.
    """

    opened: OpenedRunner
    journal: AnswerJournal
    ended: Callable[[], None] = lambda: None
    running: int = 0
    hits: int = 0
    _open: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.opened.runner.name

    async def run(self, program: Program, limits: Limits) -> Outcome:
        """How a program ended, or ends; raises SandboxError, SandboxRefused and RunError."""
        asked = (Message("user", to_json(program.as_dict())),)
        request = Request(PURPOSE, 0, asked, Sampling(extra={"limits": limits.as_dict()}))
        key = request_key(self.opened.who, request)
        while (first := self._open.get(key)) is not None:
            await asyncio.wait((first,))
        known = self.journal.get(key)
        if known is not None:
            self.hits += 1
            return Outcome.from_dict(json.loads(known.text))
        ended = self._open[key] = asyncio.get_running_loop().create_future()
        self.running += 1
        try:
            outcome = await self.opened.runner.run(program, limits)
            await self.journal.put(key, self.opened.who, request, Completion(to_json(outcome.as_dict())))
        finally:
            self.running -= 1
            self.hits += 1
            del self._open[key]
            ended.set_result(None)
            self.ended()
        return outcome

    def close(self) -> None:
        """Nothing: whoever has opened the runner closes it."""
