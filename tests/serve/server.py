"""The service itself: Chat Completions and Completions under /v1, Converse, counters at /stats, accounts at /account.

Whatever key and model name are sent, the same request gets the same text; a name that ends in +strong or +weak is
played by that self of the offline model, on the account of the name before it.
"""

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from hashlib import blake2b
from typing import Any

from aiohttp import web

from selfinstruct.models import open_model
from selfinstruct.records import Completion, Message, Model, Request, Sampling
from tests.serve import converse
from tests.serve.account import Account, fingerprint
from tests.serve.batches import Batches, Gate, Misfortune
from tests.serve.faults import Bucket, Latency, draw, fault
from tests.serve.invocations import Invocations

_SAMPLING = ("temperature", "top_p", "presence_penalty", "frequency_penalty", "seed")
_KNOWN = {*_SAMPLING, "model", "messages", "prompt", "n", "stream", "stop", "max_tokens", "max_completion_tokens"}


@dataclass(slots=True)
class Stats:
    """What /stats tells. `failed` are faults; `tokens` are those of answers; a distinct request is a distinct body."""

    requests: int = 0
    distinct: int = 0
    answered: int = 0
    answered_twice: int = 0
    max_in_flight: int = 0
    in_flight: int = 0
    rate_limited: int = 0
    failed: int = 0
    tokens: int = 0
    batched: int = 0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the service treats requests; `recorded` answers are given in order of arrival, then empty ones."""

    latency: Latency
    faults: dict[str, float] = field(default_factory=dict)
    bucket: Bucket | None = None
    headers: bool = True
    recorded: list[Completion] | None = None
    seed: int = 0
    batch_faults: dict[str, float] = field(default_factory=dict)
    misfortune: Misfortune = field(default_factory=Misfortune)
    least_records: int = 0
    s3: str | None = None


@cache
def _player(played: str) -> Model | None:
    return open_model(f"offline/{played}") if played in ("strong", "weak") else None


class Service:
    """An aiohttp handler around a model; use `handle` with `web.Server`."""

    def __init__(self, model: Model, behaviour: Behaviour) -> None:
        self.model = model
        self.behaviour = behaviour
        self.stats = Stats()
        self._attempts: Counter[bytes] = Counter()
        self._answered: set[bytes] = set()
        self._accounts: defaultdict[str, Account] = defaultdict(Account)
        self._recorded = iter(behaviour.recorded or [])
        self.gate = Gate()
        self.batches = Batches(self.in_job, behaviour.misfortune, self.gate)
        self.invocations = Invocations(
            self.in_job, behaviour.misfortune, self.gate, behaviour.least_records, behaviour.s3
        )

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/stats":
            return _json(asdict(self.stats) | {"jobs": self.batches.submitted + self.invocations.submitted})
        if request.path == "/gate":
            return await self._gate(request.query)
        if request.path.startswith(("/v1/files", "/v1/batches")):
            return await self.batches.handle(request)
        if request.path.startswith("/model-invocation-job"):
            return await self.invocations.handle(request)
        if request.path == "/account":
            return await self._account(request.query)
        if request.path == "/v1/models":
            return _json({"object": "list", "data": [{"id": self.model.name, "object": "model"}]})
        form = _form(request)
        if form is None:
            return _error(404, f"nothing is served at {request.path}")
        stats = self.stats
        stats.requests += 1
        stats.in_flight += 1
        stats.max_in_flight = max(stats.max_in_flight, stats.in_flight)
        try:
            return await self._answer(request, form)
        finally:
            stats.in_flight -= 1

    async def _account(self, wish: Mapping[str, str]) -> web.Response:
        """The account of `model`, once it has `requests` or `answered` and `after` seconds more; `mark` marks it."""
        account = self._accounts[wish["model"]]
        requests, answered = int(wish.get("requests", 0)), int(wish.get("answered", 0))
        await account.until(lambda it: it.requests >= requests and it.answered.total() >= answered)
        await asyncio.sleep(float(wish.get("after", 0)))
        if "mark" in wish:
            account.mark()
        return _json(account.as_dict())

    async def _gate(self, wish: Mapping[str, str]) -> web.Response:
        """Hold the next request that comes to the point `hold`, or answer once one is held."""
        if "hold" in wish:
            self.gate.hold(wish["hold"])
        else:
            await self.gate.held.wait()
        return _json({})

    async def in_job(self, body: dict[str, Any], path: str) -> tuple[int, dict[str, Any]]:
        """Answer a line of a batch job: status and body of what is served at this path."""
        form = _form_of(path)
        assert form is not None
        digest = blake2b(json.dumps(body).encode(), digest_size=16, key=form.model.encode()[:64]).digest()
        attempt = self._attempts[digest]
        self._attempts[digest] += 1
        how = self.behaviour
        kind = fault(how.batch_faults, draw("fault", how.seed, digest, attempt)) if how.batch_faults else None
        if kind is not None:
            self.stats.failed += 1
            return int(kind), json.loads(form.refuse(int(kind), "a fault, as asked for").body)  # type: ignore[arg-type]
        answer = await self.model.complete(form.decode(body))
        self.stats.batched += 1
        self._book(self._accounts[form.model or str(body.get("model"))], digest, answer)
        return 200, form.encode(answer)

    async def _answer(self, http: web.BaseRequest, form: "Form") -> web.StreamResponse:
        raw = await http.read()
        digest = blake2b(raw, digest_size=16, key=form.model.encode()[:64]).digest()
        attempt = self._attempts[digest]
        self._attempts[digest] += 1
        self.stats.distinct = len(self._attempts)
        try:
            body = json.loads(raw)
            asked = form.decode(body)
            name, _, played = (form.model or str(body.get("model"))).partition("+")
            account, player = self._accounts[name], _player(played) or self.model
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            return form.refuse(400, f"the body cannot be read: {error!r}")
        account.arrived(digest)
        try:
            return await self._treat(http, form, digest, attempt, asked, account, player)
        finally:
            account.left(digest)

    async def _treat(
        self,
        http: web.BaseRequest,
        form: "Form",
        digest: bytes,
        attempt: int,
        asked: Request,
        account: Account,
        player: Model,
    ) -> web.StreamResponse:
        limited = self._limited(form)
        if limited is not None:
            return limited
        how = self.behaviour
        recorded = next(self._recorded, Completion("")) if how.recorded is not None else None
        kind = fault(how.faults, draw("fault", how.seed, digest, attempt)) if how.faults else None
        if kind == "429":
            self.stats.rate_limited += 1
            return form.refuse(429, "a slower pace, please", {"retry-after-ms": "50"} if how.headers else {})
        seconds = how.latency.seconds(draw("latency", how.seed, digest, attempt))
        if seconds:
            await asyncio.sleep(seconds)
        if kind is not None and kind != "empty" and kind != "length":
            self.stats.failed += 1
            return await self._fail(http, form, kind, asked)
        answer = recorded or await player.complete(asked)
        if kind is not None:
            text = "" if kind == "empty" else answer.text[: len(answer.text) // 2]
            answer = Completion(text, "stop" if kind == "empty" else "length", answer.usage)
        self._book(account, digest, answer)
        account.empty += kind == "empty"
        return _json(form.encode(answer), headers=self._pace())

    def _book(self, account: Account, digest: bytes, answer: Completion) -> None:
        self.stats.answered += 1
        self.stats.answered_twice += digest in self._answered
        self._answered.add(digest)
        self.stats.tokens += answer.usage.prompt + answer.usage.completion
        account.answered[digest] += 1
        account.texts[digest] = fingerprint(answer.text)
        account.tokens[digest] = (answer.usage.prompt, answer.usage.completion)
        account.prompt += answer.usage.prompt
        account.completion += answer.usage.completion
        account.cached += answer.usage.cached

    def _limited(self, form: "Form") -> web.Response | None:
        bucket = self.behaviour.bucket
        wait = bucket.take(time.monotonic()) if bucket is not None else 0.0
        if not wait:
            return None
        self.stats.rate_limited += 1
        told = {"retry-after": f"{wait:.3f}", "retry-after-ms": f"{wait * 1000:.0f}"} if self.behaviour.headers else {}
        return form.refuse(429, "Rate limit reached", told | self._pace())

    async def _fail(self, http: web.BaseRequest, form: "Form", kind: str, asked: Request) -> web.StreamResponse:
        if kind == "hang":
            await asyncio.Event().wait()  # until the client goes away
        if kind == "reset":
            if http.transport is not None:
                http.transport.abort()
            return web.Response()
        if kind == "truncated":
            whole = json.dumps(form.encode(await self.model.complete(asked))).encode()
            return web.Response(body=whole[: len(whole) // 2], content_type="application/json")
        return form.refuse(int(kind), "a fault, as asked for")

    def _pace(self) -> dict[str, str]:
        bucket = self.behaviour.bucket
        return bucket.headers(time.monotonic()) if bucket is not None and self.behaviour.headers else {}


@dataclass(frozen=True, slots=True)
class Form:
    """A way to be asked: its bodies, answers and refusals; `model` where the path names it."""

    decode: Callable[[Mapping[str, Any]], Request]
    encode: Callable[[Completion], dict[str, Any]]
    refuse: Callable[..., web.Response]
    model: str = ""


def _form(request: web.BaseRequest) -> Form | None:
    """The form of a request by its path, None where nothing is served."""
    return _form_of(request.raw_path) if request.method == "POST" else None


def _form_of(path: str) -> Form | None:
    if path in ("/v1/chat/completions", "/v1/completions"):
        chat = path == "/v1/chat/completions"
        return Form(partial(decode, chat=chat), partial(encode, chat=chat), _error)
    model = converse.model_of(path)
    return Form(converse.decode, converse.encode, converse.refuse, model) if model else None


def decode(body: Mapping[str, Any], chat: bool) -> Request:
    """The request of this package that a body stands for."""
    if chat:
        messages = tuple(Message(turn["role"], turn["content"]) for turn in body["messages"])
    else:
        messages = (Message("user", body["prompt"]),)
    stop = body.get("stop") or ()
    sampling = Sampling(
        max_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        stop=(stop,) if isinstance(stop, str) else tuple(stop),
        extra={name: value for name, value in body.items() if name not in _KNOWN},
        **{name: body[name] for name in _SAMPLING if name in body},
    )
    return Request("served", 0, messages, sampling, api="chat" if chat else "completions")


def encode(answer: Completion, chat: bool) -> dict[str, Any]:
    """The body that a completion is sent as."""
    usage = answer.usage
    said = {"message": {"role": "assistant", "content": answer.text}} if chat else {"text": answer.text}
    return {
        "id": "served",
        "object": "chat.completion" if chat else "text_completion",
        "choices": [{"index": 0, **said, "finish_reason": answer.finish_reason}],
        "usage": {
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.completion,
            "total_tokens": usage.prompt + usage.completion,
            "prompt_tokens_details": {"cached_tokens": usage.cached},
        },
    }


def _json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    body = json.dumps(value).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def _error(status: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return _json({"error": {"message": message, "type": "served", "param": None, "code": None}}, status, headers)
