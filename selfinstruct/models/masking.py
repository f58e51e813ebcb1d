"""Masks personal data in answers before anything is kept of them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from selfinstruct.errors import ModelError
from selfinstruct.models.batches import Batches, State
from selfinstruct.pii import mask
from selfinstruct.records import Completion, Model, Request


@dataclass(frozen=True, slots=True)
class Masked:
    """A model in whose answers placeholders stand for personal data."""

    model: Model

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        return _masked(await self.model.complete(request))


@dataclass(frozen=True, slots=True)
class MaskedBatches:
    """The same for a batch service."""

    batches: Batches

    @property
    def most_requests(self) -> int:
        return self.batches.most_requests

    @property
    def most_bytes(self) -> int:
        return self.batches.most_bytes

    def line(self, key: str, request: Request) -> bytes:
        return self.batches.line(key, request)

    async def submit(self, token: str, api: str, lines: Sequence[bytes]) -> str:
        return await self.batches.submit(token, api, lines)

    async def find(self, token: str, since: float) -> str | None:
        return await self.batches.find(token, since)

    async def state(self, identifier: str) -> State:
        return await self.batches.state(identifier)

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        async for key, answer in self.batches.results(identifier, requests):
            yield key, _masked(answer) if isinstance(answer, Completion) else answer

    async def cancel(self, identifier: str) -> None:
        await self.batches.cancel(identifier)

    async def aclose(self) -> None:
        await self.batches.aclose()


def _masked(answer: Completion) -> Completion:
    return replace(answer, text=mask(answer.text)[0])
