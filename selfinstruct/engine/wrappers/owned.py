"""Holds a model that is not one of ours to its contract."""

import inspect
from dataclasses import dataclass

from selfinstruct.errors import OwnCodeError, SelfInstructError
from selfinstruct.records import Completion, Model, Request
from selfinstruct.registry import place_of, raised_at, said


@dataclass(frozen=True, slots=True)
class Owned:
    """A model of a user's own: what breaks in it, and what is no Completion, is told with its own file and line."""

    model: Model

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        try:
            answered = self.model.complete(request)
            answer = await answered if inspect.isawaitable(answered) else answered
        except SelfInstructError:
            raise
        except Exception as error:
            raise OwnCodeError(f"model {self.name} ({raised_at(error, self.model)}): {said(error)}") from error
        if not inspect.isawaitable(answered):
            raise OwnCodeError(
                f"model {self.name} ({place_of(self.model)}): its complete is not async; write async def"
            )
        if not isinstance(answer, Completion):
            raise OwnCodeError(f"model {self.name} ({place_of(self.model)}): gave {answer!r:.40}; give a Completion")
        return answer
