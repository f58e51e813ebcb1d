"""doctor --engine: what workers have, and whether they reach endpoint and storage."""

import json
from pathlib import Path

import pytest

from selfinstruct.errors import UsageError
from selfinstruct.flows.doctor.workers import Question, WorkerSeen, _problems, examine_engine, looked
from tests.serve import serving
from tests.support.processes import run

pytestmark = pytest.mark.usefixtures("without_proxies")
HERE = WorkerSeen("here", 2, "3.11.7", "0.1.0")


@pytest.mark.parametrize("engine", ["local", pytest.param("ray", marks=pytest.mark.ray)])
def test_workers_that_reach_all(engine: str, tmp_path: Path) -> None:
    with serving(model="load") as served:
        words = ("--engine", engine, "--workers", "2", "--base-url", served.base_url, "--storage", str(tmp_path))
        told = run("doctor", *words, "--json", cwd=tmp_path, seconds=400)
        assert told.returncode == 0, told.stderr
        assert served.stats()["requests"] == 0, "no model is asked"
    report = json.loads(told.stdout)
    assert report["problems"] == []
    assert [(seen["endpoint"], seen["storage"]) for seen in report["workers"]] == [("reached", "reached")] * 2
    assert not list(tmp_path.glob(".selfinstruct*"))


def test_an_endpoint_that_is_not_there_is_a_line_for_each(tmp_path: Path) -> None:
    told = run("doctor", "--engine", "local", "--workers", "1", "--base-url", "http://127.0.0.1:1/v1", cwd=tmp_path)
    assert told.returncode == 1
    lines = told.stdout.splitlines()
    assert lines[0].startswith("local: 1 node, ")
    assert lines[3].split()[0] == "0"
    assert lines[3].split()[-2:] == ["no", "-"]
    assert [line for line in lines if line.startswith("- worker 0: nothing answers at http://127.0.0.1:1/v1")]


def test_a_folder_that_a_worker_does_not_see(tmp_path: Path) -> None:
    assert looked(Question(storage=str(tmp_path), token="not-there")).storage == f"does not see {tmp_path}"


@pytest.mark.parametrize(
    ("python", "ours", "wrong"), [("3.11.9", "0.1.0", False), ("3.12.1", "0.1.0", True), ("3.11.7", "0.2.0", True)]
)
def test_versions_that_differ(python: str, ours: str, wrong: bool) -> None:
    found = _problems("worker 1", WorkerSeen("there", 2, python, ours), HERE)
    assert found == (
        [
            f"worker 1: Python {python} and selfinstruct {ours}, the driver has 3.11.7 and 0.1.0: install the same"
        ] * wrong
    )  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "options", "said"),
    [
        ("array", {}, "in one of its processes"),
        ("slurm", {}, "must be local or ray"),
        ("local", {"address": "auto"}, "--address is for --engine ray"),
        ("local", {"workers": 0}, "must be at least 1"),
    ],
)
def test_what_cannot_be_looked_at(engine: str, options: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        examine_engine(engine, **options)  # type: ignore[arg-type]
