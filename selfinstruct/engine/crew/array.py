"""The engine `array`: this process is one of many that a scheduler starts with the same command; nobody drives them.

Each works on its own part of the shards, then on what others have left. Who finds that all are done writes the files.
Limits are divided by shard, so that they hold whoever works on which, and however often.
"""

import asyncio
import json
import pickle
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.engine.crew.messages import (
    At,
    Begin,
    Borrow,
    Ended,
    Figures,
    Finished,
    Go,
    Halt,
    Lend,
    Message,
    NoMore,
    Order,
    Wanting,
)
from selfinstruct.engine.crew.seam import Package
from selfinstruct.engine.crew.worker import Worker
from selfinstruct.errors import UsageError

SAGEMAKER = "/opt/ml/config/resourceconfig.json"
# By scheduler: the variables of a process's number and of how many there are, and the first number.
_VARIABLES = (
    ("SELFINSTRUCT_ARRAY_INDEX", "SELFINSTRUCT_ARRAY_COUNT", ""),
    ("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN"),
    ("AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", ""),
    ("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", ""),
)


@dataclass(frozen=True, slots=True)
class Member:
    """Number `index` (from 0 on) of `count` processes, and the variable that says so."""

    index: int
    count: int
    said_by: str


def member(environment: Mapping[str, str], workers: int | None = None, sagemaker: str | Path = SAGEMAKER) -> Member:
    """Which process of an array this is: by the variables of Slurm, AWS Batch, Kubernetes, or SageMaker's file.

    `workers` says how many there are where the scheduler does not. Raises UsageError where nobody says which it is.
    """
    for name, counted, first in _VARIABLES:
        if name in environment:
            index = _number(name, environment[name]) - _number(first, environment.get(first, "0"))
            count = workers or _number(counted, environment.get(counted, "0"))
            if not count:
                raise UsageError(f"--engine array: {name} is {index}, of how many nobody says: give --workers N")
            return _checked(index, count, name)
    try:
        found = json.loads(Path(sagemaker).read_text(encoding="utf-8"))
        hosts = sorted(found["hosts"])
        return _checked(hosts.index(found["current_host"]), len(hosts), str(sagemaker))
    except FileNotFoundError:
        names = ", ".join(name for name, _, _ in _VARIABLES)
        raise UsageError(
            f"--engine array: nothing says which process of the array this is; set one of {names}, or use --engine "
            "local"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{sagemaker}: does not say which host this is ({error})") from None


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"{name}: must be a number (found {text!r:.40})") from None


def _checked(index: int, count: int, name: str) -> Member:
    if not 0 <= index < count:
        raise UsageError(f"--engine array: {name} makes this number {index} of {count}: numbers begin with 0")
    return Member(index, count, name)


@dataclass(slots=True)
class ArrayWork:
    """What one process of an array works on; `allowance` is a shard's own part of the limits, None for no limit."""

    member: Member
    sizes: list[int]
    done: Callable[[int], bool]
    items: Callable[[int], Iterable[tuple[int, Any]]]
    allowance: Callable[[int], tuple[int, float] | None]
    watch: Callable[[Figures], None]
    finished: list[int] = field(default_factory=list)
    _stopping: str = ""
    _halt: Callable[[Halt], None] = lambda order: None

    def stop(self, why: str) -> None:
        self._stopping = self._stopping or why
        self._halt(Halt(why))

    def abandon(self) -> None:
        self._halt(Halt(self._stopping, now=True))

    async def run(self, package: Package) -> str:
        """Work until nothing is left that nobody else works on; "done" or why it ended. Raises what ended it."""
        lent = any(package.lending)
        why = "done"
        for shards in [[shard] for shard in self._order()] if lent else [self._order()]:
            if self._stopping:
                return self._stopping
            channel = _ArrayChannel(self, shards)
            self._halt = channel.halt
            worker = Worker(self.member.index, package, channel)
            await worker.run()
            ended = channel.ended
            if ended.error is not None:
                raise ended.error
            why = ended.why if ended.why != "done" else why
        return self._stopping or why

    def _order(self) -> list[int]:
        """Its own part first, then what belongs to the others."""
        step = self.member.count
        own = list(range(self.member.index, len(self.sizes), step))
        rest = [shard for shard in range(len(self.sizes)) if shard % step != self.member.index]
        turn = sum(shard < self.member.index for shard in rest)  # not all begin with the same
        return [shard for shard in (*own, *rest[turn:], *rest[:turn]) if not self.done(shard)]


class _ArrayChannel:
    """Plays the driver for one worker in the same process."""

    def __init__(self, work: ArrayWork, shards: list[int]) -> None:
        self._work = work
        self._shards = list(shards)
        self._orders: asyncio.Queue[Order] = asyncio.Queue()
        self.ended = Ended("failed")

    def halt(self, order: Halt) -> None:
        self._orders.put_nowait(order)

    async def receive(self) -> Order:
        return await self._orders.get()

    def send(self, message: Message) -> None:
        match message:
            case Wanting():
                self._next()
            case Borrow():
                self._orders.put_nowait(Lend(last=True))
            case Finished(shard, done):
                if done:
                    self._work.finished.append(shard)
            case Figures():
                self._work.watch(message)
            case At():
                self._orders.put_nowait(Go())
            case Ended():
                self.ended = message
            case _:  # what only a driver needs to know
                pass

    def _next(self) -> None:
        while self._shards and self._work.done(self._shards[0]):
            self._shards.pop(0)
        if not self._shards:
            self._orders.put_nowait(NoMore())
            return
        shard = self._shards.pop(0)
        allowed = self._work.allowance(shard)
        if allowed is not None:
            self._orders.put_nowait(Lend(*allowed))
        self._orders.put_nowait(Begin(shard, pickle.dumps(list(self._work.items(shard)), pickle.HIGHEST_PROTOCOL)))


def part_of_shard(whole: float, begin: int, end: int, items: int) -> float:
    """A shard's part of a limit, by how many of the items are in it; the parts of all shards add up to the limit."""
    return whole * end / items - whole * begin / items


def whole_part_of_shard(whole: int, begin: int, end: int, items: int) -> int:
    """`part_of_shard` of something that cannot be divided."""
    return whole * end // items - whole * begin // items


def with_share(package: Package, count: int) -> Package:
    """The package of one of `count` processes."""
    return replace(package, share=replace(package.share, concurrency=max(1, package.share.concurrency // count)))
