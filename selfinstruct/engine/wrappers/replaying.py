"""Answers from the journal where it can, and records what failed for good once that is known."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from selfinstruct.engine.wrappers.evidence import Evidence
from selfinstruct.errors import RequestFailed, SelfInstructError
from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.request_keys import request_key
from selfinstruct.runs.shards.store import AnswerJournal
from selfinstruct.text.characters import whole_characters

LOG = logging.getLogger("selfinstruct")


@dataclass(slots=True)
class Replaying:
    """A model that asks nothing twice. `answered` is told of every answer, and whether it was replayed.

    While `holding`, a request that is not journaled waits for `release`: whoever drives a resumed run first sees how
    far the journal leads, and buys nothing that it makes superfluous. `hits` counts what was replayed. Of two requests
    that are the same the second waits for the first's answer, which is its own.
    """

    model: Model
    journal: AnswerJournal
    evidence: Evidence
    answered: Callable[[str, Request, Completion, bool], None]
    holding: bool = False
    hits: int = 0
    _held: list[asyncio.Future[None]] = field(default_factory=list)
    _open: dict[str, asyncio.Future[None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def held(self) -> int:
        """How many requests wait for `release`."""
        return len(self._held)

    def release(self) -> None:
        """Let what is held go out."""
        held, self._held = self._held, []
        for waiting in held:
            if not waiting.done():
                waiting.set_result(None)

    async def complete(self, request: Request) -> Completion:
        key = request_key(self.name, request)
        while (first := self._open.get(key)) is not None:
            await asyncio.wait((first,))
        known = self.journal.get(key)
        if known is not None:
            self.hits += 1
            known = _whole(known)
            self.evidence.came(known)
            await asyncio.sleep(0)
            _log(request, key, known, "replayed")
            self.answered(self.name, request, known, True)
            return known
        ended = self._open[key] = asyncio.get_running_loop().create_future()
        try:
            return await self._bought(key, request)
        finally:
            del self._open[key]
            ended.set_result(None)

    async def _bought(self, key: str, request: Request) -> Completion:
        await self.released()
        start = time.monotonic()
        ticket, answer = await self._asked(request)
        if answer.finish_reason is None:
            await self.evidence.failed(ticket, self.name, request.purpose, answer.error)
            await self.journal.put(key, self.name, request, answer)
        self.evidence.came(answer)
        _log(request, key, answer, f"{time.monotonic() - start:.2f} s")
        self.answered(self.name, request, answer, False)
        return answer

    async def released(self) -> None:
        """Return once the journal has been followed as far as it leads."""
        if self.holding:
            released: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._held.append(released)
            await released

    async def _asked(self, request: Request) -> tuple[int, Completion]:
        """What the model says, and its ticket; a failure for good is an answer without a finish reason."""
        evidence, purpose = self.evidence, request.purpose
        ticket = await evidence.begin(self.name, purpose)
        failed = False
        try:
            answer = _whole(await self.model.complete(request))
            failed = answer.finish_reason is None
            if not failed:
                evidence.answered(ticket, self.name, request, answer)
        except RequestFailed as error:
            failed = True
            return ticket, Completion("", None, error=str(error))
        finally:
            evidence.end(self.name, purpose, failed=failed)
        return ticket, answer


class NotJournaled(SelfInstructError):
    """The journal has no answer to this request."""


@dataclass(frozen=True, slots=True)
class JournalOnly:
    """A model that answers what the journal answers, and raises NotJournaled for the rest."""

    model: Replaying

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def evidence(self) -> Evidence:
        return self.model.evidence

    async def complete(self, request: Request) -> Completion:
        if self.model.journal.get(request_key(self.name, request)) is None:
            raise NotJournaled(f"{request.purpose} {request.index}")
        return await self.model.complete(request)


def _whole(answer: Completion) -> Completion:
    """The answer in whole characters: no file of a run could be read with half of one in it.

    Journals of before and models of one's own have such halves.
    """
    text, reasoning = whole_characters(answer.text), whole_characters(answer.reasoning)
    return (
        answer
        if text is answer.text and reasoning is answer.reasoning
        else replace(answer, text=text, reasoning=reasoning)
    )


def _log(request: Request, key: str, answer: Completion, how: str) -> None:
    """One line a request: purpose and index stand in the run's files, the key is the answer's name in the journal."""
    if LOG.isEnabledFor(logging.DEBUG):
        usage = answer.usage
        LOG.debug(
            "%s %d, key %s: %s, %d + %d tokens, %s",
            request.purpose, request.index, key, answer.finish_reason or f"failed ({answer.error})",
            usage.prompt, usage.completion, how,
        )  # fmt: skip
