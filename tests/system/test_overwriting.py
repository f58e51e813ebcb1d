"""Findings A6 and A9: nothing of somebody else's is written over, nor own pairs replaced, without --overwrite."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from selfinstruct.runs.run import Run
from tests.support.runs import files, write

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
    with pytest.raises(UsageError, match=rf"holds {count} pairs of corrupt, round 1, made with other {other}; "):
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
