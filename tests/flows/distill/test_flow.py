"""Production logs and distillation: what is read, what a teacher is asked, and that no personal data gets anywhere."""

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import (
    BatchRefused,
    KeyRefused,
    ModelError,
    RecipeError,
    RequestFailed,
    Retryable,
    RunMismatch,
    SeedError,
    UsageError,
)
from selfinstruct.files.logs import Entry, is_log, read_log
from selfinstruct.files.storage import Access
from selfinstruct.files.tasks import load_seeds
from selfinstruct.models.batches import State
from selfinstruct.prices import Price
from selfinstruct.records import Completion, Message, Request, Usage
from selfinstruct.runs.run import FILES, Run
from tests.support import processes
from tests.support.models import Answering, Disorderly
from tests.support.paths import ROOT
from tests.support.runs import read, write

Row = dict[str, Any]


def bedrock(body: Any, answer: Any = None, operation: str = "InvokeModel", **more: Any) -> Row:
    """A row as Amazon Bedrock writes it."""
    output = {} if answer is None else {"output": {"outputBodyJson": answer, "outputTokenCount": 1}}
    return {
        "schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "operation": operation, "modelId": "m",
        "identity": {"arn": "arn:aws:sts::1:assumed-role/app/jane.doe@example.com"},
        "input": {"inputContentType": "application/json", "inputBodyJson": body}, **output, **more,
    }  # fmt: skip


def converse(text: str, answer: str | None = "Fine.", system: str = "") -> Row:
    body: Row = {"messages": [{"role": "user", "content": [{"text": text}]}]}
    if system:
        body["system"] = [{"text": system}]
    said = None if answer is None else {"output": {"message": {"role": "assistant", "content": [{"text": answer}]}}}
    return bedrock(body, said, "Converse")


def turns(*texts: str) -> tuple[Message, ...]:
    return tuple(Message(*text.split(": ", 1)) for text in texts)


