"""The addresses of the page, each below a reviewer's token; what they answer is in docs/review.md."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from selfinstruct.errors import SelfInstructError
from selfinstruct.flows.review.desk.decisions.log import NotSaved
from selfinstruct.flows.review.desk.desk import Desk, Refused
from selfinstruct.flows.review.desk.mending import Mending
from selfinstruct.flows.review.desk.seats.seat import Seat
from selfinstruct.page.bodies import is_form, read_body
from selfinstruct.page.html import Pages
from selfinstruct.page.markdown import POLICY, rendered
from selfinstruct.pictures.svg import PALETTE

_WORTH_PACKING = 2_000  # bytes; a page over a slow line comes in a third of the time
_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}

Answered = Callable[["Site", Seat, Request], Awaitable[Response]]


class AsciiResponse(Response):
    """JSON in ASCII alone: a half of a surrogate pair has no UTF-8, and arrives as an escape."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, separators=(",", ":")).encode("ascii")


class Site:
    """A desk with the pages it is shown on; `apply` brings what was decided into the reviewed files."""

    def __init__(self, desk: Desk, apply: Callable[[], dict[str, Any]]) -> None:
        self.desk, self.apply, self.pages, self.mending = desk, apply, Pages(), Mending(desk)
        self._static = sorted(file.name for file in _STATIC.iterdir() if file.suffix in _TYPES)

    def app(self) -> Starlette:
        """The application, without the guard that stands before it."""

        def route(path: str, answer: Answered, method: str = "GET") -> Route:
            return Route(f"/{{token}}/{path}", self._seated(answer), methods=[method])

        return Starlette(
            middleware=[Middleware(GZipMiddleware, minimum_size=_WORTH_PACKING, compresslevel=6)],
            routes=[
                Route("/{token}", self._seated(with_slash), methods=["GET"]),
                route("", show), route("state", state), route("item", item), route("find", find),
                route("text", text), route("rendered", show_rendered), route("alike", alike),
                *(route(name, static) for name in self._static),
                route("decide", decide, "POST"), route("undo", undo, "POST"), route("later", later, "POST"),
                route("draft", draft, "POST"), route("apply", apply, "POST"), route("alike", mend, "POST"),
            ]
        )  # fmt: skip

    def _seated(self, answer: Answered) -> Callable[[Request], Awaitable[Response]]:
        @wraps(answer)
        async def answered(request: Request) -> Response:
            seat = self._seat(request.path_params["token"])
            if seat is None:
                return PlainTextResponse("There is no such page.\n", 404)
            try:
                return await answer(self, seat, request)
            except Refused as refused:
                return self._problem(seat, request, refused.status, refused.problem)
            except NotSaved as error:
                return self._problem(seat, request, 503, str(error))
            except SelfInstructError as error:
                return self._problem(seat, request, 409, str(error).splitlines()[0])

        return answered

    def _seat(self, token: str) -> Seat | None:
        given = token.encode("utf-8", "replace")
        return next((seat for name, seat in self.desk.seats.items() if hmac.compare_digest(name.encode(), given)), None)

    def _problem(self, seat: Seat, request: Request, status: int, problem: str) -> Response:
        if request.method == "POST" and is_form(request):
            return self.page(seat, seat.current(), problem, status)
        if request.url.path.endswith("/rendered"):
            return PlainTextResponse(f"{problem}\n", status)
        told: dict[str, Any] = {"problem": problem}
        if status == 409:
            told |= self.desk.view(seat, seat.current())
        return AsciiResponse(told, status)

    def page(self, seat: Seat, at: int | None, problem: str = "", status: int = 200) -> Response:
        state = self.desk.state(seat) | self.desk.view(seat, at)
        return HTMLResponse(self.pages.review(state, problem), status)

    def done(self, seat: Seat, request: Request, told: dict[str, Any]) -> Response:
        """What a script is told of something done; a form goes back to the page."""
        if is_form(request):
            return RedirectResponse("./", 303)
        return AsciiResponse(told)


async def with_slash(site: Site, seat: Seat, request: Request) -> Response:
    return RedirectResponse(f"{request.path_params['token']}/", 307)


