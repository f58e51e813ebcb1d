"""The shards of a pool: in this process, or each in one of its own that is filled again if it dies."""

import contextlib
import pickle
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, Protocol

from selfinstruct.errors import RunError
from selfinstruct.novelty.pools import PoolIndex
from selfinstruct.novelty.workers.process import Worker

# So often a shard may die over one question.
_DEATHS = 3
_CHUNK = 10_000


class Question:
    """A method of an index and what it is called with for each of the `texts`; pickled once for all shards."""

    def __init__(self, method: str, texts: Sequence[str], *more: Any) -> None:
        self.method, self.texts, self.more = method, texts, more

    @cached_property
    def data(self) -> bytes:
        return pickle.dumps((self.method, self.texts, self.more))


class Shard(Protocol):
    """A part of a pool: what is told and asked in `ask` is answered in `answer`, so that shards work side by side."""

    def ask(self, added: Sequence[str], question: Question) -> None: ...

    def answer(self) -> list[Any]: ...

    def close(self) -> None: ...


class Holding:
    """An index that takes texts and then answers a question about others."""

    def __init__(self, make: Callable[[], PoolIndex]) -> None:
        self._index = make()

    def __call__(self, added: Sequence[str], question: tuple[str, Sequence[str], Sequence[Any]]) -> list[Any]:
        for text in added:
            self._index.add(text)
        method, texts, more = question
        return [_bare(getattr(self._index, method)(text, *more)) for text in texts]


class LocalShard:
    """A shard in this process."""

    def __init__(self, make: Callable[[], PoolIndex]) -> None:
        self._holding = Holding(make)
        self._answer: list[Any] = []

    def ask(self, added: Sequence[str], question: Question) -> None:
        self._answer = self._holding(added, (question.method, question.texts, question.more))

    def answer(self) -> list[Any]:
        return self._answer

    def close(self) -> None:
        pass


class ProcessShard:
    """A shard in a process of its own, with every `step`-th text of the spool from the `number`-th on.

    It has nothing that the spool has not. Raises RunError where it dies several times over one question.
    """

    def __init__(self, make: Callable[[], PoolIndex], spool: Sequence[str], number: int, step: int) -> None:
        self._make = partial(Holding, make)
        self._spool, self._number, self._step = spool, number, step
        self._worker = Worker(self._make)
        self._told = 0
        self._question = b""

    @property
    def pid(self) -> int:
        return self._worker.pid

    def ask(self, added: Sequence[str], question: Question) -> None:
        self._told += len(added)
        self._question = question.data
        with contextlib.suppress(ConnectionError):  # `answer` starts it again, and tells it all
            self._worker.ask(pickle.dumps(added), self._question)

    def answer(self) -> list[Any]:
        ended = ""
        for death in range(_DEATHS):
            try:
                if death:
                    self._refill()
                found: list[Any] = self._worker.answer()
                return found
            except ConnectionError:
                ended = self._worker.close()
        raise RunError(
            f"a process with {self._told:,} entries of the pool died {_DEATHS} times over one question ({ended}); "
            "where memory is short, use fewer shards"
        )

    def close(self) -> None:
        self._worker.close()

    def _refill(self) -> None:
        self._worker = Worker(self._make)
        nothing = pickle.dumps(("", (), ()))
        width = _CHUNK * self._step
        stop = self._number + self._told * self._step
        for start in range(self._number, stop, width):
            texts = self._spool[start : min(start + width, stop) : self._step]
            self._worker.ask(pickle.dumps(texts), nothing)
            self._worker.answer()
        self._worker.ask(pickle.dumps(()), self._question)


def _bare(found: Any) -> Any:
    """A match, or several, without its class: that takes long to pickle."""
    if found is None:
        return None
    if isinstance(found, list):
        return [_bare(match) for match in found]
    return found.score, found.neighbour, found.position
