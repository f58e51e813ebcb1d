"""A proxy that notes which hosts it is asked for, and answers for one of them as the offline model does."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from selfinstruct.models.offline import create
from selfinstruct.records import Message, Request, Sampling

SERVED = "served.test"


@contextmanager
def noting_proxy() -> Iterator[tuple[str, list[str]]]:
    """Its address, and the hosts that were asked for so far."""
    hosts: list[str] = []

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # a connection that finds no place waits for a second

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_CONNECT(self) -> None:
            hosts.append(self.path)
            self.send_error(401)

        def do_GET(self) -> None:
            hosts.append(urlsplit(self.path).netloc)
            self.send_error(401)

        def do_POST(self) -> None:
            host = urlsplit(self.path).netloc
            hosts.append(host)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if host != SERVED:
                self.send_error(401)
                return
            turns = tuple(Message(turn["role"], turn["content"]) for turn in body["messages"])
            sampling = Sampling(max_tokens=body.get("max_tokens") or body.get("max_completion_tokens"))
            answer = asyncio.run(create("").complete(Request("served", 0, turns, sampling)))
            choice = {"message": {"content": answer.text}, "finish_reason": answer.finish_reason}
            told = json.dumps({"choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 9}}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None: ...

    server = Server(("127.0.0.1", 0), Proxy)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", hosts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
