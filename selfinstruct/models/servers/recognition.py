"""Which server answers at an address, and what it tells of itself: by cheap GETs, each of which may fail.

https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
https://docs.ollama.com/api
https://lmstudio.ai/docs/developer/rest/endpoints
https://docs.sglang.ai/basic_usage/native_api.html
https://huggingface.co/docs/text-generation-inference/reference/api_reference
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from selfinstruct.errors import Retryable
from selfinstruct.models.holding import NAMES as HELD
from selfinstruct.models.holding import server_at
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.servers.endpoint import Endpoint, json_in

SECONDS = 3.0  # for each of them
NAMES = {
    **HELD, "llamacpppython": "llama-cpp-python", "tgi": "text-generation-inference", "localai": "LocalAI",
    "litellm": "LiteLLM", "openrouter": "OpenRouter",
}  # fmt: skip
_PATHS = (
    "/props", "/version", "/api/version", "/api/ps", "/api/v0/models", "/get_server_info", "/info",
    "/health/liveliness",
)  # fmt: skip
_SIZE = re.compile(r"(?<![a-z0-9.])(?:(\d{1,3})x)?(\d{1,4}(?:\.\d{1,3})?)\s?([bm])(?![a-z0-9])", re.IGNORECASE)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """What answers at an address. `kind` is a key of NAMES, "" for one that nobody knows.

    `window` is in tokens, of prompt and answer together, as it is served to one request; `trained` what the model
    could have. `slots` is how many requests are answered at once, `parameters` the model's size in billions.
    `template` says whether there is a chat template; None stands for what is not told.
    """

    kind: str = ""
    version: str = ""
    window: int | None = None
    trained: int | None = None
    slots: int | None = None
    parameters: float | None = None
    template: bool | None = None
    abilities: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As people call it, "" where it is not known."""
        return NAMES.get(self.kind, "")


async def recognised(endpoint: Endpoint, model: str, listed: Sequence[Row]) -> Server:
    """The server, and what it says of a model; `listed` are the rows of its GET /models."""
    host = urlsplit(endpoint.address).hostname or ""
    row = next((item for item in listed if item.get("id") == model), {})
    size = billions(model)
    hosted = "openrouter" if host.endswith("openrouter.ai") else server_at(host)
    if hosted:
        return Server(hosted, window=whole(row.get("context_length")), parameters=size)
    found = dict(zip(_PATHS, await asyncio.gather(*(_got(endpoint, path) for path in _PATHS)), strict=True))
    for read in _READERS:
        if (server := read(found, row, model)) is not None:
            break
    else:
        server = Server(window=whole(row.get("max_model_len")) or whole(row.get("context_length")))
    if server.kind == "ollama":
        server = await _shown(endpoint, server, model)
    return replace(server, parameters=server.parameters or size)


async def loaded(endpoint: Endpoint, server: Server, model: str) -> Server:
    """The same once the model has answered: Ollama tells the window of a model that is loaded."""
    if server.kind != "ollama":
        return server
    window = _running(await _got(endpoint, "/api/ps"), model)
    return replace(server, window=window or server.window)


def billions(name: str) -> float | None:
    """The size that a model's name tells, in billions of parameters: 7 of Qwen2.5-7B, 0.135 of SmolLM2-135M."""
    found = _SIZE.search(name.rpartition("/")[2])
    if found is None:
        return None
    return int(found[1] or 1) * float(found[2]) * (1 if found[3].lower() == "b" else 0.001)


