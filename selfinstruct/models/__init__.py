"""Models: one provider a file, its wire format beside it."""

import inspect
from collections.abc import Mapping
from typing import Any

from selfinstruct.errors import SelfInstructError, UnknownName, UsageError
from selfinstruct.records import Model
from selfinstruct.registry import BREAKS, is_own, load, names, place_of, raised_at, said

SHIPPED = {
    "offline": "selfinstruct.models.offline:create",
    "openai": "selfinstruct.models.openai:create",
    "bedrock": "selfinstruct.models.bedrock:create",
    "ollama": "selfinstruct.models.local:create_ollama",
    "llamacpp": "selfinstruct.models.local:create_llamacpp",
    "vllm": "selfinstruct.models.local:create_vllm",
    "lmstudio": "selfinstruct.models.local:create_lmstudio",
}


def open_model(name: str, **options: object) -> Model:
    """The model called `provider/model` (or `module:attr` of a user's own).

    `options` are those of the command line (base_url, concurrency, region …); a provider takes what it knows.
    Raises UnknownName, listing the known providers.
    """
    check_name(name)
    provider, _, rest = name.partition("/")
    own = provider not in names("models")
    create = load("models", name if own else provider, code=True)
    if not is_own(create):
        shipped: Model = create("" if own else rest, **options)
        return shipped
    return _own(name, create, "" if own else rest, options)


def check_name(name: str) -> None:
    """Raise UnknownName for a name of no known provider, listing those there are."""
    if name.partition("/")[0] not in names("models") and ":" not in name:
        known = ", ".join("offline" if item == "offline" else f"{item}/…" for item in names("models"))
        raise UnknownName(
            f"there is no model {name!r}; write provider/model with a known provider: {known}; "
            "a model of any other service that speaks OpenAI's API is openai/NAME with --base-url URL"
        )


def _own(name: str, create: Any, rest: str, options: Mapping[str, object]) -> Model:
    """A model of a user's own, held to the contract of one; raises UsageError where it cannot be one."""
    where = f"model {name} ({place_of(create)})"
    hint = "write a function create(name, **options) that returns the model"
    if not callable(create):
        raise UsageError(f"{where}: cannot be called; {hint}")
    try:
        model: Model = create(rest, **options)
    except SelfInstructError:
        raise
    except TypeError as error:
        raise UsageError(f"{where}: {error}; {hint}") from error
    except BREAKS as error:
        raise UsageError(f"model {name} ({raised_at(error, create)}): {said(error)}") from error
    where = f"model {name} ({place_of(model)})"
    if not isinstance(getattr(model, "name", None), str):
        raise UsageError(f"{where}: has no name; it is a text, by which the journal knows the model")
    if not callable(getattr(model, "complete", None)):
        raise UsageError(f"{where}: has no complete; write async def complete(self, request)")
    if not inspect.iscoroutinefunction(model.complete):
        raise UsageError(f"{where}: its complete is not async; write async def complete(self, request)")
    return model
