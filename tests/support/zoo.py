"""Stand-ins for servers that speak OpenAI's API, each with habits of its own: one class, habits as small records.

What they say otherwise is what `Mind` says, so that a run against one gives the files of a run with a Mind.
Those of tests/support/recordings.py are answered from recordings of real servers.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from random import Random
from typing import Any

from aiohttp import web

from selfinstruct.models.offline import create
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Completion, Request
from tests.serve.canned import answering
from tests.serve.server import decode

THOUGHTS = "Okay, the user wants something. Let me think about it."
# What the probes of doctor ask is nothing that the offline model knows.
SAID = {
    "Count from 1 to 9": "1, 2, 3, 4, 5, 6, 7, 8, 9",
    "1, 2, 3, 4,": " 5, 6, 7, 8, 9",
    "Write a short story": "The lamp went out at midnight. " * 40,
    "Write one sentence about the sea": "The sea is wide and grey today.",
    "Is fire hot": "Yes.",
    "Say hello": "Hello!",
    "What is the capital of France": "Paris.",
}


@dataclass(frozen=True)
class Habit:
    """What a server does otherwise than OpenAI's.

    `gets` are bodies by path; `refuses` what is said (400) where a parameter is sent, `ignores` parameters that change
    nothing, `holds` fields that hold an answer to a form. `window` is in tokens; where it `cuts`, longer prompts lose
    their beginning. `names` says what becomes of a model's name: kept, echoed, checked. `told` are refusals as they
    were recorded, status and body: of a field by its name, and of what is `long`, a `name`, a `key` or what is
    `missing`. `open` are paths that need no key.
    """

    gets: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Mapping[str, Any], ...] | None = ({"id": "some-model-7b", "object": "model"},)
    model: str = "some-model-7b"
    refuses: Mapping[str, str] = field(default_factory=dict)
    refusal: int = 400
    told: Mapping[str, tuple[int, Any]] = field(default_factory=dict)
    ignores: frozenset[str] = frozenset()
    holds: tuple[str, ...] = ("response_format",)
    window: int = 100_000
    cuts: bool = False
    overflow: str = "This model's maximum context length is {window} tokens. However, your messages are too long."
    names: str = "checked"
    thinks: str = ""
    usage: str = "counted"
    streams: bool = False
    chat: bool = True
    completions: bool = True
    answer: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    loading: int = 0
    key: str = ""
    open: tuple[str, ...] = ()
    seconds: float = 0.0
    page: bool = False
    moved: str = ""
    prefix: str = "/v1"


_WORDS = (
    "Explain Describe Sketch Compare Outline Retell Defend Question Translate Summarise Judge Imagine".split(),
    "bakers sailors nurses pupils gardeners drivers judges tailors miners painters farmers pilots".split(),
    "ropes clocks bridges gardens letters engines songs maps ovens tents wells kites".split(),
    "winter Lisbon childhood silence travel money weather sleep colour distance hunger patience".split(),
)  # fmt: skip


class Mind:
    """A model that knows what the offline model knows, and the prompts of the recipe small."""

    name = "zoo/mind"

    def __init__(self) -> None:
        self._offline = create("")
        templates = load_recipe("small").templates
        self._begins = {stage: templates[f"{stage}.system.jinja"][:30] for stage in ("bootstrap", "input_first")}

    async def complete(self, request: Request) -> Completion:
        prompt = request.messages[-1].content
        rng = Random(blake2b(prompt.encode(), digest_size=8).digest())
        verb, *nouns = (rng.choice(words) for words in _WORDS)
        system = request.messages[0].content
        if self._begins["bootstrap"] in system:
            return Completion(f"Instruction: {verb} what {nouns[0]} learn from {nouns[1]} about {nouns[2]}.")
        if self._begins["input_first"] in system:
            return Completion(f"They see early that {nouns[1]} need care, and {nouns[0]} that {nouns[2]} passes.")
        return await self._offline.complete(request)


class Server:
    """A server of one habit; `bodies` are what it was sent."""

    def __init__(self, habit: Habit) -> None:
        self.habit = habit
        self.bodies: list[dict[str, Any]] = []
        self._mind = Mind()
        self._left = habit.loading
        self._answered = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        habit = self.habit
        if habit.page:
            return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")
        if habit.moved:
            return web.Response(status=307, headers={"Location": f"{habit.moved}{request.path}"})
        if (
            habit.key
            and request.path not in habit.open
            and request.headers.get("Authorization") != f"Bearer {habit.key}"
        ):
            return self._refused("key", 401, "Incorrect API key provided", "invalid_api_key")
        if self._left:
            self._left -= 1
            return self._refused("loading", 503, "Loading model", "unavailable_error")
        if request.method == "GET":
            return self._got(request.path)
        body = json.loads(await request.read())
        if request.path in habit.gets:  # Ollama's /api/show
            return self._json(habit.gets[request.path])
        if request.path == "/api/chat" and "/api/version" in habit.gets:
            return await self._ollama(body)
        api = {f"{habit.prefix}/chat/completions": "chat", f"{habit.prefix}/completions": "completions"}.get(
            request.path
        )
        if api is None or not (habit.chat if api == "chat" else habit.completions):
            return self._refused(api if api and api in habit.told else "missing", 404, "Not Found", "not_found_error")
        self.bodies.append(body)
        await asyncio.sleep(habit.seconds)
        return await self._answer(api, body)

    def _got(self, path: str) -> web.Response:
        habit = self.habit
        if path == f"{habit.prefix}/models" and habit.rows is not None:
            return self._json({"object": "list", "data": list(habit.rows)})
        if path in habit.gets:
            return self._json(habit.gets[path])
        return self._refused("missing", 404, "Not Found", "not_found_error")

    async def _answer(self, api: str, body: dict[str, Any]) -> web.StreamResponse:
        habit = self.habit
        if habit.names == "checked" and body["model"] != habit.model:
            return self._refused("name", 404, f"The model `{body['model']}` does not exist.", "model_not_found")
        turns = body.get("messages") or []
        sent = {*body, *(turn["role"] for turn in turns), api}
        for name, message in (dict.fromkeys(habit.told, "") | dict(habit.refuses)).items():
            if name in sent:
                return self._refused(
                    name, habit.refusal, message, "invalid_request_error", None if name == "system" else name
                )
        if "system" in habit.ignores:
            body = body | {"messages": [turn for turn in turns if turn["role"] != "system"]}
        prompt = "\n".join(turn["content"] for turn in body.get("messages") or []) or body.get("prompt", "")
        count = tokens(prompt)
        if count > habit.window:
            if not habit.cuts:
                words = habit.overflow.format(window=habit.window, count=count)
                return self._refused("long", 400, words, "exceeded", count=count)
            count, prompt = habit.window, prompt[-3 * habit.window :]
        text, finish = await self._text(api, body, prompt)
        return self._said(api, body, text, finish, count)

    async def _ollama(self, body: dict[str, Any]) -> web.Response:
        """An answer by Ollama's own API, whose window is what the request says."""
        if body["model"] != self.habit.model:
            return self._refused("name", 404, f"model '{body['model']}' not found", "not_found_error")
        self.bodies.append(body)
        prompt = "\n".join(turn["content"] for turn in body["messages"])
        text, finish = await self._text("chat", {**body, "max_tokens": body["options"].get("num_predict")}, prompt)
        message = {"role": "assistant", "content": text} | ({"thinking": THOUGHTS} if self.habit.thinks else {})
        counts = {"prompt_eval_count": tokens(prompt), "eval_count": tokens(text)}
        return self._json({"model": body["model"], "message": message, "done": True, "done_reason": finish} | counts)

    async def _text(self, api: str, body: Mapping[str, Any], prompt: str) -> tuple[str, str]:
        """What is answered, held to a form where that is asked for, up to the stop sequence and the limit."""
        habit = self.habit
        self._answered += 1
        if "granted" in json.dumps(body) and any(name in habit.holds for name in body):
            return ('{"verdict": "granted"}' if "response_format" in body else "Verdict: granted"), "stop"
        text = await self._free(api, body, prompt)
        stops = [] if "stop" in habit.ignores else body.get("stop") or []
        end = min((at for stop in stops if (at := text.find(stop)) >= 0), default=None)
        if end is not None:
            return text[:end], "stop"
        limit = body.get("max_completion_tokens") or body.get("max_tokens")
        if limit and "max_tokens" not in habit.ignores and (words := text.split(" "))[limit:]:
            return " ".join(words[:limit]), "length"
        return text, "stop"

    async def _free(self, api: str, body: Mapping[str, Any], prompt: str) -> str:
        if "the same one: heron" in prompt:
            return "heron"
        if "What was the first word of this text" in prompt:
            return "heron" if "is heron" in prompt else "I do not know."
        if "Name an animal" in prompt:
            seed = self._answered if "seed" in self.habit.ignores or "seed" not in body else body["seed"]
            return f"A fox, Leeds and {0 if 'seeds' in self.habit.ignores else seed}."
        known = next((text for start, text in SAID.items() if prompt.startswith(start)), None)
        if known is not None:
            return known
        turns = body.get("messages") or []
        return (await self._mind.complete(decode({**body, "messages": turns}, chat=api == "chat"))).text

    def _said(self, api: str, body: Mapping[str, Any], text: str, finish: str, count: int) -> web.StreamResponse:
        habit = self.habit
        number = 1 if "n" in habit.ignores else body.get("n") or 1
        choices = [self._choice(api, body, text, finish, index) for index in range(number)]
        told: dict[str, Any] = {"object": "chat.completion", "choices": choices} | dict(habit.answer)
        told["model"] = body["model"] if habit.names == "echoed" else habit.model
        written = tokens(text) + (tokens(THOUGHTS) if habit.thinks else 0)
        counted = {"prompt_tokens": count, "completion_tokens": written, "total_tokens": count + written}
        usage = {"counted": counted, "null": None, "cached": {"prompt_tokens_details": {"cached_tokens": 4}}}
        if habit.usage in usage:
            told["usage"] = usage[habit.usage]
        if not habit.streams:
            return self._json(told, habit.headers)
        pieces = [
            {"choices": [{"index": 0, "delta": {"content": text}}]},
            {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]},
        ]
        events = "".join(f"data: {json.dumps(piece)}\n\n" for piece in [*pieces, {"choices": [], "usage": counted}])
        return web.Response(text=f"{events}data: [DONE]\n\n", content_type="text/event-stream")

    def _choice(self, api: str, body: Mapping[str, Any], text: str, finish: str, index: int) -> dict[str, Any]:
        choice: dict[str, Any] = {"index": index, "finish_reason": finish}
        if "logprobs" in body and "logprobs" not in self.habit.ignores:
            choice["logprobs"] = {"content": [{"token": text[:2], "logprob": -0.5, "top_logprobs": []}]}
        if api == "completions":
            return choice | {"text": text}
        how = self.habit.thinks
        if how == "closed":  # the prompt has opened it
            return choice | {"message": {"role": "assistant", "content": f"{THOUGHTS}\n</think>\n\n{text}"}}
        if how == "tags":
            return choice | {"message": {"role": "assistant", "content": f"<think>\n{THOUGHTS}\n</think>\n\n{text}"}}
        message = {"role": "assistant", "content": None if how == "only" else text}
        return choice | {
            "message": message | ({"reasoning_content" if how == "only" else how: THOUGHTS} if how else {})
        }

    def _json(self, value: Any, headers: Mapping[str, str] | None = None) -> web.Response:
        if isinstance(value, str):
            return web.Response(text=value, headers=headers)
        return web.Response(body=json.dumps(value).encode(), headers=headers, content_type="application/json")

    def _refused(
        self, what: str, status: int, message: str, code: str, param: str | None = None, count: int = 0
    ) -> web.Response:
        told: Any = {"error": {"message": message, "type": code, "param": param, "code": code}}
        status, told = self.habit.told.get(what, (status, told))
        text = told if isinstance(told, str) else json.dumps(told)
        text = text.replace("{count}", str(count))
        kind = "text/html" if text.startswith("<") else "application/json"
        return web.Response(status=status, body=text.encode(), content_type=kind)


def tokens(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text)) + 3


@asynccontextmanager
async def standing(habit: Habit) -> AsyncIterator[tuple[str, Server]]:
    """A server of this habit: the address without /v1, and the server itself."""
    server = Server(habit)
    async with answering(server.handle) as address:
        yield address, server
