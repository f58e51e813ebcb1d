"""What the tests of preferences share."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from selfinstruct.errors import KeyRefused
from selfinstruct.flows.prefer.files import FILE, REJECTED
from selfinstruct.models.offline import create
from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.journal import request_key
from tests.support import runs


@dataclass
class Uneven:
    """The offline model, whose answers arrive in an order that depends on `seed`; counts each question it was asked."""

    seed: int = 0
    name: str = "offline"
    fails_after: int | None = None
    asked: Counter[str] = field(default_factory=Counter)
    _rng: Random = field(init=False)
    _model: Model = field(init=False)

    def __post_init__(self) -> None:
        self._rng = Random(self.seed)
        self._model = create(self.name)

    async def complete(self, request: Request) -> Completion:
        if self.fails_after is not None and self.asked.total() >= self.fails_after:
            raise KeyRefused("the key is refused")
        self.asked[request_key(self.name, request)] += 1
        for _ in range(self._rng.choice([0, 1, 5, 40])):
            await asyncio.sleep(0)
        return await self._model.complete(request)


def files(path: Path) -> dict[str, bytes]:
    return runs.files(path, (FILE, REJECTED))
