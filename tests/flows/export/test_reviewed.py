"""`export --reviewed`: what people decided, in what is written."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from selfinstruct.cli.app import app
from selfinstruct.errors import UsageError
from selfinstruct.flows.export.flow import export
from selfinstruct.flows.export.split_plan import plan_splits
from selfinstruct.flows.label.flow import label
from selfinstruct.flows.review.flow import review_export, review_import
from tests.support.models import said, scripted
from tests.support.runs import write


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def review(source: Path, answers: dict[str, dict[str, str]], *, reviewers: tuple[str, ...] = ("ann",)) -> None:
    """Fill in forms: the answer of each record, by its output; of all others nothing."""
    for reviewer in reviewers:
        form = source.parent / f"{reviewer}.jsonl"
        review_export(source, form, overwrite=True)
        filled = []
        for row in rows_of(form):
            said = next((said for text, said in answers.items() if text in row["record"] + row["first"]), None)
            filled += [row | said | {"reviewer": reviewer}] if said and said.get("by", reviewer) == reviewer else []
        for row in filled:
            row.pop("by", None)
        write(form, filled)
        review_import(source, [form], partial=True)


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = [{"instruction": f"Count to {number}.", "input": "", "output": f"out-{number}."} for number in range(8)]
    return write(tmp_path / "tasks.jsonl", [*rows, rows[0]])


@pytest.fixture
def decided(tasks: Path) -> Path:
    review(
        tasks,
        {"out-1.": {"answer": "accept"}, "out-2.": {"answer": "reject"}, "out-3.": {"answer": "edit", "edited": "New"}},
    )
    return tasks


def outputs(path: Path) -> list[str]:
    return [row["output"] for row in rows_of(path)]


def test_all_rows_with_what_people_decided(decided: Path) -> None:
    before = decided.read_bytes()
    found = export(decided, "alpaca", "all.jsonl", reviewed="apply")
    kept = ["out-0.", "out-1.", "New", "out-4.", "out-5.", "out-6.", "out-7.", "out-0."]
    assert outputs(Path("all.jsonl")) == kept
    assert found.reviewed == {"accepted": 1, "edited": 1, "rejected": 1, "untouched": 6}
    assert decided.read_bytes() == before


def test_only_what_people_kept(decided: Path) -> None:
    found = export(decided, "alpaca", "only.jsonl", reviewed="only")
    assert outputs(Path("only.jsonl")) == ["out-1.", "New"]
    assert found.reviewed["untouched"] == 6


def test_of_a_row_that_comes_twice_the_one_that_was_decided(tasks: Path) -> None:
    review_export(tasks, "form.jsonl")
    rows = rows_of(Path("form.jsonl"))
    assert rows[8]["id"] == f"{rows[0]['id']}-2"
    write(Path("form.jsonl"), [rows[8] | {"answer": "edit", "edited": "second", "reviewer": "ann"}])
    review_import(tasks, ["form.jsonl"], partial=True)
    export(tasks, "alpaca", "all.jsonl", reviewed="apply")
    assert [outputs(Path("all.jsonl"))[place] for place in (0, 8)] == ["out-0.", "second"]


def test_the_edit_of_a_conversation_is_its_last_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    turns = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "out-1.", "reasoning": "Greet."}]
    chats = write(tmp_path / "chats.jsonl", [{"messages": turns}])
    review(chats, {"out-1.": {"answer": "edit", "edited": "Good day"}})
    export(chats, "sharegpt", "all.jsonl", reviewed="apply", reasoning="tags")
    told = Path("all.jsonl").read_text()
    assert "Good day" in told
    assert "out-1" not in told
    assert "Greet" not in told


def test_pairs_are_turned_and_ties_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [{"id": f"p{n}", "prompt": f"Ask {n}.", "chosen": f"good {n}.", "rejected": f"bad {n}."} for n in range(4)]
    pairs = write(tmp_path / "pairs.jsonl", rows)
    review_export(pairs, "form.jsonl")
    filled = []
    for row in rows_of(Path("form.jsonl"))[:3]:
        bad = "first" if row["first"].startswith("bad") else "second"
        filled.append(row | {"answer": "tie" if row["id"] == "p2" else bad, "reviewer": "ann"})
    filled[0]["answer"] = "first" if filled[0]["answer"] == "second" else "second"
    write(Path("form.jsonl"), filled)
    review_import(pairs, ["form.jsonl"], partial=True)
    found = export(pairs, "trl-dpo", "dpo.jsonl", reviewed="apply")
    sides = [row["chosen"] if isinstance(row["chosen"], str) else row["chosen"][-1]["content"]
             for row in rows_of(Path("dpo.jsonl"))]  # fmt: skip
    assert sides == ["good 0.", "bad 1.", "good 3."]
    assert found.reviewed == {"accepted": 1, "turned": 1, "rejected": 1, "untouched": 1}


def test_contested_rows_stay_and_are_told(tasks: Path) -> None:
    answers = {"out-1.": {"answer": "accept"}}
    review(tasks, answers)
    review(tasks, {"out-1.": {"answer": "reject"}}, reviewers=("bob",))
    found = export(tasks, "alpaca", "all.jsonl", reviewed="apply")
    assert len(rows_of(Path("all.jsonl"))) == 9
    assert "1 record is contested and exported as before" in found.notes[-1]
    assert not export(tasks, "alpaca", "plain.jsonl").notes
    with pytest.raises(Exception, match="no rows"):
        export(tasks, "alpaca", "only.jsonl", reviewed="only")


def test_decisions_about_records_that_are_gone_are_named(decided: Path) -> None:
    rows = rows_of(decided)
    write(decided, [row for row in rows if row["output"] not in ("out-2.", "out-3.")])
    found = export(decided, "alpaca", "all.jsonl", reviewed="apply")
    assert found.reviewed == {"accepted": 1, "untouched": 6, "gone": 2}
    assert found.notes[-1].startswith("2 decisions are about records that are gone: ")


def test_without_a_review_one_is_told_how_to_make_one(tasks: Path) -> None:
    with pytest.raises(UsageError, match=r"nobody has reviewed .*review page"):
        export(tasks, "alpaca", "all.jsonl", reviewed="apply")
    folder = Path("runs/tasks-review")
    folder.mkdir(parents=True)
    (folder / "decisions.jsonl").write_text("")
    with pytest.raises(UsageError, match=r"is not applied yet; .*review import .*tasks\.jsonl"):
        export(tasks, "alpaca", "all.jsonl", reviewed="apply")
    with pytest.raises(UsageError, match="use apply or only"):
        export(tasks, "alpaca", "all.jsonl", reviewed="all")
    assert not Path("all.jsonl").exists()


def test_decisions_that_are_not_imported_are_told(decided: Path) -> None:
    folder = Path("runs/tasks-review")
    (folder / "decisions.jsonl").write_text("")
    os.utime(folder / "reviewed.jsonl", (1, 1))
    assert "has been written to since" in export(decided, "alpaca", "all.jsonl", reviewed="apply").notes[-1]


def test_splits_and_other_types_of_file(decided: Path) -> None:
    export(decided, "alpaca", "folder", reviewed="apply", file_type="json", splitting=plan_splits("50/50"))
    texts = "".join(path.read_text() for path in Path("folder").rglob("*.json"))
    assert "New" in texts
    assert "out-2." not in texts


def test_the_command_tells_counts_and_refuses_to_follow(decided: Path) -> None:
    result = CliRunner().invoke(
        app, ["export", str(decided), "--format", "alpaca", "-o", "all.jsonl", "--reviewed", "apply"]
    )
    assert "people: 1 accepted, 1 edited, 1 rejected, 6 not reviewed" in result.stderr
    result = CliRunner().invoke(app, ["export", "x", "--format", "alpaca", "--reviewed", "apply", "--follow"])
    assert isinstance(result.exception, UsageError)
    assert "--reviewed" in str(result.exception)


def test_a_run_is_reviewed_as_a_run_or_as_its_file(tmp_path: Path, run: Path) -> None:
    review(run / "dataset.jsonl", {"Output": {"answer": "reject"}})
    with pytest.raises(Exception, match="no rows"):
        export(run, "alpaca", tmp_path / "none.jsonl", reviewed="apply")


def test_a_label_run_has_what_judges_and_people_decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write(
        tmp_path / "data.jsonl", [{"instruction": "Add.", "output": text} for text in ("a", "b and more words", "c")]
    )
    one = scripted("one", lambda request: "Answer: accept")
    two = scripted("two", lambda request: f"Answer: {'accept' if '> a' in said(request) else 'reject'}")
    contested = label(source, [one, two], kind="accept", out=tmp_path / "labels").path
    review_export(contested, tmp_path / "form.jsonl")
    [row, _] = rows_of(tmp_path / "form.jsonl")
    edited = {"answer": "edit", "edited": "Better.", "reviewer": "ann"}
    write(tmp_path / "form.jsonl", [row | edited])
    review_import(contested, [tmp_path / "form.jsonl"], partial=True)
    both = export(contested, "alpaca", tmp_path / "both.jsonl", reviewed="apply")
    only = export(contested, "alpaca", tmp_path / "only.jsonl", reviewed="only")
    assert outputs(tmp_path / "both.jsonl") == ["a", "Better."]
    assert outputs(tmp_path / "only.jsonl") == ["Better."]
    assert both.reviewed == only.reviewed == {"edited": 1, "untouched": 1}
