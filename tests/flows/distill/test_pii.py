"""No personal data gets anywhere that a log holds, a teacher says or a service repeats."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import selfinstruct
from selfinstruct.errors import BatchRefused, ModelError, RequestFailed, Retryable, SystematicFailure
from selfinstruct.models.batches import State
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import Run
from tests.support.logs import converse, echo
from tests.support.models import Answering, said
from tests.support.personal import PLANTED, TEACHERS, Bulk, command, everything, planted_log, traces
from tests.support.runs import write


class Capturing(BaseHTTPRequestHandler):
    """A teacher that repeats what it is told and adds an address of its own; keeps all it hears."""

    protocol_version = "HTTP/1.1"
    heard: list[bytes]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append(self.requestline.encode() + str(self.headers).encode() + body)
        text = f"{json.loads(body)['messages'][-1]['content']} I have asked {TEACHERS}."
        answer = json.dumps({
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }).encode()  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[bytes]]]:
    handler = type("Handler", (Capturing,), {"heard": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1", handler.heard  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("mode", ["mask", pytest.param("drop", marks=pytest.mark.slow)])
def test_planted_personal_data_gets_nowhere(
    mode: str, endpoint: tuple[str, list[bytes]], tmp_path: Path
) -> None:  # fmt: skip
    address, heard = endpoint
    log = planted_log(tmp_path / "log.jsonl")
    assert traces(log.read_bytes()) == PLANTED
    if mode == "drop":  # something must be left to ask
        log.write_text(log.read_text() + json.dumps(converse("Who may write to me?")) + "\n")
    done = command(
        "distill", log, "--model", "openai/teacher", "--base-url", address, "--out", "out", "--pii", mode,
        "--json", "--concurrency", 4, cwd=tmp_path,
    )  # fmt: skip
    run = Run(tmp_path / "out")
    assert len(heard) == run.info["requests"] == (40 if mode == "mask" else 1)
    assert traces(everything(tmp_path, log)) == []
    assert traces(done.stdout.encode() + done.stderr.encode()) == []
    assert traces(b"".join(heard)) == []
    # What is left reads as it did, and the journal has the teacher's answers.
    journal = (tmp_path / "out" / "journal.db").read_bytes()
    assert b"I have asked [EMAIL]." in journal
    told = run.info["pii"]
    assert set(told["found"]) == {"email", "phone", "card", "iban", "ip", "national_id"}
    assert (told["mode"], told["dropped"]) == (mode, 0 if mode == "mask" else 40)
    if mode == "mask":
        assert run.dataset()[0]["prompt"][1]["content"] == "Case 0: my details are [EMAIL], write to me."
        assert f"{sum(told['found'].values()):,} pieces of personal data masked: " in done.stderr
    else:
        dropped = [line for line in run.rejected() if line["rule"] == "pii"]
        assert len(dropped) == 40
        assert {line["text"] for line in dropped} == {""}
        assert dropped[0]["value"] == {"email": 3}


def test_batch_jobs_leave_no_trace_either(tmp_path: Path) -> None:
    log, teacher = planted_log(tmp_path / "log.jsonl"), Bulk()
    run = selfinstruct.distill(log, model=teacher, out=tmp_path / "out", batch=True, batch_minimum=10, poll=0.001)
    assert (run.status, len(teacher.heard)) == ("done", 40)
    assert run.info["usage"][0]["batched"]["requests"] == 40
    assert run.info["pii"]["answers"]["email"] > 40
    assert traces(everything(tmp_path, log)) == []
    assert traces(b"".join(teacher.heard)) == []


@pytest.mark.parametrize("kind", [RequestFailed, Retryable])
def test_what_a_service_says_of_a_request_is_masked(
    kind: type[ModelError], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(request: Request) -> Completion:
        if "Who" in said(request) and sum("Who" in said(asked) for asked in teacher.requests) == 1:
            raise kind(f"the prompt names {TEACHERS}")
        return echo(request)

    teacher, log = Answering(refuse), write(tmp_path / "p.jsonl", [{"prompt": "Who?"}, {"prompt": "When?"}])
    with caplog.at_level("DEBUG"), caplog.at_level("DEBUG", logger="selfinstruct"):
        selfinstruct.distill(log, model=teacher, out=tmp_path / "out")
    told = caplog.text.encode() + everything(tmp_path, log)
    assert traces(told) == []
    assert b"the prompt names [EMAIL]" in told


@dataclass
class Refusing(Bulk):
    """A batch service that fails for good on each request, or on the whole job."""

    whole: bool = False

    async def state(self, identifier: str) -> State:
        return State("failed", over=True, refused=f"nobody asks {TEACHERS}" if self.whole else "")

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for key in requests:
            yield key, RequestFailed(f"the line names {TEACHERS}")


@pytest.mark.parametrize("whole", [False, True])
def test_what_a_batch_service_says_is_masked(whole: bool, tmp_path: Path) -> None:
    log = write(tmp_path / "p.jsonl", [{"prompt": "Who?"}])
    with pytest.raises(
        BatchRefused if whole else SystematicFailure, match=r"nobody asks \[EMAIL\]$" if whole else r"names \[EMAIL\];"
    ):
        selfinstruct.distill(
            log, model=Refusing(whole=whole), out=tmp_path / "out", batch=True, batch_minimum=1, poll=0.001
        )
    assert traces(everything(tmp_path, log)) == []


def test_seeds_from_a_log_are_masked_before_anything_has_them(
    endpoint: tuple[str, list[bytes]], tmp_path: Path
) -> None:  # fmt: skip
    log = write(
        tmp_path / "log.jsonl", [converse(f"Case {n}: {v} wants an answer.", f"To {v}") for n, v in enumerate(PLANTED)]
    )
    done = command("generate", "--seeds", log, "-n", 2, "--out", "out", cwd=tmp_path)
    assert traces(everything(tmp_path, log)) == []
    assert traces(done.stderr.encode()) == []
    run = Run(tmp_path / "out")
    assert run.info["pii"]["found"] == {"card": 2, "email": 2, "iban": 2, "ip": 4, "national_id": 6, "phone": 4}
    assert "20 pieces of personal data masked" in done.stderr
    assert b"Case 0: [EMAIL] wants an answer." in (tmp_path / "out" / "journal.db").read_bytes()
