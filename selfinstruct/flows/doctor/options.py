"""What a caller of `doctor` passes, read and checked: an endpoint, and a name of a model or none."""

import os
from dataclasses import dataclass

from selfinstruct.errors import UsageError
from selfinstruct.models import open_model
from selfinstruct.models.local import LOCAL
from selfinstruct.models.openai import OpenAI, create
from selfinstruct.models.servers.endpoint import Endpoint
from selfinstruct.registry import names


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to ask, and what: `name` is the whole name of the model, `model` what the service calls it; "" for none.

    `variable` is that of the environment in which its key is looked for.
    """

    endpoint: Endpoint
    provider: str
    model: str
    given_address: bool
    variable: str

    @property
    def name(self) -> str:
        return f"{self.provider}/{self.model}"


def asked(base_url: str | None, model: str | None) -> Asked:
    """The endpoint that is meant. Raises UsageError where none is, KeyRefused where OpenAI is asked without a key.

    A model may be named as the service names it, or as other commands take it: `provider/model`.
    """
    address = base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or None
    provider, slash, rest = (model or "").partition("/")
    if not slash or provider not in names("models"):
        provider, rest = "openai", model or ""
        if address is None:
            raise UsageError(
                "say what to ask: --base-url URL, for example http://127.0.0.1:8080/v1, or a whole name, "
                "--model openai/MODEL"
            )
    if not rest and model:
        raise UsageError(f"--model {model}: names no model; write {provider}/MODEL, or leave --model out")
    opened = open_model(f"{provider}/{rest}", base_url=base_url) if rest else create("unnamed", base_url=base_url)
    if not isinstance(opened, OpenAI):
        raise UsageError(f"--model {model}: doctor asks services that speak OpenAI's API, which {provider} does not")
    endpoint = opened.endpoint()
    if provider == "ollama":  # which runs ask by its own API, below the same root
        endpoint = endpoint.at(f"{endpoint.root}/v1")
    variable = LOCAL[provider].key if provider in LOCAL else "OPENAI_API_KEY"
    return Asked(endpoint, provider, rest, base_url is not None, variable)