QUESTION = [{"role": "user", "content": "Q"}]
ANTHROPIC = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9}
ROWS: list[tuple[str, Row, Entry]] = [
    ("converse", converse("Q", "A", "S"), Entry(turns("system: S", "user: Q"), "A")),
    ("without an answer", converse("Q", None), Entry(turns("user: Q"))),
    (
        "converse, streamed",
        bedrock({"messages": QUESTION}, [{"contentBlockDelta": {"delta": {"text": it}}} for it in "AB"], "Converse"),
        Entry(turns("user: Q"), "AB"),
    ),
    (
        "several turns, cache points and thinking",
        bedrock({"messages": [
            {"role": "user", "content": [{"text": "Q"}, {"cachePoint": {"type": "default"}}, {"text": "more"}]},
            {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "hm"}}}, {"text": "A"}]},
            {"role": "user", "content": [{"guardContent": {"text": {"text": "R"}}}]},
        ]}, operation="Converse"),
        Entry(turns("user: Q\nmore", "assistant: A", "user: R")),
    ),
    (
        "anthropic",
        bedrock(ANTHROPIC | {"system": "S", "messages": QUESTION}, {"type": "message", "content": [
            {"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "A"}]}),
        Entry(turns("system: S", "user: Q"), "A"),
    ),
    (
        "anthropic, blocks and streamed",
        bedrock(
            ANTHROPIC | {"system": [{"type": "text", "text": "S", "cache_control": {"type": "ephemeral"}}],
                         "messages": [{"role": "user", "content": [{"type": "text", "text": "Q"}]}]},
            [{"type": "message_start"}, {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "A"}},
             {"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "hm"}}],
            "InvokeModelWithResponseStream",
        ),
        Entry(turns("system: S", "user: Q"), "A"),
    ),
    (
        "bodies as texts",
        bedrock(json.dumps({"messages": QUESTION}), json.dumps({"choices": [{"message": {"content": "A"}}]})),
        Entry(turns("user: Q"), "A"),
    ),
    (
        "an answer that calls a tool",
        bedrock({"messages": QUESTION}, {"output": {"message": {"content": [{"toolUse": {}}]}}}),
        Entry(turns("user: Q")),
    ),
    ("an event of CloudWatch", {"message": json.dumps(converse("Q", "A"))}, Entry(turns("user: Q"), "A")),
    ("a result of Insights", {"@message": converse("Q", "A")}, Entry(turns("user: Q"), "A")),
    (
        "a stored completion",
        {"object": "chat.completion", "id": "c", "metadata": {"user": "u"}, "choices": [{"message": {"content": "A"}}],
         "messages": [{"role": "developer", "content": "S"}, *QUESTION]},
        Entry(turns("system: S", "user: Q"), "A"),
    ),
    ("its prompt as input", {"object": "chat.completion", "input": "Q", "choices": []}, Entry(turns("user: Q"))),
    (
        "request and response",
        {"request": {"body": {"messages": QUESTION}}, "response": {"body": {"choices": [{"message": {"content": [
            {"type": "text", "text": "A"}]}}]}}},
        Entry(turns("user: Q"), "A"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("row", "entry"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_rows_of_logs_are_read(row: Row, entry: Entry) -> None:
    assert is_log(row)
    assert read_log(row) == entry


UNREAD: list[tuple[Row, str]] = [
    (bedrock({"messages": [{"role": "user", "content": [{"image": {"format": "png"}}]}]}), "messages[0]: holds image"),
    (bedrock({"messages": [*QUESTION, {"role": "assistant", "content": [{"type": "tool_use", "input": {}}]}]}),
     "messages[1]: holds tool_use"),
    (bedrock({"messages": [{"role": "user", "content": [{"secret": "Jane"}]}]}), "a block of another kind"),
    (bedrock({"messages": [{"role": "user", "content": [{"type": {"secret": 1}}]}]}), "a block of another kind"),
    (bedrock({"messages": [{"role": "user", "content": None}]}), "messages[0]: has no text"),
    (bedrock({"messages": [{"role": "tool", "content": "x"}]}), "messages[0]: is not a turn of system, user"),
    (bedrock({"messages": [*QUESTION, {"role": "assistant", "content": "{"}]}), "does not end with a user turn"),
    (bedrock({"messages": [{"role": "assistant", "content": "", "tool_calls": [{}]}]}), "messages[0]: calls a tool"),
    (bedrock({"messages": []}), "the prompt is empty"),
    (bedrock({"messages": [{"role": "user", "content": "\ud800"}]}), "half of a surrogate pair"),
    (bedrock({"inputText": "embed Jane"}, {"embedding": [0.1]}), "has no messages"),
    (bedrock({"prompt": "<s>[INST] Jane [/INST]"}), "has no messages"),
    (bedrock("{Jane"), "a body is not JSON"),
    (bedrock([1]), "the prompt is not an object"),
    (bedrock(None, inputless=1) | {"input": {"inputBodyS3Path": "s3://b/k"}}, "stands in an object of its own"),
    (bedrock(None) | {"input": "Jane"}, "the prompt is missing"),
    ({"object": "chat.completion", "choices": [{"message": {"content": "A"}}]}, "has no messages"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "problem"), UNREAD)
def test_rows_that_hold_no_text_say_why(row: Row, problem: str) -> None:
    assert is_log(row)
    with pytest.raises(ValueError, match=re.escape(problem)) as caught:
        read_log(row)
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize(
    "row", [{"instruction": "x"}, {"messages": QUESTION}, [], "x", None, {"message": "ModelInvocationLog"}]
)
def test_other_rows_are_no_log(row: Any) -> None:
    assert not is_log(row)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Twenty prompts, two of them the same, and two rows without text."""
    rows: list[Row] = [converse(f"Tell me about river {n % 19}, please.", f"It is river {n}.") for n in range(20)]
    rows[5] = converse("And a short one?", None, "Answer in a word.")
    return write(tmp_path / "log.jsonl", [*rows[:8], UNREAD[0][0], *rows[8:], UNREAD[10][0]])


def files(run: Run) -> list[bytes]:
    return [(run.path / name).read_bytes() for name in FILES]


def echo(request: Request) -> Completion:
    return Completion(f"About {request.messages[-1].content}")


def test_a_log_becomes_a_dataset(log: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    teacher = Answering(echo)
    run = selfinstruct.distill(log, model=teacher, out=tmp_path / "out")
    assert run.status == "done"
    assert len(teacher.requests) == len(run.dataset()) == 19
    row = run.dataset()[5]
    assert row.pop("id")
    assert row.pop("task_id") == run.tasks()[5].id
    assert row == {
        "type": "short_one", "instruction": "System: Answer in a word.\n\nUser: And a short one?", "input": "",
        "output": "About And a short one?", "is_classification": None,
        "prompt": [
            {"role": "system", "content": "Answer in a word."}, {"role": "user", "content": "And a short one?"}
        ],
    }  # fmt: skip
    assert "prompt" not in run.dataset()[0]
    assert teacher.requests[0].messages == turns("user: Tell me about river 0, please.")
    assert teacher.requests[0].sampling.max_tokens == 4000
    told = [(line["request"], line["rule"]) for line in run.rejected()]
    assert told == [(8, "not_text"), (20, "exact"), (21, "not_text")]
    assert [line.split(": ", 1)[0] for line in caplog.messages] == [f"{log}:9", f"{log}:22"]
    assert run.info["kind"] == "distill"
    assert run.info["counts"]["rejected"] == {"distill": {"exact": 1, "not_text": 2}}
    assert run.info["pii"] == {"mode": "mask", "found": {}, "dropped": 0, "answers": {}}


def test_same_bytes_in_any_order_and_a_prefix_for_fewer(log: Path, tmp_path: Path) -> None:
    runs = [
        selfinstruct.distill(log, model=Disorderly(seed), out=tmp_path / str(seed), concurrency=concurrency)
        for seed, concurrency in enumerate((1, 7, 32))
    ]
    assert len({tuple(files(run)) for run in runs}) == 1
    some = selfinstruct.distill(log, model=Disorderly(9), out=tmp_path / "some", n=9)
    for part, whole in zip(files(some), files(runs[0]), strict=True):
        assert whole.startswith(part)
    more = selfinstruct.distill(log, model=Disorderly(4), out=tmp_path / "some")
    assert files(more) == files(runs[0])


@dataclass
class Breaking:
    """Refuses its key after some answers."""

    answers: int
    asked: list[Request] = field(default_factory=list)
    name: str = "test/answering"

    async def complete(self, request: Request) -> Completion:
        await asyncio.sleep(0)
        if len(self.asked) >= self.answers:
            raise KeyRefused("no")
        self.asked.append(request)
        return echo(request)


def test_it_goes_on_where_it_ended_and_asks_nothing_twice(log: Path, tmp_path: Path) -> None:
    whole = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "whole")
    asked: list[str] = []
    for _ in range(6):
        teacher = Breaking(4)
        try:
            run = selfinstruct.distill(log, model=teacher, out=tmp_path / "parts", concurrency=3)
        except KeyRefused:
            assert Run(tmp_path / "parts").status == "failed"
            for part, file in zip(files(Run(tmp_path / "parts")), files(whole), strict=True):
                assert file.startswith(part)
        asked += [request.messages[-1].content for request in teacher.asked]
    assert len(asked) == len(set(asked)) == 19
    assert files(run) == files(whole)


def test_limits_stop_it_and_may_be_raised(log: Path, tmp_path: Path) -> None:
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", max_requests=5)
    assert (run.status, run.info["requests"], len(run.dataset())) == ("max_requests", 5, 5)
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", max_requests=50)
    assert (run.status, run.info["requests"], len(run.dataset())) == ("done", 19, 19)


def test_fewer_prompts_than_before_take_nothing_back(log: Path, tmp_path: Path) -> None:
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", n=12)
    before, info = files(run), run.info
    again = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", n=3)
    assert files(again) == before
    assert (again.info["counts"], again.info["target"]) == (info["counts"], 12)


def test_other_inputs_are_refused(log: Path, tmp_path: Path) -> None:
    selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out")
    with pytest.raises(RunMismatch, match="model"):
        selfinstruct.distill(log, model=Answering(echo, "test/other"), out=tmp_path / "out")
    with pytest.raises(RunMismatch, match="pii"):
        selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", pii="off")
    with pytest.raises(RunMismatch, match="recipe response"):
        selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", overrides=("response.temperature=0.5",))
    with pytest.raises(RunMismatch, match="was made by distill"):
        selfinstruct.resume(tmp_path / "out")
    with pytest.raises(RunMismatch, match="was made by distill"):
        selfinstruct.generate(load_seeds(log), out=tmp_path / "out")
    selfinstruct.generate(load_seeds(log), n=2, out=tmp_path / "grown")
    with pytest.raises(RunMismatch):
        selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "grown")


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (Completion("  "), "empty"),
        (Completion("half of", "length"), "truncated"),
        (Completion("", "content_filter"), "content_filter"),
        (Completion("As an AI language model, I cannot say."), "refusal"),
        (Completion("<think>hm</think>\nYes."), None),
    ],
)
def test_what_becomes_of_an_answer(answer: Completion, rule: str | None, tmp_path: Path) -> None:
    path = write(tmp_path / "one.jsonl", [{"instruction": "Say yes.", "input": "now", "id": "t"}])
    run = selfinstruct.distill(path, model=Answering(lambda request: answer), out=tmp_path / "out")
    assert [line["rule"] for line in run.rejected()] == ([rule] if rule else [])
    assert [(row["instruction"], row["input"], row["output"]) for row in run.dataset()] == (
        [] if rule else [("Say yes.", "now", "Yes.")]
    )
    assert [task.id for task in run.tasks()] == ["t"]


def test_a_request_that_fails_for_good_is_a_rejection(tmp_path: Path) -> None:
    def refuse(request: Request) -> Completion:
        raise RequestFailed("too long")

    path = write(tmp_path / "one.jsonl", [{"prompt": "Say yes."}])
    run = selfinstruct.distill(path, model=Answering(refuse), out=tmp_path / "out")
    assert [(line["rule"], line["value"]) for line in run.rejected()] == [("failed", "too long")]
    assert run.status == "done"


def test_answers_of_the_file_need_no_teacher(log: Path, tmp_path: Path) -> None:
    teacher = Answering(echo)
    run = selfinstruct.distill(log, model=teacher, out=tmp_path / "out", own_output=True)
    assert [request.messages[-1].content for request in teacher.requests] == ["And a short one?"]
    assert run.dataset()[0]["output"] == "It is river 0."
    assert run.info["counts"]["own"] == 18
    assert run.info["requests"] == 1


def test_other_files_of_prompts(log: Path, tmp_path: Path) -> None:
    first = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "first")
    again = Answering(echo)
    run = selfinstruct.distill(first.path, model=again, out=tmp_path / "again")
    assert [row["instruction"] for row in run.dataset()] == [row["instruction"] for row in first.dataset()]
    assert again.requests[5].messages == turns("system: Answer in a word.", "user: And a short one?")
    rows = [
        {"messages": [*QUESTION, {"role": "assistant", "content": "A"}]},
        {"prompt": "P", "completion": "C"},
        {"instruction": "I", "instances": []},
        {"instruction": "Which?", "instances": [{"input": "one", "output": ""}, {"input": "two", "output": ""}]},
    ]
    run = selfinstruct.distill(write(tmp_path / "f.jsonl", rows), model=Answering(echo), out=tmp_path / "f",
                               overrides=("filters.exact=false",))  # fmt: skip
    assert [(row["instruction"], row["input"]) for row in run.dataset()] == [
        ("Q", ""), ("P", ""), ("I", ""), ("Which?", "one"), ("Which?", "two")
    ]  # fmt: skip


def test_what_cannot_be_read_ends_it_before_anything_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(converse("Q")) + '\n{"half": \n{"instruction": 3}\n')
    teacher = Answering(echo)
    with pytest.raises(SeedError) as caught:
        selfinstruct.distill(path, model=teacher, out=tmp_path / "out")
    assert [line.split(": ")[0] for line in caught.value.problems] == [f"{path}:2", f"{path}:3"]
    assert not teacher.requests
    assert not (tmp_path / "out").exists()
    (tmp_path / "none").mkdir()
    with pytest.raises(SeedError, match="holds no file of JSON"):
        selfinstruct.distill(tmp_path / "none", out=tmp_path / "out")
    with pytest.raises(UsageError, match="pii: must be mask, drop, off"):
        selfinstruct.distill(path, out=tmp_path / "out", pii="perhaps")
    with pytest.raises(RecipeError, match=r"response\.colour"):
        selfinstruct.distill(path, out=tmp_path / "out", overrides=("response.colour=1",))


def test_a_recipe_may_give_a_system_text(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "recipe.yaml").write_text("name: mine\ninherits: chat\n")
    (tmp_path / "mine" / "response.system.jinja").write_text("Answer {{ prompt|length }} letters.")
    teacher = Answering(echo)
    path = write(tmp_path / "p.jsonl", [{"prompt": "Hello"}, converse("Q", None, "Own.")])
    selfinstruct.distill(path, model=teacher, out=tmp_path / "out", recipe=tmp_path / "mine")
    assert [request.messages[0].content for request in teacher.requests] == ["Answer 5 letters.", "Own."]


def test_a_look_ahead_asks_and_writes_nothing(log: Path, tmp_path: Path) -> None:
    found = selfinstruct.preview_distill(log, model="offline", out=tmp_path / "out", n=10)
    assert (found.requests, found.steps[0].stage) == (9, "distill")
    assert found.steps[0].messages == turns("user: Tell me about river 0, please.")
    assert not (tmp_path / "out").exists()


def test_a_distilled_directory_is_one_of_a_run(log: Path, tmp_path: Path) -> None:
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out")
    made = selfinstruct.export(run.path, "alpaca", tmp_path / "train.jsonl")
    assert made.rows == 19
    kept = selfinstruct.filter_dataset(run.path / "dataset.jsonl", tmp_path / "kept.jsonl", only=("pii", "exact"))
    assert kept.kept == 19
    pairs = selfinstruct.prefer(run.path, "contrast", models=[Answering(echo)], n=6)
    assert pairs.report["prompts"] == 6
    before = files(run)
    again = selfinstruct.distill(log, model=Answering(echo), out=run.path)
    assert files(again) == before
    assert "contrast/1" in again.info["preferences"]


# What people left in the log: of every kind, in every place that is read, and in some that are not.
PLANTED = [
    "jane.doe@example.com", "+49 170 1234567", "(555) 123-4567", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00",
    "203.0.113.77", "2001:db8:85a3::8a2e:370:7334", "078-05-1120", "AB123456C", "86 095 742 719",
]  # fmt: skip
TEACHERS = "made.up@example.org"


def planted_log(path: Path) -> Path:
    rows: list[Any] = []
    for number, value in enumerate(PLANTED):
        rows += [
            converse(f"Case {number}: my details are {value}, write to me.", f"Noted: {value}.", f"Caller {value}."),
            bedrock(ANTHROPIC | {"messages": [
                {"role": "user", "content": f"It is {value} again."}, {"role": "assistant", "content": f"So {value}?"},
                {"role": "user", "content": f"Yes, case {number}."},
            ]}, requestMetadata={"user": value}),
            {"object": "chat.completion", "user": value,
             "messages": [{"role": "user", "content": f"Forget {value}, {number}!"}],
             "choices": [{"message": {"content": f"Forgotten: {value}"}}]},
            {"instruction": f"Answer case {number}.", "input": f"From: {value}", "output": f"To {value}",
             "id": f"id {value}"},
            bedrock({"messages": [{"role": "user", "content": [{"document": {"name": value}}]}]}),
        ]  # fmt: skip
    return write(path, rows)


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


def command(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = processes.run("--log-level", "debug", *map(str, arguments), cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done


def everything(folder: Path, leave: Path) -> bytes:
    """All bytes of all files below a folder and their names, but for the log itself."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path != leave]
    return b"".join(path.name.encode() + path.read_bytes() for path in found)


def traces(data: bytes) -> list[str]:
    return [value for value in [*PLANTED, TEACHERS] if value.encode() in data]


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


@dataclass
class Bulk:
    """A teacher with a batch service of its own, whose answers hold an address; nobody can ask it directly."""

    name: str = "test/bulk"
    most_requests: int = 1000
    most_bytes: int = 1 << 20
    lag: float = 0.0
    heard: list[bytes] = field(default_factory=list)

    async def complete(self, request: Request) -> Completion:
        raise KeyRefused("in batches only")

    def batches(self, *, s3: str | None, role: str | None, access: Access) -> "Bulk":
        return self

    def line(self, key: str, request: Request) -> bytes:
        return json.dumps([key, request.messages[-1].content]).encode() + b"\n"

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        self.heard += lines
        return "file"

    async def submit(self, token: str, api: str, file: str) -> str:
        return "job"

    async def find(self, token: str, since: float) -> str | None:
        return None

    async def state(self, identifier: str) -> State:
        return State("completed", over=True, answered=len(self.heard))

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for key, request in requests.items():
            yield key, Completion(f"{request.messages[-1].content} Ask {TEACHERS}.")

    async def cancel(self, identifier: str) -> None:
        pass

    async def aclose(self) -> None:
        pass


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
        if len(teacher.requests) == 1:
            raise kind(f"the prompt names {TEACHERS}")
        return echo(request)

    teacher, log = Answering(refuse), write(tmp_path / "p.jsonl", [{"prompt": "Who?"}])
    with caplog.at_level("DEBUG"), caplog.at_level("DEBUG", logger="selfinstruct"):
        selfinstruct.distill(log, model=teacher, out=tmp_path / "out")
    said = caplog.text.encode() + everything(tmp_path, log)
    assert traces(said) == []
    assert b"the prompt names [EMAIL]" in said


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
    with pytest.raises(BatchRefused, match=r"nobody asks \[EMAIL\]$") if whole else nullcontext():
        selfinstruct.distill(
            log, model=Refusing(whole=whole), out=tmp_path / "out", batch=True, batch_minimum=1, poll=0.001
        )
    assert traces(everything(tmp_path, log)) == []


@dataclass
class Stammering(Bulk):
    """A batch service that answers each request twice, and differently."""

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for text in ("First.", "Second."):
            for key in requests:
                yield key, Completion(text, "stop", Usage(10, 5))


def test_of_two_answers_in_a_job_the_first_counts_once(tmp_path: Path) -> None:
    log = write(tmp_path / "p.jsonl", [{"prompt": f"Who is {n}?"} for n in range(3)])
    for _ in range(2):  # as it is read from the journal
        run = selfinstruct.distill(
            log, model=Stammering(), out=tmp_path / "out", batch=True, batch_minimum=1, poll=0.001, price=Price(2, 8)
        )
        assert [row["output"] for row in run.dataset()] == ["First."] * 3
        assert run.info["cost"] == pytest.approx(3 * Price(2, 8).cost(Usage(10, 5)) / 2)


@dataclass
class Torn(Bulk):
    """A batch service that refuses the key in the middle of the results."""

    torn: bool = True

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for number, key in enumerate(requests):
            if self.torn and number == 5:
                raise KeyRefused("the key has expired")
            yield key, Completion(f"Answer {key}.", "stop", Usage(10, 5))


def test_answers_of_a_job_that_were_taken_before_an_end_are_counted_once(tmp_path: Path) -> None:
    log, price = write(tmp_path / "p.jsonl", [{"prompt": f"Who is {n}?"} for n in range(12)]), Price(2, 8)
    given: Row = {"out": tmp_path / "out", "batch": True, "batch_minimum": 1, "poll": 0.001, "price": price}
    with pytest.raises(KeyRefused, match="expired"):
        selfinstruct.distill(log, model=Torn(), **given)
    run = selfinstruct.distill(log, model=Torn(torn=False), **given)
    assert (run.status, run.info["requests"], run.info["usage"][0]["batched"]["requests"]) == ("done", 12, 12)
    assert run.info["cost"] == pytest.approx(12 * price.cost(Usage(10, 5)) / 2)


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


@pytest.mark.parametrize(
    ("mode", "kept"),
    [(None, ["Call [PHONE].", "Call +49 170 1234567."]), ("mask", ["Call [PHONE]."] * 2), ("drop", []),
     ("off", ["Call +49 170 1234567."] * 2)],
)  # fmt: skip
def test_how_seeds_are_treated(mode: str | None, kept: list[str], tmp_path: Path) -> None:
    from selfinstruct.text.masking import Masking

    rows = [
        converse("Call +49 170 1234567."),
        {"instruction": "Call +49 170 1234567."},
        {"instruction": "Rest a while."},
    ]
    tasks = load_seeds(write(tmp_path / "s.jsonl", rows), Masking.chosen(mode))
    assert [task.instruction for task in tasks] == [*kept, "Rest a while."]


def test_a_pool_is_treated_as_the_seeds_are(tmp_path: Path) -> None:
    pool = write(tmp_path / "pool.jsonl", [{"instruction": f"Call {PLANTED[1]} and ask for the way to the lake."}])
    run = selfinstruct.generate(ROOT / "seeds" / "finance.jsonl", n=1, pool=pool, pii="mask", out=tmp_path / "out")
    assert run.info["pii"]["found"]["phone"] == 1
    assert traces(everything(tmp_path, pool)) == []


def test_off_lets_everything_stand(tmp_path: Path) -> None:
    path = write(tmp_path / "p.jsonl", [converse(f"It is {PLANTED[0]}.")])
    run = selfinstruct.distill(path, model=Answering(echo), out=tmp_path / "out", pii="off")
    assert run.dataset()[0]["output"] == f"About It is {PLANTED[0]}."
    assert run.info["pii"] == {"mode": "off", "found": {}, "dropped": 0, "answers": {}}


def test_the_filter_rejects_without_a_trace(tmp_path: Path) -> None:
    rows = [
        {"instruction": f"Mail {PLANTED[0]} and {PLANTED[2]}.", "output": "Done."},
        {"instruction": "Who?", "instances": [{"input": "", "output": PLANTED[1]}, {"input": "", "output": "Bob"}]},
        {"instruction": "Rest a while.", "output": "Yes."},
    ]  # fmt: skip
    path = write(tmp_path / "rows.jsonl", rows)
    # All are too short, which would be written down with their texts, were pii not asked before all others.
    found = selfinstruct.filter_dataset(
        path, tmp_path / "kept.jsonl", overrides=("filters.pii={}", "filters.length.minimum=90")
    )
    assert dict(found.rejected) == {"length": 2, "pii": 1}
    assert traces(everything(tmp_path, path)) == []
    found = selfinstruct.filter_dataset(path, tmp_path / "only.jsonl", only=("pii",))
    lines = read(tmp_path / "only.rejected.jsonl")
    assert [(line["value"], line["text"], "instance" in line) for line in lines] == [
        ({"email": 1, "phone": 1}, "", False), ({"phone": 1}, "", False)
    ]  # fmt: skip
    kept = read(tmp_path / "only.jsonl")
    assert [row["instruction"] for row in kept] == ["Who?", "Rest a while."]
    assert kept[0]["instances"] == [{"input": "", "output": "Bob"}]


def test_the_filter_in_a_recipe_of_preferences(tmp_path: Path) -> None:
    rows = [
        {"instruction": "Name a river."}, {"instruction": "Name a river, please."},
        {"instruction": f"Write to {PLANTED[0]}."}, {"instruction": "Name a lake."},
    ]  # fmt: skip

    def respond(request: Request) -> Completion:
        weak = request.purpose.endswith("weak")
        personal = f"Ask {PLANTED[1]} about it." if request.messages[-1].content == rows[weak]["instruction"] else ""
        return Completion(f"{'Rhine' if weak else 'The Danube'}. {personal}")

    made = selfinstruct.prefer(
        write(tmp_path / "p.jsonl", rows), "contrast", models=[Answering(respond)], out=tmp_path / "out",
        overrides=("filters.pii={}",),
    )  # fmt: skip
    assert [row["prompt"][0]["content"] for row in made.pairs()] == ["Name a lake."]
    told = [(row["rule"], row["value"], row["prompt"], "chosen" in row, "rejected" in row) for row in made.rejected()]
    assert told == [
        ("pii", {"phone": 1}, "", False, False), ("pii", {"phone": 1}, "", False, False),
        ("pii", {"email": 1}, "", False, False),
    ]  # fmt: skip
    kept = b"".join(
        (tmp_path / "out" / name).read_bytes() for name in ("preferences.jsonl", "rejected.preferences.jsonl")
    )
    assert traces(kept) == []


def test_the_filter_in_a_recipe(seeds: Path, tmp_path: Path) -> None:
    def personal(request: Request) -> Completion:
        if request.purpose == "bootstrap":
            tasks = [f"Describe an afternoon with the number {n} in it" for n in range(8)]
            tasks[3] = f"Write a friendly letter to {PLANTED[0]} today"
            blocks = [
                f"Task {n}:\nInstruction: {text}.\nType: t\nClassification: no" for n, text in enumerate(tasks, 1)
            ]
            return Completion("\n\n".join(blocks))
        return Completion(f"Input: none\nOutput: reach me under {PLANTED[1]} then")

    run = selfinstruct.generate(
        seeds, n=3, model=Answering(personal), out=tmp_path / "out", overrides=("filters.pii={}", "saturation.tasks=4"),
    )  # fmt: skip
    told = [line for line in run.rejected() if line["rule"] == "pii"]
    assert {line["stage"] for line in told} == {"bootstrap", "instances"}
    assert {line["text"] for line in told} == {""}
    assert all("instance" not in line for line in told)
    assert traces(b"".join(files(run))) == []
