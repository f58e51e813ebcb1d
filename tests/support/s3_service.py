"""Amazon S3 as moto serves it, with writes one after another as S3 has them, its own clock, and refusals on request.

moto looks whether an object is there and then writes it, which two requests at once can both do.
"""

import logging
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

DENIED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>no</Message></Error>"


@dataclass
class Service:
    """What a test may change while the service runs, and what it has been asked."""

    address: str = ""
    ahead: float = 0.0  # seconds that its clock is ahead of this machine's
    ignores_conditions: bool = False
    denied: str = ""  # a pattern of "METHOD /path": refused
    held: str = ""  # a pattern of paths: a PUT waits until `let_go`
    waiting: threading.Event = field(default_factory=threading.Event)  # one is held
    asked: list[str] = field(default_factory=list)
    _released: threading.Event = field(default_factory=threading.Event)
    _writes: threading.Lock = field(default_factory=threading.Lock)
    _app: Any = None

    def hold(self, pattern: str) -> None:
        self.waiting.clear()
        self._released.clear()
        self.held = pattern

    def let_go(self) -> None:
        self.held = ""
        self._released.set()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.asked.append(f"{method} {path}")
        if self.denied and re.search(self.denied, f"{method} {path}"):
            start_response("403 Forbidden", [("Content-Type", "application/xml")])
            return [DENIED]
        if self.ignores_conditions:
            environ = {name: value for name, value in environ.items() if name not in CONDITIONS}
        if method == "PUT" and self.held and re.search(self.held, path):
            self.waiting.set()
            self._released.wait(60)
        if method != "PUT":
            return list(self._app(environ, start_response))
        with self._writes:
            return list(self._app(environ, start_response))


CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH")


@contextmanager
def serving_s3_in_order() -> Iterator[Service]:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    service = Service(_app=DomainDispatcherApplication(create_backend_app))

    class Dated(MotoRequestHandler):
        def date_time_string(self, timestamp: float | None = None) -> str:
            return formatdate((timestamp or time.time()) + service.ahead, usegmt=True)

    server = make_server("127.0.0.1", 0, service, True, request_handler=Dated)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield service
    finally:
        service.let_go()
        server.shutdown()
        thread.join()
        server.server_close()
