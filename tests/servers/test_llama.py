"""What comes of a real small model behind a real llama.cpp server (`make test-server`)."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import selfinstruct as api
from selfinstruct.errors import SystematicFailure
from tests.support.llama import serving
from tests.support.paths import ROOT
from tests.support.processes import Command

pytestmark = pytest.mark.server

SEEDS = ROOT / "seeds" / "general.jsonl"
REVIEWS = [
    "The soup was hot and the waiter kind.", "Never again: the room smelt of smoke.", "A book I could not put down.",
    "The battery died on the second day.", "Great value, arrived a day early.", "The film drags on for an hour.",
    "My daughter loves this kite.", "The zip broke when I first used it.", "Clean, quiet and close to the station.",
    "Cold chips, sour wine, long wait.",
]  # fmt: skip
# What `chat` took for a row when nothing was held to a form.
BEFORE = 75_457


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def small(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the recipe small."""
    out = tmp_path_factory.mktemp("small") / "run"
    api.generate(
        SEEDS, n=15, recipe="small", model="llamacpp/smollm2", base_url=address, out=out, concurrency=4, timeout=600
    )
    return out


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _info(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return told


def _answers(run: Path) -> int:
    with sqlite3.connect(f"file:{run / 'journal.db'}?mode=ro", uri=True) as journal:
        return int(journal.execute("SELECT COUNT(*) FROM completions").fetchone()[0])


def test_most_tasks_get_an_instance_for_few_tokens(small: Path) -> None:
    info = _info(small / "run.json")
    assert info["counts"]["instances"] / info["counts"]["accepted"] >= 0.6
    assert sum(stage["cached"] for stage in info["usage"]) > 0
    used = sum(stage["prompt"] + stage["completion"] for stage in info["usage"])
    assert used / info["counts"]["instances"] <= BEFORE / 20
    assert not [row for row in _rows(small / "rejected.jsonl") if row["rule"] == "unreadable"]


def test_judges_keep_to_the_form(address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file, out = tmp_path / "reviews.jsonl", tmp_path / "out"
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in REVIEWS), "utf-8")
    judges = ["llamacpp/a", "llamacpp/b"]
    api.label(file, judges, labels=["positive", "negative"], base_url=address, out=out, concurrency=4, timeout=600)
    counts = _info(out / "label.json")["counts"]
    assert (counts["answered"], counts["unread"]) == (len(REVIEWS), 0)
    assert "one model" in caplog.text, "both judges are the same"


def test_responses_are_ranked(address: str, small: Path) -> None:
    api.prefer(small, "rank", models=["llamacpp/smollm2"], judges=["llamacpp/smollm2"], responses=3, n=4,
               base_url=address, concurrency=4, timeout=600)  # fmt: skip
    told = _info(small / "run.json")["preferences"]["rank/1"]
    assert told["answered"] == 4
    assert told["rejected"].get("unreadable", 0) == 0
    assert told["bias"]["unreadable"] == 0


def test_what_was_answered_before_a_kill_is_not_asked_again(address: str, tmp_path: Path) -> None:
    words = ["generate", "--seeds", str(SEEDS), "-n", "6", "--recipe", "small", "--model", "llamacpp/smollm2",
             "--base-url", address, "--concurrency", "4", "--timeout", "600", "--out", "run"]  # fmt: skip
    first = Command(*words, cwd=tmp_path)
    for _ in range(600):
        first.told("tokens ·")
        if (tmp_path / "run" / "journal.db").exists() and _answers(tmp_path / "run") >= 3:
            break
    first.send(signal.SIGKILL)
    first.end()
    before = _answers(tmp_path / "run")
    run = api.resume(tmp_path / "run")
    assert before >= 3
    assert run.info["requests"] == _answers(tmp_path / "run") > before
    assert run.info["status"] in ("done", "saturated")


def test_one_slot_repeats_itself(tmp_path: Path) -> None:
    stages = ("bootstrap", "input_first")
    # What is cached changes the arithmetic as well.
    cold = tuple(f"{stage}.{word}" for stage in stages for word in ("temperature=0", "extra={cache_prompt: false}"))
    with serving(slots=1) as alone:
        made = []
        for name in ("one", "two"):
            api.generate(
                SEEDS, n=3, recipe="small", model="llamacpp/smollm2", base_url=alone, out=tmp_path / name,
                concurrency=1, timeout=600, overrides=cold,
            )  # fmt: skip
            made.append((tmp_path / name / "dataset.jsonl").read_bytes())
        assert made[0] == made[1]


def test_a_window_that_is_too_small_is_told(tmp_path: Path) -> None:
    with serving(slots=2, window=256) as narrow, pytest.raises(SystematicFailure, match="context size"):
        api.generate(SEEDS, n=10, recipe="chat", model="llamacpp/smollm2", base_url=narrow, out=tmp_path / "run")


def test_doctor_knows_it(address: str) -> None:
    told = json.dumps(api.doctor(address).as_dict())
    for word in ("llama.cpp", "4096", "grammar", "small"):
        assert word in told
