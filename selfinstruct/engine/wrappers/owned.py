"""Holds a model that is not one of ours to its contract."""

import inspect
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any

from selfinstruct.errors import OwnCodeError, SelfInstructError
from selfinstruct.records import Completion, Model, Request, Usage
from selfinstruct.registry import BREAKS, place_of, raised_at, said


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
        except BREAKS as error:
            raise OwnCodeError(f"model {self.name} ({raised_at(error, self.model)}): {said(error)}") from error
        if not inspect.isawaitable(answered):
            raise OwnCodeError(
                f"model {self.name} ({place_of(self.model)}): its complete is not async; write async def"
            )
        if not isinstance(answer, Completion):
            raise OwnCodeError(f"model {self.name} ({place_of(self.model)}): gave {answer!r:.40}; give a Completion")
        for field, fits, wanted in _FIELDS:
            if not fits(value := getattr(answer, field)):
                raise OwnCodeError(
                    f"model {self.name} ({place_of(self.model)}): gave a Completion with {field} {value!r:.60}; "
                    f"give {wanted}"
                )
        return answer


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_usage(value: Any) -> bool:
    return isinstance(value, Usage) and all(type(count) is int and count >= 0 for count in astuple(value))


# What each field of a Completion can be, and how that is said.
_FIELDS: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("text", _is_text, "a str"),
    ("finish_reason", lambda value: value is None or _is_text(value), "a str, or None for a request that failed"),
    ("usage", _is_usage, "a Usage of whole numbers, 0 for what is not known"),
    ("error", _is_text, "a str"),
    ("batched", _is_flag, "True or False"),
    ("reasoning", _is_text, "a str"),
    ("assumed", _is_flag, "True or False"),
    ("tier", _is_text, "a str"),
    ("model", _is_text, "a str"),
)
