"""What stands before everything: who may ask, from where, and what a browser may do with the answer.

A server on the loopback device is open to every page that the same browser has open. So the name it is asked by must be
ours (a name that was made to point here is not), a page of another origin may not send, and the token is in the path.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors {ancestors}; img-src 'none'; require-trusted-types-for 'script'"
)
_HEADERS = {
    # With no-referrer a browser sends `Origin: null` with our own form.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Refuses foreign names (421) and foreign senders (403), and puts the policy on every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = (), *, framed: bool = False) -> None:
        self._app = app
        self._hosts = frozenset(name.lower() for name in (*LOOPBACK, *hosts))
        self._policy = _POLICY.format(ancestors="'self'" if framed else "'none'")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {"content-security-policy": self._policy, **_HEADERS}.items():
                    headers.setdefault(name, value)
            await send(message)

        status, told = self._refused(scope)
        answering = PlainTextResponse(f"{told}\n", status) if status else self._app
        await answering(scope, receive, guarded)

    def _refused(self, scope: Scope) -> tuple[int, str]:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _name(hosts[0]) not in self._hosts:
            return 421, "This page answers to names of this machine alone; --allow-host NAME adds one."
        if scope["method"] in ("GET", "HEAD"):
            return 0, ""
        if scope["method"] != "POST":
            return 405, "Only GET and POST are known here."
        site, origin = headers.getlist("sec-fetch-site"), headers.getlist("origin")
        foreign = any(value != "same-origin" for value in site)
        foreign = foreign or any(urlsplit(value).netloc.lower() != hosts[0].lower() for value in origin)
        return (403, "Another page may not send anything here.") if foreign else (0, "")


def _name(host: str) -> str:
    """The name without its port, which a forwarded one need not share with ours."""
    name, _, port = host.lower().rpartition(":")
    return name if name and port.isdecimal() else host.lower()
