"""Amazon Textract, against a service on this machine that answers as it does."""

import base64
import json
import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from selfinstruct.documents.ocr.recognition import Picture, recognised
from selfinstruct.documents.ocr.textract import open_textract
from selfinstruct.errors import UsageError
from tests.support.aws import pretend

pytest.importorskip("boto3")


def line(text: str, top: float, kind: str = "LINE") -> dict[str, Any]:
    return {"BlockType": kind, "Text": text, "Geometry": {"BoundingBox": {"Top": top, "Height": 0.02}}}


ANSWER = {"Blocks": [
    {"BlockType": "PAGE"}, line("The inspection of the break-", 0.1), line("water begins.", 0.125),
    line("water", 0.125, "WORD"),
    line("A second paragraph.", 0.2), line("The next column.", 0.1),
]}  # fmt: skip


class Service(HTTPServer):
    """Gives one answer, and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answer: tuple[int, dict[str, Any]] = (200, ANSWER)


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.headers["X-Amz-Target"], json.loads(body)))
        status, answer = self.server.answer
        sent = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_told: object) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    pretend(monkeypatch)
    found = Service()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{found.server_port}")
    thread = threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def test_lines_and_gaps_become_paragraphs(service: Service) -> None:
    picture = Picture(3, 2, bytes(6))
    found = recognised(open_textract("eng"), picture)
    assert found == ["The inspection of the breakwater begins.", "A second paragraph.", "The next column."]
    target, body = service.asked[0]
    assert target == "Textract.DetectDocumentText"
    assert base64.b64decode(body["Document"]["Bytes"]) == picture.png()


def test_a_picture_that_is_too_large_is_sent_at_half_its_size(service: Service) -> None:
    picture = Picture(2500, 2400, random.Random(1).randbytes(6_000_000))
    open_textract("eng")(picture)
    sent = base64.b64decode(service.asked[0][1]["Document"]["Bytes"])
    assert len(sent) <= 5_000_000
    assert int.from_bytes(sent[16:20], "big") == 1250


def test_a_refusal_is_one_line(service: Service) -> None:
    service.answer = (400, {"__type": "AccessDeniedException", "Message": "no leave\nto ask"})
    with pytest.raises(UsageError, match=r"--ocr textract: An error occurred .AccessDeniedException.*no leave to ask"):
        open_textract("eng")(Picture(3, 2, bytes(6)))


def test_without_a_region_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(
        UsageError, match=r"--ocr textract: You must specify a region.*; set AWS_REGION and credentials"
    ):
        open_textract("eng")
