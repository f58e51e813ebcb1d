"""Preference data: same bytes in any order, resume, judges, guards, and what a pair may never be."""

import json
import signal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import KeyRefused, RunDamaged, RunError, UsageError
from selfinstruct.flows.prefer.files import FILE, REJECTED
from selfinstruct.recipes.prefer import METHODS
from selfinstruct.runs.run import FILES, Run
from tests.serve import serving
from tests.support.attempts import with_attempts
from tests.support.preferences import Uneven, files
from tests.support.processes import Command
from tests.support.processes import run as command
from tests.support.runs import copied, write

RANK_BY_DEFAULT = [m if m == "rank" else pytest.param(m, marks=pytest.mark.slow) for m in METHODS]
# One method in each of its forms: the settings, and how many requests a prompt costs at most.
FORMS: list[tuple[str, dict[str, Any]]] = [
    ("contrast", {}),
    ("contrast", {"strong": "offline/strong", "weak": "offline/weak", "judges": ("offline/judge-a",)}),
    ("rank", {}),
    ("rank", {"overrides": ("judging=pairwise", "against=random"), "responses": 3}),
    ("rank", {"judges": ("offline", "offline/judge-a", "offline/judge-b")}),
    ("revise", {"overrides": ("edited=true",)}),
    ("revise", {"overrides": ("own_output=true", "judging=pointwise")}),
    ("corrupt", {}),
]


