"""The dataset's answer against the model's own: one request a pair, none where the answer cannot be chosen."""

from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import Run
from tests.support.models import Answering, said
from tests.support.preferences import Uneven, files
from tests.support.runs import copied, write

THREE = {"check": "words", "version": 1, "exactly": 3}
ROWS: list[tuple[str, dict[str, Any], str | None, str | None]] = [
    # What the dataset answers, what it carries, what the model answers (None: it is not asked), and the rule.
    ("The dataset says this.", {}, "The model says that.", None),
    ("The same  text.", {}, "The same text.", "equal"),
    ("Three words here", {"checks": [THREE]}, "Many more than three words", None),
    ("Three words here", {"checks": [THREE]}, "Another three words", "checks_passed"),
    ("Four words are here", {"checks": [THREE]}, None, "check_failed"),
    ("", {}, None, "no_output"),
    ("I'm sorry, but I cannot help with that request.", {}, None, "refusal"),
    ("The dataset says this.", {}, "", "empty"),
]


def test_each_prompt_is_a_pair_or_a_line_with_its_reason(tmp_path: Path) -> None:
    rows = [
        {"id": str(number), "instruction": f"Say number {number}.", "output": output, **more}
        for number, (output, more, _, _) in enumerate(ROWS)
    ]
    model = Answering(lambda request: Completion(ROWS[int(said(request)[11:-1])][2] or ""), "test/own")
    done = selfinstruct.prefer(write(tmp_path / "rows.jsonl", rows), "own", out=tmp_path / "out", models=(model,))
    told = {row["task_id"]: row["rule"] for row in done.rejected()}
    assert told == {str(number): rule for number, (*_, rule) in enumerate(ROWS) if rule}
    assert sorted(said(request) for request in model.requests) == [
        f"Say number {number}." for number, (_, _, answer, _) in enumerate(ROWS) if answer is not None
    ]
    for row in done.pairs():
        output, more, answer, _ = ROWS[int(row["task_id"])]
        assert (row["chosen"], row["rejected"], row.get("checks")) == (output, answer, more.get("checks"))
        assert row["models"] == {"chosen": "dataset", "rejected": "test/own"}
        assert (row["margin"], row["judges"]) == (None, [])
    failed = next(row for row in done.rejected() if row["rule"] == "check_failed")
    assert failed["value"] == "words: asked exactly 3 words; found 4 words"
    assert len(done.pairs()) == 2


def test_order_of_arrival_and_resumption_do_not_show(made: Path, tmp_path: Path) -> None:
    kept = []
    for seed, concurrency in ((0, 1), (5, 64)):
        path = copied(made, tmp_path / str(seed))
        selfinstruct.prefer(path, "own", models=(Uneven(seed),), concurrency=concurrency, max_requests=3)
        done = selfinstruct.prefer(path, "own", models=(Uneven(seed),), concurrency=concurrency)
        assert done.status == "done"
        assert done.report["requests"] == done.report["prompts"] == len(Run(path).dataset())
        kept.append(files(path))
    assert kept[0] == kept[1]


def test_conversations_are_answered_at_their_end(tmp_path: Path) -> None:
    talk = [
        {"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "So?"},
        {"role": "assistant", "content": "All is well."},
    ]  # fmt: skip
    model = Answering(lambda request: Completion("Nothing is."), "test/own")
    file = write(tmp_path / "talks.jsonl", [{"messages": talk, "checks": [THREE]}])
    (row,) = selfinstruct.prefer(file, "own", out=tmp_path / "out", models=(model,)).pairs()
    assert (row["prompt"], row["chosen"], row["rejected"]) == (talk[:-1], "All is well.", "Nothing is.")
    assert [turn.content for turn in model.requests[0].messages] == [turn["content"] for turn in talk[:-1]]


def test_personal_data_is_never_written(tmp_path: Path) -> None:
    rows = [{"instruction": "Say it.", "output": "Write to ann.smith@example.com now", "checks": [THREE]}]
    file = write(tmp_path / "rows.jsonl", rows)

    def answer(request: Request) -> Completion:
        return Completion("nothing")

    overrides = ("filters.pii={}",)
    done = selfinstruct.prefer(file, "own", out=tmp_path / "o", models=(Answering(answer),), overrides=overrides)
    (line,) = done.rejected()
    assert line["rule"] == "pii"
    assert "smith" not in (tmp_path / "o" / "rejected.preferences.jsonl").read_text()


def test_what_it_cannot_work_with_is_refused(run: Path, tmp_path: Path) -> None:
    rows = [{"instruction": "Say it.", "output": "It", "checks": [{"check": "wrds"}]}]
    with pytest.raises(SeedError, match=r"rows\.jsonl:1: there is no check 'wrds'"):
        selfinstruct.prefer(write(tmp_path / "rows.jsonl", rows), "own", out=tmp_path / "out")
    with pytest.raises(UsageError, match="own: takes one model"):
        selfinstruct.prefer(run, "own", models=("offline", "offline/weak"))
    with pytest.raises(UsageError, match="own_output: the method own needs"):
        selfinstruct.prefer(run, "own", overrides=("own_output=false",))