async def show(site: Site, seat: Seat, request: Request) -> Response:
    asked = request.query_params.get("at")
    return site.page(seat, seat.current() if asked is None else _position(seat, asked))


async def state(site: Site, seat: Seat, request: Request) -> Response:
    return AsciiResponse(site.desk.state(seat))


async def item(site: Site, seat: Seat, request: Request) -> Response:
    at = _position(seat, request.query_params.get("at", ""))
    return AsciiResponse({"item": site.desk.item(seat, at), "progress": site.desk.progress(seat, at)})


async def find(site: Site, seat: Seat, request: Request) -> Response:
    return AsciiResponse(await asyncio.to_thread(site.desk.find, seat, request.query_params.get("q", "")[:200]))


async def text(site: Site, seat: Seat, request: Request) -> Response:
    return AsciiResponse({"text": _text(site, seat, request)})


async def show_rendered(site: Site, seat: Seat, request: Request) -> Response:
    document = await asyncio.to_thread(rendered, _text(site, seat, request))
    return HTMLResponse(document, headers={"content-security-policy": POLICY})


async def alike(site: Site, seat: Seat, request: Request) -> Response:
    given = request.query_params
    return AsciiResponse(
        await asyncio.to_thread(site.mending.alike, seat, given.get("id", ""), given.get("by", "rule"))
    )


async def mend(site: Site, seat: Seat, request: Request) -> Response:
    sent = await read_body(request)
    ids = sent.get("ids")
    if not isinstance(ids, list) or not all(isinstance(name, str) for name in ids):
        raise Refused(400, "ids: is not a list of ids")
    identifier, by, do = (str(sent.get(name) or "") for name in ("id", "by", "do"))
    done = site.mending.apply(seat, identifier, by, do, ids)
    told = {"saved": site.desk.ledger.n, "records": done}
    return site.done(seat, request, told | site.desk.view(seat, seat.current()))


async def static(site: Site, seat: Seat, request: Request) -> Response:
    file = _STATIC / request.url.path.rpartition("/")[2]  # one of those that have a route
    # The frame of a rendered text is of no origin, and takes the styles all the same.
    headers = {"cross-origin-resource-policy": "cross-origin"} if file.suffix == ".css" else None
    palette = PALETTE.encode() if file.suffix == ".css" else b""
    return Response(palette + file.read_bytes(), headers=headers, media_type=_TYPES[file.suffix])


async def decide(site: Site, seat: Seat, request: Request) -> Response:
    sent = await read_body(request)
    saved = site.desk.decide(seat, site.desk.answering.of_form(sent) if is_form(request) else sent)
    return site.done(seat, request, {"saved": saved} | site.desk.view(seat, seat.current()))


async def undo(site: Site, seat: Seat, request: Request) -> Response:
    await read_body(request)
    steps = bool(seat.account.steps)
    at = site.desk.undo(seat)
    told = {"undone": steps} | site.desk.view(seat, seat.current() if at is None else at)
    return site.done(seat, request, told)


async def later(site: Site, seat: Seat, request: Request) -> Response:
    sent = await read_body(request)
    site.desk.put_off(seat, str(sent.get("id") or ""))
    return site.done(seat, request, site.desk.view(seat, seat.current()))


async def draft(site: Site, seat: Seat, request: Request) -> Response:
    sent = await read_body(request)
    site.desk.keep_draft(seat, str(sent.get("id") or ""), str(sent.get("edited") or ""))
    return site.done(seat, request, {"saved": site.desk.ledger.n})


async def apply(site: Site, seat: Seat, request: Request) -> Response:
    await read_body(request)
    return site.done(seat, request, await asyncio.to_thread(site.apply))


def _position(seat: Seat, asked: str) -> int:
    if not asked.isdecimal() or len(asked) > 9 or int(asked) >= len(seat):
        raise Refused(404, f"at: {asked!r:.40} is not a place of your queue")
    return int(asked)


def _text(site: Site, seat: Seat, request: Request) -> str:
    return site.desk.text(seat, request.query_params.get("id", ""), request.query_params.get("field", ""))
