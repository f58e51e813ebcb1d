"""Tells a request's own failure from one that all requests of a session share.

What a service refuses may be wrong with one request, or with the model, the address or the recipe. A failure is held
until it is known which: a later success of the same model and stage shows that it is the request's own. Where none
comes, it is a systematic failure: the session stops, and nothing is recorded as failed for good.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from selfinstruct.engine.verdicts import Verdicts
from selfinstruct.engine.wrappers.alike import TOO_LONG, WITHHELD, folded, quoted, shortened, stage_of, unread_what
from selfinstruct.engine.wrappers.budget import LIMITS, Budget, Stopped
from selfinstruct.errors import SystematicFailure
from selfinstruct.records import Completion, Model, Request
from selfinstruct.text.plural import many

FEW = 8  # failures alike that may be the requests' own where the model has answered others
ELSEWHERE = 20  # answers of the model to other stages that speak for few failures of one
FIRST = 20  # answers of which one at least can be read


def tell_read(model: Model, request: Request, answer: Completion, readable: bool, *, alone: bool = True) -> None:
    """Tell the session of a model whether an answer could be read; a model outside of a session has nobody to tell.

    Raises SystematicFailure where none of the first answers could, of the stage `alone` or else of any stage.
    """
    evidence: Evidence | None = getattr(model, "evidence", None)
    if evidence is not None:
        evidence.read(
            model.name, request.purpose, request.index, answer.text, readable, alone=alone, what=unread_what(answer)
        )  # fmt: skip


@dataclass(slots=True)
class _Held:
    """A failure that waits to be judged: resolved once it is known to be the request's own."""

    ticket: int
    words: str
    own: asyncio.Future[None]
    answered_elsewhere: int


@dataclass(slots=True)
class _Stage:
    """What one model did with one stage in this session; `answered_before` in an earlier one."""

    model: str
    name: str
    answered_before: bool
    in_flight: int = 0
    answered: int = 0
    read: bool = False
    unread: int = 0
    held: list[_Held] = field(default_factory=list)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    suspected: bool = False
    broken: SystematicFailure | None = None


