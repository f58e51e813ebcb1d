"""Reaches an endpoint: the models it names, the one to ask, its first answer, or one line that says what is wrong."""

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from selfinstruct.errors import KeyRefused, NotReachable, QuotaExhausted, Retryable, UnknownModel, Unreachable
from selfinstruct.flows.doctor import asking
from selfinstruct.flows.doctor.asking import Asker, Said
from selfinstruct.flows.doctor.options import Asked
from selfinstruct.flows.doctor.probes.answers import STORY, STORY_TOKENS
from selfinstruct.models.answers.error_forms import is_page, page_title, read_error
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.servers.endpoint import Endpoint, json_in
from selfinstruct.models.servers.recognition import Server, recognised

_SECONDS = 20.0  # for the list of models: a router may have to ask others
_THINKERS = re.compile(r"\br1\b|qwq|think|reason|magistral|gpt-oss", re.IGNORECASE)  # some begin without a mark
_PATH = re.compile(r"/(?:chat/)?(?:completions|models)\Z")
_VERSION = re.compile(r"/v\d+\Z")
_BEHIND = (502, 504)  # what a proxy says whose server does not answer
_NO_CHAT = re.compile(r"embed|rerank|whisper|tts|moderation|dall-e|image|transcribe|realtime", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """The models that an endpoint names; `why` says why there are none, `waited` what it said first.

    `look` is what to look at where nothing there seems to be an API.
    """

    rows: tuple[dict[str, Any], ...] = ()
    why: str = ""
    waited: str = ""
    look: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(row["id"]) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model to ask, as the service calls it and as other commands do, and why this one."""

    model: str
    name: str
    why: str


async def listing(asked: Asked) -> Listing:
    """What GET /models says. Raises the error for an address at which no model can be asked."""
    endpoint = asked.endpoint
    try:
        answer, waited = await _ready(endpoint)
    except NotReachable as error:
        raise Unreachable(
            f"{endpoint.quote(str(error))}: is the server started, and is this its address? Give it with --base-url"
        ) from error
    except Retryable as error:
        return Listing(why=endpoint.quote(str(error)))
    where = f"{endpoint.address}/models"
    if 300 <= answer.status < 400:
        to = endpoint.quote(answer.headers.get("location", "another address"))
        better = to.split("?")[0].removesuffix("/models")
        raise UnknownModel(f"{where} redirects to {to}: give that address as --base-url {better}")
    told = read_error(answer.status, answer.headers, answer.content)
    if answer.status in (401, 403) or (answer.status >= 400 and told.kind == "key"):
        raise KeyRefused(_wants_key(asked, where, answer.status, told.message))
    rows = _rows(answer)
    if rows is not None:
        return Listing(rows, "" if rows else "it names none", waited)
    if (api := await _elsewhere(endpoint)) is not None:
        what = "a web page" if is_page(answer.content[:400].decode("latin-1")) else str(answer.status)
        raise UnknownModel(f"{where} answers {what}; the API is at {api}: give --base-url {api}")
    text = answer.content.decode("utf-8", "replace")
    if answer.status < 300 and is_page(text):
        title = endpoint.quote(page_title(text) or "without a title")
        raise UnknownModel(f"{where} answers with a web page ({title}), not with JSON: is this the address of an API?")
    page = is_page(text)
    why = f"GET /models answers {answer.status}{' with a web page' if page else ''}: {endpoint.quote(told.message)}"
    behind = "is the server behind it started?" if answer.status in _BEHIND else "is this the address of an API?"
    return Listing(why=why, look=behind if page or answer.status in _BEHIND else "")


async def choose(asked: Asked, found: Listing) -> Chosen:
    """The model that was named, else the only or the first one of the list; raises UnknownModel where there is none."""
    if asked.model:
        if asked.provider == "openai" and asked.model not in found.names and asked.name in found.names:
            return Chosen(asked.name, f"openai/{asked.name}", "as named")
        listed = (
            "" if asked.model in found.names or not found.rows else "; it is not among those that GET /models names"
        )
        return Chosen(asked.model, asked.name, f"as named{listed}")
    names = [name for name in found.names if not _NO_CHAT.search(name)]
    if names:
        others = len(found.names)
        why = "the only model it names" if others == 1 else f"the first of {others} models; --model asks another"
        return Chosen(names[0], f"openai/{names[0]}", why)
    server = await recognised(asked.endpoint, "", ())
    if server.kind == "ollama":
        raise UnknownModel(f"{asked.endpoint.address}: Ollama has no model yet: ollama pull NAME, then the same again")
    if server.kind == "lmstudio":
        raise UnknownModel(
            f"{asked.endpoint.address}: LM Studio has no model yet: download and load one (lms get, lms load)"
        )
    if found.look:
        raise UnknownModel(f"{asked.endpoint.address}: {found.why}: {found.look}")
    raise UnknownModel(
        f"{asked.endpoint.address}: which model? {found.why or 'it names none'}; give one with --model NAME"
    )


async def first_answer(asked: Asked, asker: Asker, server: Server, found: Listing) -> tuple[Said, bool]:
    """A first answer, and whether it is one of a chat; raises the error for a model that gives none."""
    asker.thinks = _THINKERS.search(asker.model) is not None
    said = await asker.chat(STORY, STORY_TOKENS)
    if said.good:
        asker.thinks |= bool(said.reasoning) or said.text.lstrip().startswith("<")
        return said, True
    _stop(asked, asker, server, found, said)
    if said.status:  # a server that said nothing in time says nothing here
        text = await asker.continued(STORY, STORY_TOKENS)
        if text.good:
            return text, False
    endpoint = asker.endpoint
    longer = "" if said.status else "; --timeout SECONDS waits longer"
    raise UnknownModel(
        f"{endpoint.address}: {asker.model!r} gives no answer: {said.why}{longer}{_hint(server, asker.model)}"
    )


def _stop(asked: Asked, asker: Asker, server: Server, found: Listing, said: Said) -> None:
    """Raise the error for a refusal that concerns every request."""
    endpoint, told = asker.endpoint, said.told
    if told is None:
        return
    if told.kind == "key" or said.status in (401, 403):
        raise KeyRefused(_wants_key(asked, endpoint.address, said.status, told.message))
    if told.kind == "credit" or said.status == 402:
        raise QuotaExhausted(f"{endpoint.address}: the account is out of credit: {endpoint.quote(told.message)}")
    if said.status in (429, 503):
        raise UnknownModel(
            f"{endpoint.address}: still not ready after {asking.PATIENCE:g} s: {said.why}; the same again later"
        )
    unknown_name = told.kind == "model" or (said.status == 404 and "model" in told.message.lower())
    if unknown_name and asker.model not in found.names:
        has = f"; it has {', '.join(endpoint.quote(name) for name in found.names[:5])}" if found.names else ""
        raise UnknownModel(
            f"{endpoint.address} does not know {asker.model!r}{has}{_hint(server, asker.model)}: {said.why}"
        )


def _hint(server: Server, model: str) -> str:
    return f" (ollama pull {model} fetches a model)" if server.kind == "ollama" else ""


def _wants_key(asked: Asked, where: str, status: int, message: str) -> str:
    said = asked.endpoint.quote(message)
    if asked.endpoint.has_key:
        return f"{where} refuses the key in {asked.variable} ({status}): set one that it accepts: {said}"
    return f"{where} wants a key ({status}): set {asked.variable}: {said}"


async def _ready(endpoint: Endpoint) -> tuple[HttpResponse, str]:
    """The list of models, once a server that is loading says more than that it is; and what it said first."""
    begun, waited = time.monotonic(), ""
    while True:
        answer = await endpoint.get("/models", _SECONDS)
        if answer.status != 503 or time.monotonic() - begun > asking.PATIENCE:
            return answer, waited
        told = read_error(answer.status, answer.headers, answer.content)
        waited = f"{answer.status}: {endpoint.quote(told.message)}"
        await asyncio.sleep(asking.PAUSE)


async def _elsewhere(endpoint: Endpoint) -> str | None:
    """The address that was meant: one without the path of a request at its end, or one with /v1."""
    shorter = _PATH.sub("", endpoint.address)
    for address in dict.fromkeys((shorter, f"{_VERSION.sub('', shorter)}/v1")):
        if address == endpoint.address:
            continue
        async with aclosing(endpoint.at(address)) as other:
            try:
                answer = await other.get("/models", _SECONDS)
            except Retryable:
                continue
        if answer.status in (401, 403) or _rows(answer) is not None:
            return address
    return None


def _rows(answer: HttpResponse) -> tuple[dict[str, Any], ...] | None:
    """The rows of a list of models, None where there is no such list."""
    value, _ = json_in(answer)
    rows: Sequence[Any] | None = value if isinstance(value, list) else None
    if isinstance(value, dict):
        rows = next((value[name] for name in ("data", "models") if isinstance(value.get(name), list)), None)
        if rows is None and "data" in value and value["data"] is None:  # Ollama without a model
            rows = ()
    if answer.status != 200 or rows is None:
        return None
    return tuple(row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str) and row["id"])
