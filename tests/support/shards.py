"""Shards as workers fill them: answers put, read and counted."""

import asyncio
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from selfinstruct.records import Completion, Message, Request, Sampling, Usage
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.shards.store import ShardJournal

MODEL = "openai/x"


def request(number: int) -> Request:
    return Request("respond", number, (Message("user", f"Say {number}."),), Sampling(max_tokens=5))


def answer(number: int, said: str = "") -> Completion:
    return Completion(said or f"This is {number}.", "stop", Usage(3, 4, 1))


def put(journal: ShardJournal, numbers: Iterable[int], said: str = "") -> None:
    """Put answers whose keys are their numbers, all at once."""

    async def all_of_them() -> None:
        await asyncio.gather(*(journal.put(str(item), MODEL, request(item), answer(item, said)) for item in numbers))

    asyncio.run(all_of_them())


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