@dataclass(slots=True)
class Evidence:
    """What the requests of a session show, by model and stage.

    `limit` failures alike with no answer between them, or as many of any kind before the first answer, stop the
    session; 0 lets each stand for itself. `before` has the purposes and models that earlier sessions have answers of.
    `asking` says how many requests are under way; `wake` is called when a request gives its place to another.
    """

    limit: int
    budget: Budget
    before: Container[tuple[str, str]]
    asking: Callable[[], int]
    wake: Callable[[], None] = lambda: None
    _came: int = 0
    _unread: int = 0
    _lost: Counter[str] = field(default_factory=Counter)
    _stages: dict[tuple[str, str], _Stage] = field(default_factory=dict)
    _live: set[int] = field(default_factory=set)
    _answered: Counter[str] = field(default_factory=Counter)
    _begun: int = 0
    _verdicts: Verdicts = field(init=False)

    def __post_init__(self) -> None:
        self._verdicts = Verdicts(lambda: self.asking() > 0, lambda: any(self._holding()), self._judge)

    @property
    def held(self) -> int:
        """Requests that wait to be judged, or behind a suspicion: they take no place of others."""
        return sum(len(stage.held) + len(stage.waiting) for stage in self._stages.values())

    def held_of(self, model: str, purpose: str) -> int:
        """How many requests of one kind have failed and wait to be judged: others may be asked in their place."""
        return len(self._stage(model, purpose).held)

    async def begin(self, model: str, purpose: str) -> int:
        """A request is about to be asked: the ticket it is known by, and the later the higher.

        It waits while all before it are suspected of failing alike. Raises SystematicFailure where they did.
        """
        stage = self._stage(model, purpose)
        while stage.suspected and stage.broken is None:
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            stage.waiting.append(waiting)
            try:
                await waiting
            finally:
                stage.waiting = [item for item in stage.waiting if item is not waiting]
        if stage.broken is not None:
            raise stage.broken
        stage.in_flight += 1
        self._begun += 1
        self._verdicts.move()
        return self._begun

    def end(self, model: str, purpose: str, *, failed: bool = False) -> None:
        """A request has ended; where it has `failed` for good, `failed` is told of it next."""
        stage = self._stage(model, purpose)
        stage.in_flight -= 1
        if not failed:
            self._settle(stage)
        self._verdicts.move()

    def answered(self, ticket: int, model: str, request: Request, answer: Completion) -> None:
        """An answer has come: what was asked before it and failed has failed by itself."""
        stage = self._stage(model, request.purpose)
        stage.answered += 1
        self._answered[model] += 1
        if not stage.read:
            self._live.add(hash((model, request.purpose, request.index, answer.text)))
        self._clear(stage, ticket)
        for other in self._stages.values():
            few = other.model == model and 0 < len(other.held) < FEW and not (other.in_flight or other.suspected)
            if few and self._answered[model] - other.held[0].answered_elsewhere >= ELSEWHERE:
                self._clear(other)

    async def failed(self, ticket: int, model: str, purpose: str, words: str) -> None:
        """Return once a failure is known to be the request's own.

        Raises SystematicFailure where it is not, and Stopped where the session ends before that is known.
        """
        stage = self._stage(model, purpose)
        if self.limit == 0 or WITHHELD.search(words):
            return
        if stage.broken is not None:
            raise stage.broken
        held = _Held(ticket, words, asyncio.get_running_loop().create_future(), self._answered[model])
        stage.held.append(held)
        self._settle(stage)
        self.wake()
        self._verdicts.prepare()
        try:
            await held.own
        finally:
            stage.held = [item for item in stage.held if item is not held]

    def came(self, answer: Completion) -> None:
        """Count what a request has brought, now or in an earlier session."""
        self._verdicts.move()
        if answer.finish_reason is None:
            self._lost[answer.error] += 1
        elif answer.finish_reason == "content_filter" and not answer.text.strip():
            self._lost["withheld by the service's content filter"] += 1
        else:
            self._came += 1

    def read(
        self, model: str, purpose: str, index: int, text: str, readable: bool, *, alone: bool = True, what: str = ""
    ) -> None:  # fmt: skip
        """An answer has been read, or could not be (`what` is seen of it); raises as `tell_read` does."""
        if not readable:
            self._unread += 1
            self._lost[f"cannot be read: {what or quoted(text)}"] += 1
        stage = self._stage(model, purpose)
        if self.limit == 0 or hash((model, purpose, index, text)) not in self._live:
            return
        stage.read |= readable
        stage.unread += not readable
        read = stage.read if alone else any(item.read for item in self._stages.values())
        if not read and stage.unread >= FIRST:
            raise SystematicFailure(
                f"{model}: none of the first {stage.unread} answers ({stage.name}) can be read; for example: "
                f"{what or quoted(text)}; they are kept, and nothing further was asked"
            )

    @property
    def useful(self) -> bool:
        """Whether anything has come that could be read, or nothing was wanted."""
        return self._came > self._unread or not self._lost

    def check_useful(self) -> None:
        """Raise SystematicFailure where a session that has come to its end has brought nothing at all."""
        if self.useful:
            return
        [(words, times)], total = self._lost.most_common(1), sum(self._lost.values())
        share = "" if times == total else f"{times:,} of them: "
        raise SystematicFailure(
            f"nothing came of {'any of ' if total > 1 else ''}{many(total, 'request')}: "
            f"{share}{shortened(words)} (--retry-failed asks again what "
            "is recorded as failed)"
        )

    def _stage(self, model: str, purpose: str) -> _Stage:
        key = model, stage_of(purpose)
        if key not in self._stages:
            known = any((name, model) in self.before for name in (purpose, key[1], f"{key[1]}_again"))
            self._stages[key] = _Stage(model, key[1], known)
        return self._stages[key]

    def _settle(self, stage: _Stage) -> None:
        """Suspect the stage where enough has failed, and condemn it once nothing of it is under way any more."""
        if self.limit == 0 or not stage.held:
            return
        alike = _commonest(stage)[1] if stage.answered else len(stage.held)
        stage.suspected = stage.suspected or alike >= self.limit
        if stage.suspected and stage.in_flight == 0:
            if all(TOO_LONG.search(item.words) for item in stage.held) and (stage.answered or stage.answered_before):
                self._clear(stage)
            else:
                self._condemn(stage)

    def _clear(self, stage: _Stage, ticket: int | None = None) -> None:
        """What is held, or what of it was asked before this ticket, failed by itself."""
        for item in stage.held:
            if (ticket is None or item.ticket < ticket) and not item.own.done():
                item.own.set_result(None)
        stage.held = [item for item in stage.held if not item.own.done()]
        if not stage.held or _commonest(stage)[1] < self.limit:
            stage.suspected = False
            for waiting in stage.waiting:
                if not waiting.done():
                    waiting.set_result(None)

    def _condemn(self, stage: _Stage, stopped: str = "") -> None:
        words, alike = _commonest(stage)
        number = len(stage.held)
        which = "the last" if stage.answered else "the first" if number > 1 else "the"
        what = f"{number} requests" if number > 1 else "request"
        told = "all failed alike" if alike == number > 1 else "failed"
        stage.broken = SystematicFailure(
            f"{stage.model}: {which} {what} ({stage.name}) {told}: {shortened(words)}; nothing was recorded as "
            "failed, and the same command goes on once that is mended (--max-failures 0: go on though they fail)"
        )
        for item in stage.held:
            if not item.own.done():
                item.own.set_exception(Stopped(stopped) if stopped else stage.broken)
        for waiting in stage.waiting:
            if not waiting.done():
                waiting.set_result(None)

    def _holding(self) -> list[_Stage]:
        return [stage for stage in self._stages.values() if stage.held]

    def _judge(self) -> None:
        """Judge by what is known."""
        stages = self._holding()
        why = self.budget.stopping
        if why and why not in LIMITS:
            for stage in stages:
                self._condemn(stage, why)
            return
        shared = {stage.model for stage in stages if not self._own(stage)}
        for stage in stages:
            # What fails beside a systematic failure of its model is not judged by itself.
            if stage.model in shared:
                self._condemn(stage)
            else:
                self._clear(stage)

    def _own(self, stage: _Stage) -> bool:
        """Whether what is held has failed by itself, as far as anybody can tell."""
        number = len(stage.held)
        if stage.answered:
            return True
        if stage.answered_before:
            return number < FEW or all(TOO_LONG.search(item.words) for item in stage.held)
        return self._answered[stage.model] > 0 and number == 1


def _commonest(stage: _Stage) -> tuple[str, int]:
    """The words that most of what is held failed with, and how many did."""
    count = Counter(folded(item.words) for item in stage.held)
    [(common, number)] = count.most_common(1)
    return next(item.words for item in stage.held if folded(item.words) == common), number