@pytest.mark.parametrize("others", [((2, 64),), pytest.param(((1, 7), (3, 64)), marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("method", "options"), [*FORMS[1::2], *(pytest.param(*form, marks=pytest.mark.slow) for form in FORMS[::2])]
)
def test_order_of_arrival_and_concurrency_do_not_show(
    made: Path, tmp_path: Path, method: str, options: dict[str, Any], others: Sequence[tuple[int, int]]
) -> None:
    kept = []
    for seed, concurrency in ((0, 1), *others):
        path = copied(made, tmp_path / str(seed))
        own = {name: value for name, value in options.items() if name not in ("strong", "weak")}
        given = options if "strong" in options else own | {"models": (Uneven(seed),)}
        done = selfinstruct.prefer(path, method, concurrency=concurrency, **given)
        assert done.status == "done"
        kept.append(files(path))
        report = done.report
        assert report["answered"] == report["prompts"] == len(Run(path).dataset())
        assert report["pairs"] + sum(report["rejected"].values()) == report["prompts"]
        assert len(done.pairs()) == report["pairs"]
        assert len(done.rejected()) == sum(report["rejected"].values()) + sum(report["aside"].values())
    assert all(found == kept[0] for found in kept)
    # The offline critic finds no fault with the offline model's own outputs.
    assert kept[0][REJECTED if "own_output=true" in options.get("overrides", ()) else FILE]


@pytest.mark.parametrize("method", RANK_BY_DEFAULT)
def test_interrupted_and_resumed_many_times(made: Path, tmp_path: Path, method: str) -> None:
    whole = copied(made, tmp_path / "whole")
    selfinstruct.prefer(whole, method, models=(Uneven(),))
    parts = copied(made, tmp_path / "parts")
    asked: Counter[str] = Counter()
    for session in range(1, 60):
        model = Uneven(session)
        done = selfinstruct.prefer(
            parts, method, models=(model,), max_requests=13 * session, concurrency=1 + session % 9
        )
        asked += model.asked
        if done.report["answered"]:
            assert all(files(whole)[name].startswith(data) for name, data in files(parts).items())
        if done.status == "done":
            break
        assert done.status == "max_requests"
        assert done.report["requests"] == 13 * session
    assert files(parts) == files(whole)
    assert max(asked.values()) == 1, "nothing is bought twice"
    assert session > 3


def test_a_stopped_model_leaves_what_is_settled(made: Path, run: Path, tmp_path: Path) -> None:
    failing = Uneven(3, fails_after=70)
    with pytest.raises(KeyRefused):
        selfinstruct.prefer(run, "rank", models=(failing,), concurrency=3)
    report = Run(run).info["preferences"]["rank/1"]
    assert (report["status"], report["reason"]) == ("failed", "the key is refused")
    assert 0 < report["answered"] < report["prompts"]
    model = Uneven(4)
    selfinstruct.prefer(run, "rank", models=(model,))
    assert not set(model.asked) & set(failing.asked)
    whole = copied(made, tmp_path / "whole")
    selfinstruct.prefer(whole, "rank", models=(Uneven(),))
    assert files(run) == files(whole)


def test_methods_do_not_disturb_each_other_nor_the_run(seeds: Path, made: Path, tmp_path: Path) -> None:
    one, other = (with_attempts(copied(made, tmp_path / name)) for name in ("one", "other"))
    for method in METHODS:
        selfinstruct.prefer(one, method)
    for method in reversed(METHODS):
        selfinstruct.prefer(other, method)
    assert files(one) == files(other)
    rows = list(Run(one).rows(FILE))
    assert [row["method"] for row in rows] == sorted(row["method"] for row in rows)
    before = files(one)
    grown = selfinstruct.resume(one, n=15, max_requests=40)
    assert grown.status == "done", "the requests of preferences count on their own account"
    selfinstruct.generate(seeds, n=15, out=tmp_path / "fresh")
    for name in FILES:
        assert (one / name).read_bytes() == (tmp_path / "fresh" / name).read_bytes()
    assert grown.info["requests"] == Run(tmp_path / "fresh").info["requests"]
    assert files(one) == before
    assert set(grown.info["preferences"]) == {f"{method}/1" for method in METHODS}
    model = Uneven()
    longer = selfinstruct.prefer(one, "rank", models=(model,))
    earlier = [row for row in rows if row["method"] == "rank"]
    assert longer.pairs()[: len(earlier)] == earlier
    assert longer.report["prompts"] == len(grown.dataset())
    assert 0 < model.asked.total() < longer.report["requests"]


def test_fewer_prompts_take_nothing_back(run: Path, tmp_path: Path) -> None:
    first = selfinstruct.prefer(run, "rank")
    before = files(run)
    model = Uneven()
    again = selfinstruct.prefer(run, "rank", n=2, models=(model,))
    assert files(run) == before
    assert again.report == first.report
    assert not model.asked
    with pytest.raises(UsageError, match=r"min_margin \(0\.5 there, 5\.0 now\); .* --overwrite"):
        selfinstruct.prefer(run, "rank", n=2, min_margin=5.0)
    assert files(run) == before
    selfinstruct.prefer(run, "rank", n=2, min_margin=5.0, overwrite=True)
    assert len(files(run)[FILE]) < len(before[FILE]), "other settings replace the lines"

    # The same names, and other prompts behind them.
    for number, word in ((6, "rivers"), (2, "lakes")):
        rows = [{"id": str(place), "instruction": f"Name {place + 3} {word} of Asia."} for place in range(6)]
        write(tmp_path / "prompts.jsonl", rows)
        if word == "lakes":
            with pytest.raises(UsageError, match=r"of rank, round 1, made with other prompts: \d pairs? would go; "):
                selfinstruct.prefer(tmp_path / "prompts.jsonl", "rank", n=number, out=tmp_path / "out")
        made = selfinstruct.prefer(tmp_path / "prompts.jsonl", "rank", n=number, out=tmp_path / "out", overwrite=True)
        assert made.report["answered"] == number
    collected = [
        selfinstruct.prefer(run, "rank", n=number, responses_only=True, round=2).responses() for number in (8, 3)
    ]
    assert collected[0] == collected[1]


def test_rounds_and_reruns(run: Path) -> None:
    first = selfinstruct.prefer(run, "rank", n=20)
    before = files(run)
    second = selfinstruct.prefer(run, "rank", n=10, round=2, models=("offline/strong", "offline/weak"))
    assert files(run)[FILE].startswith(before[FILE])
    assert {row["round"] for row in second.pairs()} == {2}
    assert first.pairs() == [row for row in Run(run).rows(FILE) if row["round"] == 1]
    again = selfinstruct.prefer(run, "rank", n=20, min_margin=5.0, overwrite=True)
    assert 0 < len(again.pairs()) < first.report["pairs"]
    assert all(row["margin"] >= 5 for row in again.pairs())
    assert {row["rule"] for row in again.rejected()} == {"equal", "margin", "truncated_copy"} - (
        set() if "truncated_copy" in first.report["rejected"] else {"truncated_copy"}
    )
    assert again.report["requests"] == first.report["requests"], "only the thresholds differ: nothing is asked again"
    assert [row["round"] for row in Run(run).rows(FILE)][-len(second.pairs()) :] == [2] * len(second.pairs())


@pytest.mark.parametrize("method", RANK_BY_DEFAULT)
def test_over_http_with_faults(made: Path, tmp_path: Path, method: str) -> None:
    offline, served = copied(made, tmp_path / "offline"), copied(made, tmp_path / "served")
    selfinstruct.prefer(offline, method, n=12, models=("offline",))
    faults = "500=0.03,reset=0.02,429=0.02,truncated=0.02" if method == "rank" else ""
    with serving(latency="lognormal:20", faults=faults) as server:
        done = selfinstruct.prefer(served, method, n=12, models=("openai/any",), base_url=server.base_url)
        stats = server.stats()
    assert done.status == "done"
    found = {name: data.replace(b"openai/any", b"offline") for name, data in files(served).items()}
    # The name of a model is part of a prompt's key and of the offline judge's mood, not of what it knows.
    assert json.loads(found[FILE].split(b"\n")[0])["prompt"]
    assert comparable(found) == comparable(files(offline))
    assert stats["answered_twice"] == 0


def comparable(found: dict[str, bytes]) -> list[Any]:
    rows = [json.loads(line) for data in found.values() for line in data.splitlines()]
    return [{name: row.get(name) for name in ("task_id", "instance_id", "chosen", "rejected", "rule")} for row in rows]


@pytest.mark.parametrize("method", RANK_BY_DEFAULT)
def test_killed_and_run_again(made: Path, tmp_path: Path, method: str) -> None:
    path, whole = copied(made, tmp_path / "killed"), copied(made, tmp_path / "whole")
    with serving(latency="fixed:15") as server:
        words = ["prefer", str(path), "--method", method, "--model", "openai/any", "--base-url", server.base_url]
        words += ["--concurrency", "4", "-n", "12"]
        killed = Command(*words, cwd=tmp_path)
        server.account("any", answered=9)
        killed.send(signal.SIGKILL)
        assert killed.end().returncode, "it was killed midway"
        done = command(*words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        stats = server.stats()
    assert stats["answered_twice"] <= 4, "at most what was in flight is asked again"
    with serving() as server:
        selfinstruct.prefer(whole, method, n=12, models=("openai/any",), base_url=server.base_url)
    assert files(path) == files(whole)


# --- What is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "options", "problem"),
    [
        ("guess", {}, "there is no method 'guess'; known: contrast, rank, revise, corrupt"),
        ("rank", {"out": "x"}, "is a run, which keeps its preferences itself"),
        ("rank", {"strong": "offline"}, "strong and weak are for the method contrast"),
        ("contrast", {"models": ("offline", "offline/weak")}, "give --strong and --weak, or one --model"),
        ("rank", {"judges": ("offline", "offline")}, "each model can judge once"),
        ("rank", {"round": 0}, "round and n count from 1"),
        ("rank", {"responses": 1}, "ranking needs at least two"),
        ("rank", {"recipe": "corrupt"}, "is for the method corrupt, not rank"),
        ("rank", {"rubric": "soup"}, "there is no rubric 'soup'; known: concision, correctness"),
        ("rank", {"overrides": ("grades.good=3",)}, "grades: unknown key 'good'"),
        ("rank", {"overrides": ("grades.better=30",)}, "thresholds must rise"),
        ("rank", {"overrides": ("judged=false",)}, "needs a judge"),
        ("corrupt", {"overrides": ("flaws=false",)}, "flaws: the list is empty"),
        ("revise", {"overrides": ("critique=false",)}, "critique: is missing"),
        ("rank", {"overrides": ("soup=1",)}, "soup: unknown key"),
        ("rank", {"models": ("gpt",)}, "there is no model 'gpt'"),
        ("rank", {"models": ("openai/a@http://x/v1",), "judges": ("openai/a@http://y/v1",)}, "has two addresses"),
        ("rank", {"max_cost": 1.0}, "--max-cost needs a price"),
    ],
)
def test_refusals(run: Path, method: str, options: dict[str, Any], problem: str) -> None:
    before = sorted(path.name for path in run.iterdir())
    with pytest.raises(UsageError, match=problem.replace("(", r"\(")):
        selfinstruct.prefer(run, method, **options)
    assert sorted(path.name for path in run.iterdir()) == before


def test_other_directories_and_damaged_files(run: Path, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RunError, match="is not a run"):
        selfinstruct.prefer(tmp_path / "empty", "rank")
    (run / FILE).write_text("no pair\n")
    with pytest.raises(RunDamaged, match=r"preferences\.jsonl:1: is not a line of preferences"):
        selfinstruct.prefer(run, "contrast", n=2)
    theirs = tmp_path / "empty" / FILE
    theirs.write_text("no pair\n")
    with pytest.raises(RunDamaged, match=r"preferences\.jsonl:1: is not a line of preferences"):
        selfinstruct.prefer(seeds, "contrast", n=2, out=theirs.parent)
    assert list(theirs.parent.iterdir()) == [theirs]


# --- The command --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_says_what_it_made_and_show_says_it_again(run: Path) -> None:
    done = command("prefer", "run", "--method", "rank", "--responses", "4", cwd=run.parent)
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.strip().split("\n")
    assert lines[0] == lines[-1]
    assert lines[0].startswith("offline: made by the built-in demonstration model")
    assert lines[1].startswith("Done: rank, round 1: ")
    assert any(line.startswith("Bias checks:") for line in lines)
    shown = command("show", "run", "--samples", "2", cwd=run.parent)
    assert "\n".join(lines[1:-1]) in shown.stdout
    assert shown.stdout.count("\nRejected: ") == 2
    stopped = command("prefer", "run", "--method", "revise", "--max-requests", "9", "--json", cwd=run.parent)
    assert stopped.returncode == 3
    assert json.loads(stopped.stdout)["status"] == "max_requests"
    assert "Run the same command again to continue" in stopped.stderr
    wrong = command("prefer", "run", "--method", "guess", cwd=run.parent)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("error: there is no method 'guess'")


def test_dry_run_asks_and_writes_nothing(run: Path) -> None:
    before = sorted(path.name for path in run.iterdir())
    shown = command("prefer", "run", "--method", "corrupt", "--dry-run", "--judge", "offline/judge-a", cwd=run.parent)
    assert shown.returncode == 0
    assert "===== corruption (offline): about " in shown.stdout
    assert "===== compare (offline/judge-a): about " in shown.stdout
    found = selfinstruct.preview_preferences(run, "rank")
    stages = {step.stage: step.requests for step in found.steps}
    prompts = len(Run(run).dataset())
    assert stages == {"response (offline)": 3 * prompts, "score (offline)": 4 * prompts}
    assert sorted(path.name for path in run.iterdir()) == before
    with_attempts(run)
    for method in METHODS:
        real = selfinstruct.prefer(run, method).report["requests"]
        assert selfinstruct.preview_preferences(run, method).requests >= 0.8 * real
