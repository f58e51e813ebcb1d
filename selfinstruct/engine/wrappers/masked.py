"""Masks personal data in answers and refusals before anything is kept of them or shown."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from selfinstruct.errors import ModelError, ModelStopped, NotReachable
from selfinstruct.models.batches import Batches, State
from selfinstruct.records import Completion, Model, Request
from selfinstruct.text.pii import mask


@dataclass(frozen=True, slots=True)
class Masked:
    """A model in whose answers placeholders stand for personal data, and in what it says of a request it refuses."""

    model: Model

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        try:
            return _masked(await self.model.complete(request))
        except ModelError as error:
            _mask_error(error)
            raise


@dataclass(frozen=True, slots=True)
class MaskedBatches:
    """The same for a batch service."""

    batches: Batches

    @property
    def lag(self) -> float:
        return self.batches.lag

    @property
    def most_requests(self) -> int:
        return self.batches.most_requests

    @property
    def most_bytes(self) -> int:
        return self.batches.most_bytes

    def line(self, key: str, request: Request) -> bytes:
        return self.batches.line(key, request)

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        return await self.batches.upload(token, lines)

    async def submit(self, token: str, api: str, file: str) -> str:
        return await self.batches.submit(token, api, file)

    async def find(self, token: str, since: float) -> str | None:
        return await self.batches.find(token, since)

    async def state(self, identifier: str) -> State:
        state = await self.batches.state(identifier)
        return replace(state, refused=mask(state.refused)[0])

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        async for key, answer in self.batches.results(identifier, requests):
            if isinstance(answer, Completion):
                answer = _masked(answer)
            else:
                _mask_error(answer)
            yield key, answer

    async def cancel(self, identifier: str) -> None:
        await self.batches.cancel(identifier)

    async def aclose(self) -> None:
        await self.batches.aclose()


def _masked(answer: Completion) -> Completion:
    return replace(answer, text=mask(answer.text)[0], error=mask(answer.error)[0])


def _mask_error(error: ModelError) -> None:
    """Mask the text of an error, which may quote the service; one that names an address is no answer, and left."""
    if not isinstance(error, NotReachable | ModelStopped):
        error.args = (mask(str(error))[0], *error.args[1:])
