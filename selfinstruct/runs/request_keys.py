"""The name of an answer in the journal: what was asked, of which model, for what."""

from contextvars import ContextVar
from dataclasses import fields

from selfinstruct.canonical import content_id, to_json
from selfinstruct.records import Request, Sampling

_SAMPLING = sorted(item.name for item in fields(Sampling) if item.name != "reasoning")
# The last one of this context: a request is named when it is looked up and again when its answer is written.
_LAST: ContextVar[tuple[str, Request, str] | None] = ContextVar("last", default=None)


def request_key(model: str, request: Request) -> str:
    """The name of an answer: a hash of model, prompt, requested sampling, purpose and index.

    The time-out is left out: it says how long to wait, not what to ask.
    """
    last = _LAST.get()
    if last is None or last[1] is not request or last[0] != model:
        last = (model, request, _key(model, request))
        _LAST.set(last)
    return last[2]


def _key(model: str, request: Request) -> str:
    return content_id(
        to_json(
            [
                model,
                request.api,
                [[turn.role, turn.content] if turn.plain else turn.as_dict() for turn in request.messages],
                [*([name, getattr(request.sampling, name)] for name in _SAMPLING), *_reasoning(request.sampling)],
                request.purpose,
                request.index,
            ]
        )
    )


def _reasoning(sampling: Sampling) -> list[list[str]]:
    """Nothing where it is not said, as in journals of before."""
    return [] if sampling.reasoning == "default" else [["reasoning", sampling.reasoning]]