def whole(value: Any) -> int | None:
    """A count above zero, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


@dataclass(frozen=True, slots=True)
class _Got:
    """What was answered at a path: its JSON, {} where there is none."""

    body: Row
    text: str = ""
    headers: Mapping[str, str] | None = None


async def _got(endpoint: Endpoint, path: str) -> _Got:
    try:
        answer: HttpResponse = await endpoint.get(path, SECONDS, root=True)
    except Retryable:
        return _Got({})
    if answer.status != 200:
        return _Got({}, headers=answer.headers)
    value, _ = json_in(answer)
    return _Got(value if isinstance(value, dict) else {}, answer.content[:200].decode("latin-1"), answer.headers)


Found = Mapping[str, _Got]


def _llamacpp(found: Found, row: Row, model: str) -> Server | None:
    props = found["/props"].body
    if not ("default_generation_settings" in props or "total_slots" in props):
        return None
    settings = _row(props.get("default_generation_settings"))
    meta = _row(row.get("meta"))
    size = whole(meta.get("n_params"))
    return Server(
        "llamacpp",
        version=str(props.get("build_info") or ""),
        window=whole(settings.get("n_ctx")) or whole(meta.get("n_ctx")),
        trained=whole(meta.get("n_ctx_train")),
        slots=whole(props.get("total_slots")),
        parameters=size / 1e9 if size else None,
        template=bool(props["chat_template"]) if "chat_template" in props else None,
    )


def _ollama(found: Found, row: Row, model: str) -> Server | None:
    version = found["/api/version"].body.get("version")
    if not isinstance(version, str) or not isinstance(found["/api/ps"].body.get("models"), list):
        return None
    return Server("ollama", version, window=_running(found["/api/ps"], model))


def _lmstudio(found: Found, row: Row, model: str) -> Server | None:
    rows = found["/api/v0/models"].body.get("data")
    rows = [item for item in rows if isinstance(item, dict)] if isinstance(rows, list) else []
    if not any("compatibility_type" in item or "state" in item for item in rows):
        return None
    own: Row = next((item for item in rows if item.get("id") == model), {})
    return Server(
        "lmstudio", window=whole(own.get("loaded_context_length")), trained=whole(own.get("max_context_length"))
    )


def _sglang(found: Found, row: Row, model: str) -> Server | None:
    told = found["/get_server_info"].body
    if not ({"max_total_num_tokens", "context_length", "model_path"} & told.keys()):
        return None
    return Server(
        "sglang",
        version=str(told.get("version") or ""),
        window=whole(row.get("max_model_len")) or whole(told.get("context_length")),
        slots=whole(told.get("max_running_requests")),
    )


def _vllm(found: Found, row: Row, model: str) -> Server | None:
    version = found["/version"].body.get("version")
    if row.get("owned_by") != "vllm" and not (isinstance(version, str) and whole(row.get("max_model_len"))):
        return None
    return Server("vllm", version=str(version or ""), window=whole(row.get("max_model_len")))


def _tgi(found: Found, row: Row, model: str) -> Server | None:
    told = found["/info"].body
    if not ("model_id" in told and {"max_total_tokens", "max_input_tokens", "max_input_length"} & told.keys()):
        return None
    window = whole(told.get("max_total_tokens")) or whole(told.get("max_input_tokens"))
    return Server("tgi", str(told.get("version") or ""), window, slots=whole(told.get("max_concurrent_requests")))


def _litellm(found: Found, row: Row, model: str) -> Server | None:
    alive = found["/health/liveliness"]
    version = next((text for name, text in (alive.headers or {}).items() if name == "x-litellm-version"), "")
    return Server("litellm", version) if version or "alive" in alive.text else None


def _localai(found: Found, row: Row, model: str) -> Server | None:
    version = found["/version"].body.get("version")
    return Server("localai", version) if isinstance(version, str) and re.match(r"v\d+\.", version) else None


def _llamacpppython(found: Found, row: Row, model: str) -> Server | None:
    return Server("llamacpppython") if row.get("owned_by") == "me" else None


_READERS: tuple[Callable[[Found, Row, str], Server | None], ...] = (
    _llamacpp, _ollama, _lmstudio, _sglang, _vllm, _tgi, _litellm, _localai, _llamacpppython,
)  # fmt: skip


def _running(got: _Got, model: str) -> int | None:
    """The window of a model that Ollama has loaded; a name without a tag is its `latest`."""
    rows = got.body.get("models")
    names = (model, f"{model}:latest")
    own = next((item for item in rows if _row(item).get("name") in names), None) if isinstance(rows, list) else None
    return whole(_row(own).get("context_length"))


async def _shown(endpoint: Endpoint, server: Server, model: str) -> Server:
    """What Ollama says of a model: the window it was trained for and that its Modelfile sets, its size, abilities."""
    try:
        told, _ = json_in(await endpoint.post("/api/show", {"model": model}, SECONDS, root=True))
    except Retryable:
        return server
    told = _row(told)
    trained = next(
        (whole(v) for name, v in _row(told.get("model_info")).items() if name.endswith(".context_length")), None
    )
    set_to = re.search(r"^num_ctx\s+(\d{1,9})", str(told.get("parameters") or ""), re.MULTILINE)
    abilities = told.get("capabilities")
    return replace(
        server,
        window=server.window or (int(set_to[1]) if set_to else None),
        trained=trained,
        parameters=billions(str(_row(told.get("details")).get("parameter_size") or "")),
        abilities=tuple(map(str, abilities)) if isinstance(abilities, list) else (),
    )


def _row(value: Any) -> Row:
    return value if isinstance(value, dict) else {}
