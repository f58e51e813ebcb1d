"""Findings A6 and A9: nothing of somebody else's is written over, nor own pairs replaced, without --overwrite."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from selfinstruct.runs.reviews import home_of
from selfinstruct.runs.run import Run
from tests.support.processes import run as command
from tests.support.runs import files, write
from tests.support.s3 import Bucket

PREFERENCES = ("preferences.jsonl", "rejected.preferences.jsonl")


def test_a_file_that_says_something_else_is_not_written_over(run: Path, tmp_path: Path) -> None:
    seeds = write(tmp_path / "mine.jsonl", [{"instruction": "Mine.", "output": "All mine."}])
    before = seeds.read_bytes()
    with pytest.raises(UsageError, match=r"mine\.jsonl: holds something else; .* --overwrite"):
        selfinstruct.export(run, "alpaca", seeds)
    with pytest.raises(UsageError, match="--overwrite"):
        selfinstruct.filter_dataset(run, seeds)
    assert seeds.read_bytes() == before
    for _ in range(2):  # the same again stays as it is
        selfinstruct.export(run, "alpaca", tmp_path / "new.jsonl")
        selfinstruct.filter_dataset(run, tmp_path / "kept.jsonl")
    selfinstruct.export(run, "alpaca", seeds, overwrite=True)
    assert seeds.read_bytes() == (tmp_path / "new.jsonl").read_bytes()
    selfinstruct.filter_dataset(run, seeds, overwrite=True)
    assert seeds.read_bytes() == (tmp_path / "kept.jsonl").read_bytes()


def test_neighbours_and_empty_files_too(run: Path, tmp_path: Path) -> None:
    rejected = write(tmp_path / "kept.rejected.jsonl", [{"of": "another"}])
    with pytest.raises(UsageError, match=r"kept\.rejected\.jsonl: holds something else"):
        selfinstruct.filter_dataset(run, tmp_path / "kept.jsonl")
    assert rejected.read_text() == '{"of": "another"}\n'
    assert not (tmp_path / "kept.jsonl").exists()
    (tmp_path / "empty.jsonl").touch()
    selfinstruct.export(run, "alpaca", tmp_path / "empty.jsonl")


def test_a_pipe_is_written_to_and_never_replaced(run: Path, tmp_path: Path) -> None:
    """Nor is a device, which root could replace: /dev/null is one for everybody else."""
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        selfinstruct.export(run, "alpaca", pipe)
        assert len(read.result().splitlines()) == len(Run(run).dataset())
    assert pipe.is_fifo()
    assert [item.name for item in tmp_path.iterdir() if "pipe" in item.name] == ["pipe.jsonl"]


@pytest.mark.parametrize(
    ("options", "other"),
    [
        ({"n": 3, "min_margin": 9.0}, r"min_margin \(0\.5 there, 9\.0 now\)"),
        ({"seed": 4}, r"seed \(0 there, 4 now\)"),
        ({"rubric": "safety"}, r"rubric \(correctness there, safety now\)"),
        ({"models": ("offline/weak",)}, r"models \(offline there, offline/weak now\), judges \(.*\)"),
        ({"overrides": ("flaws.tone=false",)}, "texts or stages of the recipe"),
    ],
)
def test_pairs_of_other_settings_are_not_replaced(
    run: Path, options: dict[str, Any], other: str, caplog: pytest.LogCaptureFixture
) -> None:
    made = selfinstruct.prefer(run, "corrupt", n=8)
    count = len(made.pairs())
    assert count > 0
    before = files(run, PREFERENCES)
    with pytest.raises(UsageError, match=rf"{count} pairs of corrupt, round 1, made with other settings: {other}; "):
        selfinstruct.prefer(run, "corrupt", **({"n": 8} | options))
    assert files(run, PREFERENCES) == before
    assert made.pairs() == selfinstruct.prefer(run, "corrupt", n=3).pairs()
    replaced = selfinstruct.prefer(run, "corrupt", overwrite=True, **({"n": 8} | options))
    assert f"replacing {count} pairs of corrupt" in caplog.text
    assert replaced.report["prompts"] == options.get("n", 8)


@pytest.mark.parametrize(
    ("method", "options", "told"),
    [
        ("contrast", {"responses": 3}, "responses is for the method rank, not contrast"),
        ("contrast", {"min_margin": 3}, "min_margin is for pairs that are judged; contrast judges with --judge"),
        ("contrast", {"rubric": "safety"}, "rubric is for pairs that are judged"),
        ("corrupt", {"models": ("offline", "offline/weak", "offline/strong")}, "corrupt: takes two models at most"),
        ("rank", {"weak": "offline"}, "strong and weak are for the method contrast"),
    ],
)
def test_options_of_other_methods_are_refused(run: Path, method: str, options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        selfinstruct.prefer(run, method, **options)


def test_more_prompts_and_sessions_that_go_on_add_to_what_is_there(run: Path) -> None:
    first = selfinstruct.prefer(run, "contrast", n=4).pairs()
    stopped = selfinstruct.prefer(run, "contrast", n=9, max_requests=11)
    assert stopped.status == "max_requests"
    whole = selfinstruct.prefer(run, "contrast", n=9).pairs()
    assert (whole[: len(first)], len(whole) > len(first)) == (first, True)
    selfinstruct.prefer(run, "contrast", n=2, judges=("offline/judge-a",), round=2)  # another round is another set
    assert selfinstruct.prefer(run, "contrast", n=9).pairs() == whole


def test_what_grows_takes_no_overwrite(run: Path, tmp_path: Path) -> None:
    rows = Run(run).dataset()
    source, out = write(tmp_path / "rows.jsonl", rows[:3]), tmp_path / "out.jsonl"
    selfinstruct.export(source, "alpaca", out)
    write(source, rows[:6])
    selfinstruct.export(source, "alpaca", out)
    assert len(out.read_bytes().splitlines()) == 6
    write(source, rows[:5])
    with pytest.raises(UsageError, match=r"out\.jsonl: holds something else"):
        selfinstruct.export(source, "alpaca", out)
    assert len(out.read_bytes().splitlines()) == 6


def test_a_filter_into_a_pipe_leaves_nothing_beside_it(run: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        done = selfinstruct.filter_dataset(run, pipe, only=["empty_output"])
        assert len(read.result().splitlines()) == done.kept
    assert (done.rejected_out, pipe.is_fifo()) == (None, True)
    assert [item.name for item in tmp_path.iterdir() if "pipe" in item.name] == ["pipe"]


def test_stdout_takes_kept_rows_and_forms(run: Path, tmp_path: Path) -> None:
    kept = command("filter", str(run), "-o", "-", "--only", "empty_output", cwd=tmp_path)
    assert (kept.returncode, len(kept.stdout.splitlines())) == (0, len(Run(run).dataset()))
    forms = command("review", "export", str(run), "-o", "-", "--all", cwd=tmp_path)
    assert (forms.returncode, len(forms.stdout.splitlines())) == (0, len(Run(run).dataset()))
    assert list(tmp_path.glob("*-*")) == []


def test_all_outputs_of_filter_or_none(run: Path, tmp_path: Path) -> None:
    clusters = write(tmp_path / "clusters.jsonl", [{"mine": "years of work"}])
    before = clusters.read_bytes()
    with pytest.raises(UsageError, match=r"clusters\.jsonl: holds something else"):
        selfinstruct.filter_dataset(run, tmp_path / "kept.jsonl", only=["exact"], clusters=clusters)
    assert (clusters.read_bytes(), list(tmp_path.glob("*kept*"))) == (before, [])


def test_following_goes_on_and_writes_over_nothing(run: Path, tmp_path: Path) -> None:
    out, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    selfinstruct.export(run, "alpaca", whole)
    rows = whole.read_bytes()
    out.write_bytes(rows[: len(rows) // 2])  # what a kill left of an earlier session
    for _ in range(2):
        selfinstruct.follow(run, "alpaca", out)
        assert out.read_bytes() == rows
    for other in (b"mine\n" + rows, rows + b"mine\n"):
        out.write_bytes(other)
        with pytest.raises(UsageError, match=r"out\.jsonl: holds something else"):
            selfinstruct.follow(run, "alpaca", out)
        assert out.read_bytes() == other
    selfinstruct.follow(run, "alpaca", out, overwrite=True)
    assert out.read_bytes() == rows


def test_following_into_a_pipe(run: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        done = selfinstruct.follow(run, "alpaca", pipe)
        assert len(read.result().splitlines()) == done.rows
    assert [item.name for item in tmp_path.iterdir() if "pipe" in item.name] == ["pipe.jsonl"]


def test_a_merge_replaces_a_merge_and_never_a_run(run: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows = write(tmp_path / "rows.jsonl", [{"instruction": "Name a lake.", "output": "Como."}])
    out = selfinstruct.merge([run, rows], tmp_path / "merge").path
    before = files(out)
    with pytest.raises(UsageError, match=r"is a merge of other sources.*--overwrite"):
        selfinstruct.merge([rows], out)
    assert files(out) == before
    assert len(selfinstruct.merge([rows], out, overwrite=True).tasks()) == 1
    assert "replacing it" in caplog.text
    with pytest.raises(UsageError, match="holds a run, not a merge; give another -o"):
        selfinstruct.merge([rows], run, overwrite=True)


def test_a_form_with_answers_is_replaced_only_when_that_is_said(run: Path, tmp_path: Path) -> None:
    form = write(tmp_path / "form.jsonl", [{"mine": 1}])
    with pytest.raises(UsageError, match="is not an empty form; name another file, or give --overwrite"):
        selfinstruct.review_export(run, form, everything=True)
    assert selfinstruct.review_export(run, form, everything=True, overwrite=True).records == len(Run(run).dataset())
    with pytest.raises(UsageError, match="would overwrite an input"):
        selfinstruct.review_export(run, run / "tasks.jsonl", everything=True, overwrite=True)


def test_a_refused_import_leaves_no_folder_and_stdin_is_of_no_run(run: Path, tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.jsonl", [{"instruction": "Name a lake.", "output": "Como."}])
    bad = write(tmp_path / "bad.jsonl", [{"id": "nobody", "answer": "accept"}])
    refused = command("review", "import", str(rows), str(bad), cwd=tmp_path)
    assert (refused.returncode, (tmp_path / "runs").exists()) == (2, False)
    assert home_of(run / "dataset.jsonl") == run
    assert home_of(Path("-")) == Path("runs")


def test_objects_in_s3_too(run: Path, s3: Bucket) -> None:
    mine = s3.put("data/mine.jsonl", "All mine.\n")
    for attempt in (selfinstruct.filter_dataset, partial(selfinstruct.export, format="alpaca")):
        with pytest.raises(UsageError, match=r"s3://bucket/data/mine\.jsonl: holds something else"):
            attempt(run, out=mine)
    assert s3.keys() == ["data/mine.jsonl"]
    for _ in range(2):
        selfinstruct.export(run, "alpaca", "s3://bucket/data/new.jsonl")
    selfinstruct.export(run, "alpaca", mine, overwrite=True)
    assert s3.get("data/mine.jsonl") == s3.get("data/new.jsonl")
