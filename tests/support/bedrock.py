"""A service that answers as Bedrock's Converse does, with what a test has written, and the model that asks it."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from selfinstruct.models.bedrock import Bedrock, create
from selfinstruct.models.bedrock_client import RuntimeClient
from selfinstruct.records import Completion, Message, Request, Sampling

ID = "us.example.model-v1:0"
ARN = f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/{ID}"
ASKED = Request("bootstrap", 0, (Message("system", "Be brief."), Message("user", "Hi")), timeout=5)
EVERY = Sampling(9, 0.5, 0.9, None, None, None, ("\n\n", "END"), {"top_k": 3})


@dataclass
class Canned:
    """A service that gives these answers in turn, the last one again and again, and keeps what it was sent."""

    answers: list[web.Response | Callable[[dict[str, Any]], web.Response]]
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.paths.append(request.raw_path)
        self.headers.append(request.headers)
        body = json.loads(await request.read())
        answer = self.answers[min(len(self.bodies), len(self.answers) - 1)]
        self.bodies.append(body)
        if answer is HANG:
            await asyncio.Event().wait()  # until the client goes away
        if answer is RESET and request.transport is not None:
            request.transport.abort()
        if not isinstance(answer, web.Response):
            return answer(body)
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)


def said(value: Any, status: int = 200, **headers: str) -> web.Response:
    return web.Response(status=status, body=json.dumps(value).encode(), headers=headers)


def answer(*texts: str, reason: str = "end_turn", **more: Any) -> web.Response:
    content = [{"text": text} for text in texts]
    return said({"output": {"message": {"role": "assistant", "content": content}}, "stopReason": reason, **more})


def refusal(code: str, message: str, status: int, **headers: str) -> web.Response:
    name = f"{code}:http://internal.amazon.com/coral/com.amazon.bedrock/"
    return said({"message": message}, status, **{"x-amzn-ErrorType": name}, **headers)


def invalid(message: str) -> web.Response:
    return refusal("ValidationException", message, 400)


class CannedService:
    """A service in a thread of its own, which lets `canned` answer."""

    def __init__(self) -> None:
        self.canned = Canned([])
        self.reached: RuntimeClient
        self.address = ""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        async def listen() -> web.ServerRunner:
            # A handler that hangs ends when its client has gone.
            server = web.Server(lambda request: self.canned.handle(request), handler_cancellation=True)
            runner = web.ServerRunner(server, shutdown_timeout=0)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return runner

        self._thread.start()
        self._runner = asyncio.run_coroutine_threadsafe(listen(), self._loop).result(10)
        self.address = "http://{}:{}".format(*self._runner.addresses[0][:2])

    def end(self) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()


SERVICE = CannedService()


@asynccontextmanager
async def asked_of(canned: Canned, name: str = ID, **options: Any) -> AsyncIterator[Bedrock]:
    SERVICE.canned = canned
    model = create(name, endpoint_url=SERVICE.address, **options) if options else Bedrock(name, SERVICE.reached)
    try:
        yield model
    finally:
        await model.aclose()


def ask(canned: Canned, *requests: Request, name: str = ID, **options: Any) -> list[Completion]:
    async def main() -> list[Completion]:
        async with asked_of(canned, name, **options) as model:
            return [await model.complete(request) for request in requests]

    return asyncio.run(main())


HANG, RESET = web.Response(), web.Response()
TALK = tuple(Message(role, text) for role, text in zip("suuas", "abcde", strict=True))
