"""Labels by several models: what they agree on, who decides where they do not, and what goes to people."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.cli.render.export import dealt
from selfinstruct.cli.render.label import label_summary
from selfinstruct.errors import RunError, RunMismatch, UsageError
from selfinstruct.flows.label.flow import label, preview_label
from selfinstruct.flows.label.label_run import LabelRun
from selfinstruct.flows.label.questions import make_question
from selfinstruct.models.offline import create
from selfinstruct.prices import Price
from selfinstruct.runs.run import Run
from selfinstruct.runs.sources import open_source
from tests.serve import serving
from tests.support import processes
from tests.support.labels import LABELS, OFFLINE, files, reviews
from tests.support.models import Disorderly
from tests.support.runs import write


def test_another_threshold_asks_nothing(tmp_path: Path) -> None:
    source = reviews(tmp_path / "data.jsonl", 40)
    judges = [Disorderly(name=name, model=create(name)) for name in OFFLINE[:2]]
    loose = label(source, judges, labels=LABELS, out=tmp_path / "out")
    asked = sum(judge.asked.total() for judge in judges)
    strict = label(source, judges, labels=LABELS, out=tmp_path / "out", accept_at=0.8)
    assert sum(judge.asked.total() for judge in judges) == asked
    assert 0 < strict.info["counts"]["accepted"] < loose.info["counts"]["accepted"]
    assert all(row["confidence"] >= 0.8 for row in strict.rows("accepted.jsonl"))
    nothing = label(source, judges, labels=LABELS, out=tmp_path / "out", accept_at=1.0)
    assert nothing.rows("accepted.jsonl") == []


# The same bytes


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("independent", "labels"), ("cross", "pair"), pytest.param("cross", "labels", marks=pytest.mark.slow)],
)
def test_same_bytes_whatever_the_order_of_answers_and_interruptions(tmp_path: Path, mode: str, kind: str) -> None:
    if kind == "pair":
        rows = [{"prompt": f"Question {n}", "first": f"yes {n}", "second": f"no {n}"} for n in range(20)]
        source = write(tmp_path / "data.jsonl", rows)
    else:
        source = reviews(tmp_path / "data.jsonl", 20)
    options: Any = {"kind": kind, "mode": mode} | ({} if kind == "pair" else {"labels": LABELS})
    whole = label(source, OFFLINE, **options, out=tmp_path / "whole", concurrency=1)
    for seed in range(3):
        judges = [Disorderly(seed, name=name, model=create(name)) for name in OFFLINE]
        run = label(source, judges, **options, out=tmp_path / f"d{seed}", concurrency=7 * seed + 2)
        assert files(run.path) == files(whole.path)
    judges = [Disorderly(5, name=name, model=create(name)) for name in OFFLINE]
    for limit in (1, 30, 31, min(90, whole.info["requests"] - 1), None):
        run = label(source, judges, **options, out=tmp_path / "stopped", max_requests=limit, concurrency=8)
        assert run.status == ("max_requests" if limit else "done")
        assert (whole.path / "labels.jsonl").read_bytes().startswith((run.path / "labels.jsonl").read_bytes())
    assert files(run.path) == files(whole.path)
    assert max(max(judge.asked.values()) for judge in judges if judge.asked) == 1
    assert run.info["requests"] == sum(judge.asked.total() for judge in judges) == whole.info["requests"]
    # A session that ends at once takes nothing back.
    again = label(source, judges, **options, out=tmp_path / "stopped", max_requests=1)
    assert (again.status, files(run.path)) == ("done", files(whole.path))


def test_the_cost_limit_holds_over_all_judges(tmp_path: Path) -> None:
    source = reviews(tmp_path / "data.jsonl", 60)
    options: Any = {"labels": LABELS, "out": tmp_path / "out", "price": Price(1000.0, 1000.0)}
    whole = label(source, OFFLINE, **options | {"out": tmp_path / "whole"})
    stopped = label(source, OFFLINE, **options, max_cost=whole.info["cost"] / 2)
    assert stopped.status == "max_cost"
    assert 0 < stopped.info["cost"] <= whole.info["cost"] / 2
    done = label(source, OFFLINE, **options)
    assert (done.status, files(done.path)) == ("done", files(whole.path))
    assert done.info["cost"] == pytest.approx(whole.info["cost"])


@pytest.mark.slow
def test_killed_over_http_and_run_again(tmp_path: Path) -> None:
    source = reviews(tmp_path / "data.jsonl", 60)
    with serving(latency="fixed:20") as server:
        command = [
            sys.executable, "-m", "selfinstruct", "label", str(source), "--judge", "openai/a", "--judge", "openai/b",
            "--labels", ",".join(LABELS), "--base-url", server.base_url, "--concurrency", "4", "--out", "out",
        ]  # fmt: skip
        plain = {name: value for name, value in os.environ.items() if not name.startswith("OPENAI_")}
        for wanted in (20, 60):
            process = subprocess.Popen(command, cwd=tmp_path, env=plain, stderr=subprocess.DEVNULL)
            while server.stats()["requests"] < wanted and process.poll() is None:
                pass
            process.send_signal(signal.SIGKILL)
            process.wait()
        done = subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        stats = server.stats()
        whole = label(source, ["openai/a", "openai/b"], labels=LABELS, base_url=server.base_url, out=tmp_path / "whole")
    assert files(tmp_path / "out") == files(whole.path)
    # Only what was in flight at a kill may have been asked again: four records, two judges.
    assert stats["answered_twice"] <= 2 * 8
    assert LabelRun(tmp_path / "out").info["requests"] == whole.info["requests"]


def test_other_inputs_are_refused(tmp_path: Path) -> None:
    source = reviews(tmp_path / "data.jsonl", 3)
    label(source, OFFLINE[:2], labels=LABELS, out=tmp_path / "out")
    changes: list[dict[str, Any]] = [
        {"guidance": "Be kind."},
        {"mode": "cross"},
        {"overrides": ("label.temperature=1",)},
    ]
    for change in changes:
        with pytest.raises(RunMismatch, match="made with other inputs"):
            label(source, OFFLINE[:2], labels=LABELS, out=tmp_path / "out", **change)
    with pytest.raises(RunMismatch, match="judges"):
        label(source, OFFLINE, labels=LABELS, out=tmp_path / "out")


@pytest.mark.parametrize("name", ["labels.jsonl", "accepted.jsonl", "rejected.labels.jsonl", "reviews.jsonl"])
def test_files_of_somebody_s_own_are_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine\n")
    with pytest.raises(RunMismatch, match=f"holds {name}, which is not of this run; give another --out"):
        label(reviews(tmp_path / "data.jsonl", 3), OFFLINE[:2], labels=LABELS, out=tmp_path / "out")
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == ["mine\n"]


def test_two_commands_do_not_share_a_directory(tmp_path: Path, seeds: Path) -> None:
    import selfinstruct

    run = selfinstruct.generate(seeds, n=2, out=tmp_path / "run")
    with pytest.raises(RunMismatch) as caught:
        label(run.path, OFFLINE[:2], kind="accept", out=run.path)
    assert str(caught.value) == f"{run.path}: holds a generate run; give another --out"
    (run.path / "run.json").unlink()
    with pytest.raises(RunMismatch, match="holds another run; give another --out"):
        label(run.path, OFFLINE[:2], kind="accept", out=run.path)
    labels = label(reviews(tmp_path / "data.jsonl", 3), OFFLINE[:2], labels=LABELS, out=tmp_path / "labels")
    with pytest.raises(RunMismatch, match="holds another command's run; give another --out"):
        selfinstruct.generate(seeds, n=2, out=labels.path)
    for opened in (Run, open_source):
        with pytest.raises(RunError) as missing:
            opened(labels.path)
        assert str(missing.value) == (
            f"{labels.path}: is not a run (it has no run.json); "
            f"what was accepted there is in {labels.path / 'accepted.jsonl'}: give that file"
        )


def test_a_run_keeps_its_labels_beside_its_files(tmp_path: Path, seeds: Path) -> None:
    import selfinstruct

    run = selfinstruct.generate(seeds, n=12, out=tmp_path / "run")
    before = {name: (run.path / name).read_bytes() for name in ("tasks.jsonl", "dataset.jsonl", "journal.db")}
    found = label(run.path, OFFLINE[:2], kind="accept")
    assert found.path == run.path / "labels"
    assert found.info["counts"]["records"] == len(run.dataset())
    assert before == {name: (run.path / name).read_bytes() for name in before}
    longer = selfinstruct.resume(run.path, n=20)
    assert longer.status == "done"


# What cannot be carried out


@pytest.mark.parametrize(
    ("judges", "options", "message"),
    [
        (OFFLINE[:1], {}, "mode independent takes 2 to 8"),
        ([*OFFLINE, "offline"], {"mode": "cross"}, "mode cross takes 2 to 3"),
        (OFFLINE, {"kind": "mood"}, "there is no kind 'mood'; known: labels, accept"),
        (OFFLINE, {"labels": ["one"]}, "give at least two"),
        (OFFLINE, {"labels": ["a", "A"]}, "each must be given once"),
        (OFFLINE, {"kind": "accept"}, "has its own answers"),
        (OFFLINE, {"kind": "text", "labels": ()}, "use --mode cross"),
        (OFFLINE, {"mode": "cross", "agree": "majority"}, "no majority"),
        (OFFLINE, {"mode": "together"}, "--mode: must be independent or cross"),
        (OFFLINE, {"kind": "score", "labels": (), "scale": "5"}, "write LOW-HIGH"),
        (OFFLINE, {"accept_at": 1.5}, "--accept-at: must be between 0 and 1"),
        (OFFLINE, {"precision": 0.9}, "give it with --calibrate"),
        (OFFLINE, {"overrides": ("label.warmth=1",)}, "label.warmth: unknown key"),
        (OFFLINE, {"overrides": ("margin=11",)}, "margin: must be between"),
        (OFFLINE, {"recipe": "soup"}, "there is no recipe 'soup'; known: chat"),
        (OFFLINE, {"max_cost": 1.0}, "--max-cost needs a price"),
        (OFFLINE, {"concurrency": 0}, "concurrency: must be at least 1"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_made(
    tmp_path: Path, judges: list[str], options: dict[str, Any], message: str
) -> None:
    source = reviews(tmp_path / "data.jsonl", 3)
    given: dict[str, Any] = {"labels": LABELS, "out": tmp_path / "out"} | options
    with pytest.raises(UsageError, match=message):
        label(source, judges, **given)
    assert not (tmp_path / "out").exists()


COUNTS = {"4": 125, "5": 108, "3.5": 1}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("score", "      234 accepted (3.5: 1, 4: 125, 5: 108)"),
        ("labels", "      234 accepted (4: 125, 5: 108, 3.5: 1)"),
        ("text", "      234 accepted"),
    ],
)
def test_the_summary_can_be_read(monkeypatch: pytest.MonkeyPatch, kind: str, expected: str) -> None:
    counts = {"answered": 235, "records": 235, "accepted": 234, "rejected": 0, "contested": 1, "labels": COUNTS}
    counts |= {"by_people": {"accepted": 0, "rejected": 0}, "why": {"confidence below 0.9": 1}}
    pair = {"judges": ["openai/a-long-name", "openai/another-name"], "records": 235, "same": 200, "kappa": 0.5}
    pair |= {"labels": [f"a wide label {number}" for number in range(8)], "table": [[1] * 8] * 8}
    info: dict[str, Any] = {
        "status": "done", "kind": kind, "counts": counts | {"unread": 1, "flips": 1}, "calibration": None,
        "agreement": {"pairs": [pair], "fleiss_kappa": None}, "usage": [], "requests": 0, "cost": None, "notice": "x",
    }  # fmt: skip
    monkeypatch.setenv("COLUMNS", "60")
    assert label_summary(info, "out")[1:9] == [
        expected,
        "        1 contested, for people (confidence below 0.9: 1)",
        "        1 answer that could not be read",
        "        1 tie because the order of a pair decided the winner",
        "  openai/a-long-name and openai/another-name: 200 of 235 the",
        "    same, Cohen's kappa 0.500",
        "    (the table is in label.json)",
        "        0 requests, 0 prompt and 0 completion tokens",
    ]
    closest = f"closest of train and validation: 0.286, {'a' * 16} and {'b' * 16}"
    told = f"closest of train and validation: 0.286, {'a' * 16} and"
    assert list(dealt([closest])) == [told, f"  {'b' * 16}"]


def test_a_label_run_is_told_from_other_directories(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is not a label run"):
        LabelRun(tmp_path)


def test_labels_with_meanings_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    path.write_text("yes: it does\nno: it does not\n")
    question = make_question("labels", labels=path)
    assert (question.labels, question.meanings["no"]) == (("yes", "no"), "it does not")
    found = preview_label(reviews(tmp_path / "data.jsonl", 3), OFFLINE, labels=path, mode="cross")
    assert "- yes\n  it does\n- no\n" in found.steps[0].messages[-1].content
    assert [(step.stage, step.requests) for step in found.steps] == [("label", 6), ("agree", 6), ("rate", 6)]
    assert sorted(os.listdir(tmp_path)) == ["data.jsonl", "labels.yaml"]


def test_command_line(tmp_path: Path) -> None:
    reviews(tmp_path / "data.jsonl", 30)

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return processes.run("label", "data.jsonl", "--judge", OFFLINE[0], *more, cwd=tmp_path)

    good = ["--judge", OFFLINE[1], "--labels", "positive,negative,neutral"]
    stopped = run(*good, "--max-requests", "20")
    assert stopped.returncode == 3
    assert "Stopped at --max-requests" in stopped.stderr
    assert "Run the same command with a higher --max-requests to continue" in stopped.stderr
    done = run(*good, "--json")
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["path"], outcome["status"]) == ("runs/data-labels", "done")
    lines = done.stderr.strip().split("\n")
    assert lines[0] == lines[-1]
    assert lines[0].startswith("offline: made by the built-in demonstration model")
    assert "Done: 30 records of 30 labelled" in lines
    assert any("Cohen's kappa" in line for line in lines)
    wrong = run("--labels", "positive,negative")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("error: --judge: mode independent takes 2 to 8")
    dry = run(*good, "--dry-run")
    assert dry.returncode == 0
    assert "===== label: about 60 requests" in dry.stdout
