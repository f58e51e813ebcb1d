"""Servers of one's own machine by name: llamacpp/MODEL, vllm/MODEL, lmstudio/MODEL, ollama/MODEL.

Each is an address and what is known of the server; all but Ollama are asked as OpenAI is. A key is read from the
variable that the server itself is told it by, never from OPENAI_API_KEY.
"""

import logging
import os
from dataclasses import dataclass
from typing import Any

from selfinstruct.errors import KeyRefused, UsageError
from selfinstruct.models.holding import KNOWN
from selfinstruct.models.http.urls import checked_url
from selfinstruct.models.ollama import OllamaWire
from selfinstruct.models.openai import OpenAI
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.servers.recognition import Server, recognised

NOTES = logging.getLogger("selfinstruct.notes")


@dataclass(frozen=True, slots=True)
class Local:
    """A kind of server: where it listens unless told otherwise, and the environment variables of its address and key.

    `begin` is what to do where nothing listens there, `path` what stands at the end of its address.
    """

    address: str
    begin: str
    key: str
    host: str = ""
    path: str = "/v1"


LOCAL = {
    "llamacpp": Local("http://127.0.0.1:8080/v1", "start it with: llama-server -m FILE.gguf", "LLAMA_API_KEY"),
    "vllm": Local("http://127.0.0.1:8000/v1", "start it with: vllm serve MODEL", "VLLM_API_KEY"),
    "lmstudio": Local("http://127.0.0.1:1234/v1", "start its server: lms server start", "LM_API_TOKEN"),
    "ollama": Local("http://127.0.0.1:11434", "start it with: ollama serve", "OLLAMA_API_KEY", "OLLAMA_HOST", ""),
}


def create_llamacpp(name: str, **options: Any) -> OpenAI:
    """llama.cpp's llama-server (llamacpp/MODEL; it answers to any name)."""
    return _create("llamacpp", name, **options)


def create_vllm(name: str, **options: Any) -> OpenAI:
    """vLLM (vllm/MODEL, as it is served)."""
    return _create("vllm", name, **options)


def create_lmstudio(name: str, **options: Any) -> OpenAI:
    """LM Studio (lmstudio/MODEL)."""
    return _create("lmstudio", name, **options)


def create_ollama(name: str, **options: Any) -> OpenAI:
    """Ollama by its own API (ollama/MODEL), which sets the window and keeps the model loaded."""
    return _create("ollama", name, **options)


def _create(kind: str, name: str, *, base_url: str | None = None, concurrency: int = 32, **_ignored: Any) -> OpenAI:
    """Raises UsageError for an empty name or a malformed address, KeyRefused for a key that cannot be one."""
    local = LOCAL[kind]
    if not name:
        raise UsageError(f"{kind}/: names no model; write {kind}/MODEL")
    address = checked_url(base_url or address_of(kind), "base URL", local.address, f"; a key goes into {local.key}")
    key = os.environ.get(local.key, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise KeyRefused(f"{local.key} contains characters that no key has; set it again")
    if kind == "ollama":
        address = address.removesuffix("/v1").removesuffix("/api")
        return OpenAI(OllamaWire(name, address, key, local), key, concurrency)
    return OpenAI(
        OpenAIWire(name, address, key, provider=kind, begin=local.begin, variable=local.key), key, concurrency
    )


async def survey(model: OpenAI) -> Server:
    """What a server says of itself, by a few cheap questions; the model is asked as that needs, and no more at once.

    One that does not answer them is asked as its name says.
    """
    endpoint = model.endpoint()
    try:
        server = await recognised(endpoint, model.name.partition("/")[2], ())
    finally:
        await endpoint.aclose()
    if isinstance(model.wire, OpenAIWire) and server.kind in KNOWN:
        model.wire.holding.server = server.kind
    model.slots = server.slots
    told = [
        f"a window of {server.window:,} tokens" if server.window else "",
        f"{server.slots} at once, so that no more are in flight" if server.slots else "",
    ]
    if server.name:
        what = ", ".join(filter(None, [" ".join(filter(None, [server.name, server.version])), *told]))
        NOTES.info("%s is %s", model.name, what)
    return server


def address_of(kind: str) -> str:
    """Where a kind of server is: as its own variable says, or where it listens by default."""
    local = LOCAL[kind]
    said = os.environ.get(local.host, "").strip() if local.host else ""
    if not said:
        return local.address
    # OLLAMA_HOST may be a host, a host with a port, or an address; 0.0.0.0 is where a server listens, not where it is.
    scheme, found, rest = said.partition("://")
    host = (rest if found else said).rstrip("/").replace("0.0.0.0", "127.0.0.1")
    port = "" if ":" in host.rpartition("]")[2] else f":{local.address.rpartition(':')[2]}"
    return f"{scheme if found else 'http'}://{host}{port}{local.path}"
