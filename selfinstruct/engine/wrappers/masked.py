"""Masks personal data in answers and refusals before anything is kept of them or shown."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from selfinstruct.errors import ModelError, ModelStopped, NotReachable
from selfinstruct.models.batches import Batches, State
from selfinstruct.records import Completion, Model, Request


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
    """The same for a batch service; what holds no answer is the service's own."""

    batches: Batches

    def __getattr__(self, name: str) -> Any:
        return getattr(self.batches, name)

    async def state(self, identifier: str) -> State:
        state = await self.batches.state(identifier)
        return replace(state, refused=_mask(state.refused))

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        async for key, answer in self.batches.results(identifier, requests):
            if isinstance(answer, Completion):
                answer = _masked(answer)
            else:
                _mask_error(answer)
            yield key, answer


def _masked(answer: Completion) -> Completion:
    text, error, reasoning = (_mask(told) for told in (answer.text, answer.error, answer.reasoning))
    return replace(answer, text=text, error=error, reasoning=reasoning)


def _mask_error(error: ModelError) -> None:
    """Mask the text of an error, which may quote the service; one that names an address is no answer, and left."""
    if not isinstance(error, NotReachable | ModelStopped):
        error.args = (_mask(str(error)), *error.args[1:])


def _mask(text: str) -> str:
    from selfinstruct.text.pii import mask  # its patterns take a quarter of a second to compile

    return mask(text)[0]
