"""Shards as workers fill them: answers put, read and counted."""

import asyncio
import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from selfinstruct.errors import SelfInstructError
from selfinstruct.files.storage import DEFAULT
from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.folder import FolderStore
from selfinstruct.runs.shards.s3 import S3Store
from selfinstruct.runs.shards.s3_journal import S3Journal
from selfinstruct.runs.shards.store import Claim, ShardJournal, ShardStore
from tests.support.processes import forked

MODEL = "openai/x"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run has its shards; goes to other processes."""

    kind: str  # folder, shared or s3
    where: str
    run: str = ""  # of S3: the directory of the run on this machine
    durable: bool = False

    def open(self) -> ShardStore:
        if self.kind == "s3":
            return S3Store(self.where, DEFAULT, Path(self.run), self.durable)
        return FolderStore(Path(self.where), self.kind == "shared")


def request(number: int) -> Request:
    return Request("respond", number, (Message("user", f"Say {number}."),), Sampling(max_tokens=5))


def answer(number: int, said: str = "") -> Completion:
    return Completion(said or f"This is {number}.", "stop", Usage(3, 4, 1))


def put(journal: ShardJournal, numbers: Iterable[int], said: str = "") -> None:
    """Put answers whose keys are their numbers, all at once."""

    async def all_of_them() -> None:
        await asyncio.gather(*(journal.put(str(item), MODEL, request(item), answer(item, said)) for item in numbers))

    asyncio.run(all_of_them())


def claimed(store: ShardStore, shard: int, who: str) -> Claim:
    claim = store.claim(shard, who)
    assert claim is not None
    return claim


def journal_of(path: Path, numbers: Iterable[int], said: str = "") -> Path:
    """A journal that was closed, with these answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(Journal(path)) as journal:
        put(journal, numbers, said)
    return path


def texts(journal: ShardJournal, numbers: Iterable[int]) -> list[str | None]:
    """What the answers say, None for one that is not there."""
    found = [journal.get(str(number)) for number in numbers]
    return [None if item is None else item.text for item in found]


def united(store: ShardStore, shard: int, path: Path, numbers: Iterable[int]) -> list[str | None]:
    """What a run's new journal has of a shard."""
    with closing(Journal(path)) as run:
        store.unite(shard, run)
        return texts(run, numbers)


def claim_once(place: Place, who: str, line: Any) -> None:
    """Claim shard 0 when told to, say which epoch it was, and keep it until told again."""
    store = place.open()
    line.send("ready")
    line.recv()
    claim = store.claim(0, who)
    line.send(None if claim is None else claim.epoch)
    line.recv()


def work(place: Place, who: str, line: Any) -> None:
    """Claim shard 0 and do what is told: put, flush, renew, finish, close; says how it went."""
    store = place.open()
    claim = claimed(store, 0, who)
    journal = store.open(claim)
    line.send(os.getpid())
    while True:
        word, *more = line.recv()
        try:
            line.send(_done(store, claim, journal, word, *more))
        except SelfInstructError as error:
            line.send(f"{type(error).__name__}: {error}")


@dataclass(slots=True)
class Worker:
    """`work` in a process of its own."""

    process: ForkServerProcess
    pid: int
    _line: Any

    def told(self, *words: Any) -> Any:
        """Have it do something; what came of it."""
        self._line.send(words)
        return self._line.recv()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()


def working(place: Place, who: str) -> Worker:
    here, there = Pipe()
    process = forked(work, place, who, there)
    return Worker(process, here.recv(), here)


def _done(store: ShardStore, claim: Claim, journal: ShardJournal, word: str, *more: Any) -> Any:
    if word == "put":
        return put(journal, *more)
    if word == "renew":
        return claim.renew()
    if word == "finish":
        return store.finish(claim, {"by": claim.who})
    if word == "flush":
        return journal.flush() if isinstance(journal, S3Journal) else None
    return journal.close()
