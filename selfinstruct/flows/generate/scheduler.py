"""The scheduler with its reorder buffer: what is asked next, and answers of any order taken in one order.

No barrier between stages: a task is developed as soon as it is accepted. Which requests may be sent depends on counts
that time can change; what a request says never does.
"""

import asyncio
import math
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from selfinstruct.engine.programs import Running
from selfinstruct.engine.stack import Stack
from selfinstruct.engine.worker_pool import GRACE
from selfinstruct.engine.wrappers.alike import unread_what
from selfinstruct.engine.wrappers.budget import LIMITS, Stopped, allowance
from selfinstruct.engine.wrappers.replaying import JournalOnly, NotJournaled, Replaying
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.bootstrap import PURPOSE, Bootstrap
from selfinstruct.flows.generate.develop import DevelopedTask, develop, worst_task
from selfinstruct.flows.generate.first_tasks import FirstTasks
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.parse.finish_reasons import unusable
from selfinstruct.prices import Price
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Rejection, Task


@dataclass(slots=True)
class Scheduler:
    """One session of growing: `run` returns why it ended (a run's status), or raises what ended it.

    Requests in backoff hold no slot. Those that wait for a batch job are waited for as long as it takes, also where a
    run has met a limit.
    """

    bootstrap: Bootstrap
    writer: RunWriter
    templates: Templates
    model: Replaying
    stack: Stack
    filters: FilterSet
    prices: Mapping[str, Price | None]
    concurrency: int
    roles: Mapping[str, Replaying] = field(default_factory=dict)
    runner: Running | None = None
    watch: Callable[[], None] = lambda: None
    grace: float = GRACE
    pooling: bool = False  # only bootstrap, up to as many tasks as are wanted
    left_out: Mapping[int, str] = field(default_factory=dict)
    first_tasks: FirstTasks = field(init=False)
    models: Sequence[Replaying] = field(init=False)  # the run's own, and those of its method's roles, each once
    _active: dict[asyncio.Task[Any], Callable[[Any], None]] = field(default_factory=dict)
    _arrived: list[asyncio.Task[Any]] = field(default_factory=list)
    _event: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: dict[int, Completion] = field(default_factory=dict)
    _undeveloped: dict[int, Task] = field(default_factory=dict)
    _next_bootstrap: int = 0
    _next_task: int = 0
    _failure: BaseException | None = None
    _broken: bool = False
    ended_by: str = ""

    def __post_init__(self) -> None:
        self.first_tasks = FirstTasks(self.stack.settings.max_failures)
        self.models = tuple({id(model): model for model in (self.model, *self.roles.values())}.values())

    async def run(self) -> str:
        self.stack.evidence.wake = self._event.set
        if self.runner is not None:
            self.runner.ended = self._event.set
        try:
            while not self.writer.done and not self.stack.budget.stopping:
                self._fill()
                if not self._active:
                    break
                if self.pooling and self.writer.accepted >= self.writer.target:
                    break
                if not await self._replayed():
                    await self._event.wait()
                self._absorb()
            self.ended_by = self.stack.budget.stopping
        finally:
            await self._drain()
        if self.pooling and self._failure is None and not self.ended_by:
            return "pooled"
        if self._failure is not None and (self._broken or not self.writer.done):
            raise self._failure
        if not self.writer.done and not self.ended_by:
            raise AssertionError("nothing left to ask, and no end reached")
        return self.writer.done or self.ended_by

    async def _replayed(self) -> bool:
        """Whether the journal still answers; where it does not, let what it holds back go out."""
        if not self.model.holding:
            return False
        hits = self._hits()
        for _ in range(4):  # a replayed answer needs no more turns of the loop to arrive
            await asyncio.sleep(0)
        if self._hits() > hits or self._arrived:
            return True
        if self._running:
            return False
        # For good: a task whose first answer was bought would wait for ever with its second request.
        self._release()
        return False

    def _hits(self) -> int:
        return sum(model.hits for model in self.models) + (self.runner.hits if self.runner else 0)

    @property
    def _running(self) -> int:
        """How many programs are run or wait for it."""
        return self.runner.running if self.runner else 0

    def hold(self) -> None:
        """Buy nothing until the journal has been followed as far as it leads."""
        for model in self.models:
            model.holding = self.stack.progress.requests > 0

    def _release(self) -> None:
        for model in self.models:
            model.holding = False
            model.release()

    @property
    def pool(self) -> list[tuple[int, Task]]:
        """The accepted tasks that are not developed, with their numbers."""
        return sorted(self._undeveloped.items())

    def stop(self, why: str) -> None:
        """Ask nothing more; `run` ends when what is in flight has arrived."""
        self.stack.budget.stop(why)
        self._event.set()

    def abandon(self) -> None:
        """Do not even wait for what is in flight."""
        self.grace = 0.0
        for task in self._active:
            task.cancel()

    def _fill(self) -> None:
        """Start what may be started: tasks first, lowest first; bootstrapping when fewer than a full load are ready."""
        while self._asking < self.concurrency:
            ready = min(self.writer.accepted, self._develop_below()) - self._next_task
            # Where money is short, tasks that are begun come first.
            enough = 1 if self.stack.budget.max_cost is not None else self.concurrency
            if ready < enough and self._may_bootstrap():
                index = self._next_bootstrap
                self._next_bootstrap += 1
                request = self.bootstrap.request(index)
                self._start(self.model.complete(request), partial(self._take_bootstrap, index))
            elif ready > 0 and not self.pooling:
                number = self._next_task
                self._next_task += 1
                task = self._undeveloped.pop(number)
                self._start(self._develop(task, number), partial(self._take_task, number))
            else:
                return

    @property
    def _asking(self) -> int:
        """What takes the place of requests; programs do not, as long as they are not as many again."""
        held = sum(model.held for model in self.models) + min(self._running, self.concurrency)
        return len(self._active) - self.stack.aside - held

    async def _develop(self, task: Task, number: int) -> DevelopedTask:
        inputs = self.bootstrap.inputs
        if (why := self.left_out.get(number)) is not None:
            return DevelopedTask(task, (Rejection("instances", "failed", task.instruction, value=why, task=task.id),))
        models: dict[str, Replaying] = {**self.roles, "": self.model}
        if self.stack.budget.max_cost is None or not any(self.prices.values()):
            return await develop(inputs, self.templates, models, self.filters, task, number, self.runner)
        with suppress(NotJournaled):  # what is journaled costs nothing: no limit keeps it from the files
            journaled = {role: JournalOnly(model) for role, model in models.items()}
            return await develop(inputs, self.templates, journaled, self.filters, task, number, self.runner)
        await self.model.released()
        worst = worst_task(inputs, self.templates, task, number, self.prices)
        await self.stack.budget.reserve(worst, urgent=True)
        with allowance(self.stack.budget, worst):
            return await develop(inputs, self.templates, models, self.filters, task, number, self.runner)

    def _margin(self) -> int:
        return min(48, self.writer.target // 32)

    def _develop_below(self) -> int:
        return self.writer.target + self.writer.without_instance + self._margin() // 2

    def _may_bootstrap(self) -> bool:
        if self.writer.closed or not self.bootstrap.ready(self._next_bootstrap):
            return False
        margin = self._margin()
        admitted = self.bootstrap.admitted
        missing = self.writer.target + self.writer.without_instance + margin - self.writer.accepted
        expected: float = self.bootstrap.inputs.recipe.candidates
        if margin and admitted >= 16:
            expected = min(expected, max(0.25, self.writer.accepted / admitted))
        failed = self.stack.evidence.held_of(self.model.name, PURPOSE)
        return self._next_bootstrap < admitted + failed + math.ceil(missing / expected)

    def _start(self, work: Coroutine[Any, Any, Any], take: Callable[[Any], None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._active[task] = take
        task.add_done_callback(self._arrive)

    def _arrive(self, task: asyncio.Task[Any]) -> None:
        self._arrived.append(task)
        self._event.set()

    def _absorb(self) -> None:
        """Take what has arrived; what goes wrong stops the run, and is raised when all that is in flight has landed."""
        self._event.clear()
        arrived, self._arrived = self._arrived, []
        for task in arrived:
            take = self._active.pop(task)
            if task.cancelled():
                continue
            failure = task.exception()
            if isinstance(failure, Stopped):
                self.stack.budget.stop(failure.why)
            elif failure is not None:
                self._fail(failure)
            else:
                self._attempt(take, task.result())
        self._attempt(self.writer.advance)
        self.watch()

    def _attempt(self, action: Callable[..., None], *arguments: Any) -> None:
        if self._broken:
            return
        try:
            action(*arguments)
        except Exception as error:
            self._broken = True
            self._fail(error)

    def _fail(self, failure: BaseException) -> None:
        self._failure = self._failure or failure
        self.stack.budget.stop("failed")

    def _take_bootstrap(self, index: int, answer: Completion) -> None:
        self._answers[index] = answer
        while not self.writer.closed and (answered := self._answers.pop(self.bootstrap.admitted, None)) is not None:
            number = self.bootstrap.admitted
            events = self.bootstrap.admit(answered)
            self._undeveloped.update(self.writer.admit(events))
            if unusable(PURPOSE, answered) is None:
                self.stack.evidence.read(
                    self.model.name, PURPOSE, number, answered.text, self.bootstrap.readable, what=unread_what(answered)
                )

    def _take_task(self, number: int, developed: DevelopedTask) -> None:
        self.writer.settle(number, developed)
        if not self.model.holding:  # what is replayed was judged when it was asked
            self.first_tasks.take(self.model.name, developed)

    async def _drain(self) -> None:
        """Let what is in flight reach the journal: it is paid for."""
        self.stack.budget.stop(self.writer.done or "interrupted")
        self._release()  # they learn that it has stopped
        end = asyncio.get_running_loop().time() + self.grace
        while self._active:
            if self.stack.collected and self.stack.budget.stopping in LIMITS and self.grace:
                end = asyncio.get_running_loop().time() + self.grace
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                for task in self._active:
                    task.cancel()
                await asyncio.wait(self._active)
            else:
                await asyncio.wait(self._active, timeout=left)
            self._absorb()
