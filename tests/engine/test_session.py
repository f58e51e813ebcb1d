"""What a flow gets from the session: lock, journal, resume and the same bytes, for few lines of its own."""

import json
from pathlib import Path

import pytest

from selfinstruct.errors import KeyRefused, QuotaExhausted, RunLocked, RunMismatch, UnknownName
from selfinstruct.records import Completion, Request
from selfinstruct.runs.directory import locked
from selfinstruct.runs.run import read_info
from tests.support import toy_flow
from tests.support.models import Answering
from tests.support.runs import read

LINES = 80


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps({"text": f"Text {number} is rather long."}) + "\n" for number in range(40)))
    return path


def test_a_flow_of_its_own_is_short() -> None:
    assert toy_flow.__file__ is not None
    assert len(Path(toy_flow.__file__).read_text().splitlines()) <= LINES


@pytest.mark.parametrize("concurrency", [1, 7, 64])
def test_it_resumes_and_writes_the_same_whatever_the_concurrency(concurrency: int, texts: Path, tmp_path: Path) -> None:
    whole = toy_flow.shorten(texts, "offline", tmp_path / "whole")
    assert (whole["status"], whole["answered"], whole["requests"]) == ("done", 40, 40)
    out = tmp_path / "parts"
    asked = 0
    for limit in (0, 3, 17, 40):
        info = toy_flow.shorten(texts, "offline", out, concurrency=concurrency, max_requests=limit)
        asked = max(asked, info["requests"])
        assert info["status"] == ("done" if limit == 40 else "max_requests")
        assert info["requests"] == limit
    assert asked == 40, "nothing is asked twice"
    assert toy_flow.short(out) == toy_flow.short(tmp_path / "whole")
    assert len(read(out / "short.jsonl")) == 40


def test_another_session_and_other_inputs_are_refused(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    toy_flow.shorten(texts, "offline", out)
    with locked(out), pytest.raises(RunLocked):
        toy_flow.shorten(texts, "offline", out)
    texts.write_text('{"text": "Another one."}\n')
    with pytest.raises(RunMismatch, match="texts"):
        toy_flow.shorten(texts, "offline", out)


def test_an_error_ends_it_and_what_was_answered_is_kept(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    answered: list[int] = []

    def answer(request: Request) -> Completion:
        if len(answered) == 25:
            raise QuotaExhausted("no credit left")
        answered.append(request.index)
        return Completion(f"short {request.index}")

    with pytest.raises(QuotaExhausted):
        toy_flow.shorten(texts, Answering(answer), out, concurrency=8)
    info = read_info(out)
    assert (info["status"], info["reason"], info["answered"]) == ("failed", "no credit left", 25)
    again = Answering(lambda request: Completion(f"short {request.index}"))
    assert toy_flow.shorten(texts, again, out)["status"] == "done"
    assert sorted(answered + [request.index for request in again.requests]) == list(range(40))
    assert [row["text"] for row in read(out / "short.jsonl")] == [f"short {number}" for number in range(40)]


def test_hooks_hear_of_it(texts: Path, tmp_path: Path) -> None:
    begun: list[Path] = []
    seen: list[tuple[int, int]] = []
    toy_flow.shorten(
        texts, "offline", tmp_path / "out", started=begun.append,
        watch=lambda progress: seen.append((progress.settled, progress.target)),
    )  # fmt: skip
    assert begun == [tmp_path / "out"]
    assert seen[-1] == (40, 40)


def test_a_start_that_is_refused_leaves_nothing_behind(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(KeyRefused):
        toy_flow.shorten(texts, "openai/any", out)
    assert not out.exists()
    with pytest.raises(UnknownName):
        toy_flow.shorten(texts, "nobody/any", out)
    assert not out.exists()
