"""Models for tests: the offline model behind disorder, interruptions and recordings. Real Models, nothing patched."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from selfinstruct.models.offline import create
from selfinstruct.records import Completion, Message, Model, Request, Usage


@dataclass
class Disorderly:
    """The offline model, whose answers arrive in an order that depends on `seed`; counts what it was asked."""

    seed: int = 0
    asked: Counter[tuple[str, int, tuple[Message, ...]]] = field(default_factory=Counter)
    in_flight: int = 0
    most_in_flight: int = 0
    model: Model = field(default_factory=lambda: create(""))
    name: str = "offline"
    _rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self._rng = Random(self.seed)

    async def complete(self, request: Request) -> Completion:
        self.asked[request.purpose, request.index, request.messages] += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        for _ in range(self._rng.choice([0, 1, 5, 40])):
            await asyncio.sleep(0)
        self.in_flight -= 1
        return await self.model.complete(request)


@dataclass
class Answering:
    """A model that answers by a function of the request."""

    answer: Callable[[Request], Completion]
    name: str = "test/answering"
    requests: list[Request] = field(default_factory=list)

    async def complete(self, request: Request) -> Completion:
        self.requests.append(request)
        await asyncio.sleep(0)
        return self.answer(request)


def scripted(name: str, answers: Callable[[Request], str]) -> Answering:
    return Answering(lambda request: Completion(answers(request), usage=Usage(3, 4)), name)


def fixed(name: str, **by_purpose: str) -> Answering:
    return scripted(name, lambda request: by_purpose[request.purpose])


def said(request: Request) -> str:
    """The last turn of what a model was asked."""
    return request.messages[-1].content
