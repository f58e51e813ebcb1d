"""From a folder of files to training data, with the papers that are shipped."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.documents.quoting.folding import folded
from selfinstruct.errors import ModelError
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import Run
from tests.support.grounding import Scripted
from tests.support.paths import ROOT
from tests.support.personal import Bulk
from tests.support.runs import read

FILES = ("tasks.jsonl", "dataset.jsonl", "rejected.jsonl")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("documents") / "corpus.jsonl"
    result = selfinstruct.ingest(ROOT / "seeds" / "documents", out)
    assert (result.files, result.documents, result.rejected) == (6, 6, {})
    return out


@pytest.fixture(scope="module")
def run(corpus: Path) -> Run:
    return selfinstruct.ground(corpus, n=40, out=corpus.parent / "run")


def test_forty_tasks_of_six_files(run: Run) -> None:
    assert run.status == "done"
    assert len(run.tasks()) == 40
    assert {task.source["file"] for task in run.tasks() if task.source} == {
        "band-saw.pdf", "house-rules.md", "newsletter.eml", "opening-hours.html", "safety.docx", "tools.xlsx"
    }  # fmt: skip


def test_fewer_are_the_beginning(run: Run, corpus: Path) -> None:
    fewer = selfinstruct.ground(corpus, n=20, out=corpus.parent / "fewer", concurrency=3)
    assert len(fewer.tasks()) == 20
    for name in FILES:
        assert (run.path / name).read_bytes().startswith((fewer.path / name).read_bytes())


def test_each_quotation_stands_where_it_says(run: Run, corpus: Path) -> None:
    documents = {row["id"]: row for row in read(corpus)}
    for task in run.tasks():
        assert task.source is not None
        document = documents[task.source["document"]]
        text: str = document["text"]
        first, last = task.source["chars"]
        assert task.source["quotes"]
        pages = document["metadata"].get("pages", [])
        for start, end in task.source["quotes"]:
            assert 0 <= start < end <= len(text)
            # The head of a table that was parted stands before its rows.
            assert first <= start < end <= last or task.type == "table"
            shown = folded(task.instances[0].input)
            assert folded(text[start:end]) in shown
            on = [number for place, number in pages if place <= start][-1:]
            assert set(on) <= set(task.source["pages"])


def test_no_document_is_on_both_sides(run: Run, tmp_path: Path) -> None:
    splitting = selfinstruct.plan_splits("60/40")
    selfinstruct.export(run.path, "text", tmp_path / "out", splitting=splitting, cite=True)
    sides = [
        {row["metadata"]["source"]["document"] for row in read(file)}
        for file in sorted((tmp_path / "out").glob("*n.jsonl"))
    ]
    assert len(sides) == 2
    assert not sides[0] & sides[1]


@dataclass
class AnsweringJobs(Bulk):
    """A batch service whose answers are those of Scripted."""

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for key, request in requests.items():
            yield key, await Scripted().complete(request)


def test_batch_jobs_give_the_same_files(corpus: Path, tmp_path: Path) -> None:
    direct = selfinstruct.ground(corpus, model=Scripted(AnsweringJobs().name), out=tmp_path / "direct")
    jobs = selfinstruct.ground(
        corpus, model=AnsweringJobs(), out=tmp_path / "jobs", batch=True, batch_minimum=1, poll=0.001
    )
    for name in FILES:
        assert (direct.path / name).read_bytes() == (jobs.path / name).read_bytes()
    assert direct.tasks()
    assert all(item["batched"]["requests"] == item["requests"] for item in jobs.info["usage"])


@pytest.mark.slow
def test_fifty_kills_do_not_show(corpus: Path, tmp_path: Path) -> None:
    """What was answered before a kill is not asked again, but for what was in flight, and the files are the same."""
    rng, words = (
        random.Random(15),
        ["ground", str(corpus), "--model", "tests.support.grounding:slow", "--concurrency", "4"],
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "ASKED": str(tmp_path / "asked")}
    command = [sys.executable, "-m", "selfinstruct", *words, "--out"]
    whole = tmp_path / "whole"
    started = time.monotonic()
    subprocess.run([*command, str(whole)], env=environment, check=True, capture_output=True)
    took = time.monotonic() - started
    needed = (tmp_path / "asked").read_text().splitlines()
    kills = 0
    while kills < 50:
        (tmp_path / "asked").unlink()
        place, killed = tmp_path / "run", 0
        while killed < 50:
            process = subprocess.Popen([*command, str(place)], env=environment, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=rng.uniform(0.4, 1.2) * took)
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
        subprocess.run([*command, str(place)], env=environment, check=True, capture_output=True)
        for name in FILES:
            assert (place / name).read_bytes() == (whole / name).read_bytes()
        asked = (tmp_path / "asked").read_text().splitlines()
        assert set(asked) == set(needed)
        assert len(asked) - len(needed) <= 4 * killed
        kills += killed
        shutil.rmtree(place)


def test_what_is_shown_says_where_it_stands(run: Run) -> None:
    row = json.loads((run.path / "dataset.jsonl").read_text().splitlines()[0])
    assert {"document", "file", "section", "chars", "pages", "type"} <= set(row["source"])
