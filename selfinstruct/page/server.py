"""The server of the page: on the loopback device alone, from its address being told until Ctrl-C."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

import uvicorn

from selfinstruct.errors import UsageError
from selfinstruct.page.app import Site
from selfinstruct.page.guard import Guard

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LONGEST_GOODBYE = 2  # seconds for requests under way, once it is to end


class _Server(uvicorn.Server):
    """Ends at a signal, and leaves it at that: what was decided is still to be applied."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def bound(port: int) -> socket.socket:
    """A socket of this machine alone, any free port for 0; raises UsageError where the port is taken."""
    # asyncio sends at once only on sockets that are called TCP; otherwise each answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        told = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"--port {port}: cannot be used: {told}; give another, or 0 for any") from None
    return listener


def serve(
    site: Site,
    listener: socket.socket,
    *,
    ready: Callable[[Sequence[tuple[str, str]]], None],
    hosts: Sequence[str] = (),
    framed: bool = False,
    opening: bool = True,
) -> None:
    """Serve until a signal comes. `ready` is told who reviews at which address."""
    config = uvicorn.Config(
        Guard(site.app(), hosts, framed=framed), log_level="error", access_log=False, server_header=False, ws="none",
        lifespan="off", loop="asyncio", proxy_headers=False, timeout_graceful_shutdown=_LONGEST_GOODBYE,
    )  # fmt: skip
    port = listener.getsockname()[1]
    addresses = [(seat.reviewer, f"http://127.0.0.1:{port}/{token}/") for token, seat in site.desk.seats.items()]
    with contextlib.ExitStack() as stack:
        listener.set_inheritable(False)
        stack.callback(listener.close)
        ready(addresses)
        if opening:
            stack.enter_context(_opened(addresses[0][1]))
        asyncio.run(_Server(config).serve(sockets=[listener]))


@contextlib.contextmanager
def _opened(address: str) -> Iterator[None]:
    """A browser on the address, where there is one. It is given a file that leads there: the list of processes, which

    everybody on the machine can read, would show the token.
    """
    if not _has_screen():
        yield
        return
    with tempfile.TemporaryDirectory(prefix="selfinstruct-") as folder:
        file = Path(folder) / "review.html"
        told = escape(address, quote=True)
        text = f'<!doctype html><meta http-equiv="refresh" content="0;url={told}"><a href="{told}">Review</a>\n'
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        with contextlib.suppress(webbrowser.Error, OSError):
            webbrowser.open(file.as_uri())
        yield


def _has_screen() -> bool:
    """Whether a browser would come up in a window, and not in this terminal."""
    known = sys.platform in ("darwin", "win32")
    return known or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
