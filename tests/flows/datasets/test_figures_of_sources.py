"""What a report shows of sources that are no ordinary run: runs that made nothing, merges, corpora, later pairs."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import selfinstruct
from selfinstruct.cli.app import app
from selfinstruct.flows.datasets.figures.figures import measure_figures
from selfinstruct.prices import Price
from tests.support.runs import SEEDS, read, write


def sections(file: Path) -> list[str]:
    return re.findall(r'<section id="(\w+)"', file.read_text(encoding="utf-8"))


def test_a_run_that_kept_nothing_shows_what_rejected_it(tmp_path: Path) -> None:
    command = [
        "generate",
        "--seeds",
        str(SEEDS),
        "-n",
        "5",
        "--max-requests",
        "4",
        "--set",
        "filters.novelty.threshold=0",
    ]
    file, run = tmp_path / "r.html", tmp_path / "run"
    ended = CliRunner().invoke(app, [*command, "--out", str(run), "--report", str(file)])
    assert ended.exit_code == 3  # as without a report
    rejected = read(run / "rejected.jsonl")
    assert rejected
    assert not read(run / "dataset.jsonl")
    assert sections(file) == ["funnel", "rejected", "spending", "how"]
    found = measure_figures(run)
    assert sum(item.rows for item in found.rejected) == len(rejected)
    assert [count for _, count in found.funnel] == [len(rejected), 0, 0, 0]


def test_a_run_that_asked_nothing_has_a_report(tmp_path: Path) -> None:
    command = ["generate", "--seeds", str(SEEDS), "-n", "5", "--max-requests", "0", "--out", str(tmp_path / "run")]
    ended = CliRunner().invoke(app, [*command, "--report", str(tmp_path / "r.html")])
    assert ended.exit_code == 3
    assert sections(tmp_path / "r.html") == ["how"]


def test_a_merge_counts_its_sources_and_has_no_course(tmp_path: Path) -> None:
    runs = [selfinstruct.generate(SEEDS, n=6, out=tmp_path / name, seed=n).path for n, name in enumerate("ab")]
    both = selfinstruct.merge(runs, tmp_path / "both").path
    found = measure_figures(both)
    there = sum(len(read(run / "tasks.jsonl")) for run in runs)
    assert found.course is None  # each source numbered its requests itself
    assert found.funnel[0] == ("tasks of the sources", there)
    assert dict(found.funnel)["instances"] == len(read(both / "dataset.jsonl"))
    selfinstruct.report(both, tmp_path / "r.html")
    assert "candidates accepted" not in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_the_estimate_stands_beside_what_it_is_of(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=6, out=tmp_path / "run", price=Price(2, 8)).path
    alone = measure_figures(run).spending
    selfinstruct.prefer(run, "contrast", strong="offline/strong", weak="offline/weak", price=Price(1, 1))
    info = json.loads((run / "run.json").read_text())
    (pairs,) = info["preferences"].values()
    found = measure_figures(run).spending
    assert alone is not None
    assert found is not None
    assert (found.foreseen, found.foreseen_cost) == (len(alone.stages), info["cost"])
    assert list(found.stages[: found.foreseen]) == list(alone.stages)
    assert found.cost == pytest.approx(info["cost"] + pairs["cost"])
    assert sum(stage.cost or 0 for stage in found.stages) == pytest.approx(found.cost)
    selfinstruct.report(run, tmp_path / "r.html")
    prompt, completion = (sum(row[name] for row in info["usage"]) for name in ("prompt", "completion"))
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert f"The estimate for 6 tasks, which took {prompt:,} prompt and {completion:,} completion tokens" in text


def test_a_corpus_is_measured_as_a_corpus(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": str(n),
            "text": "word " * (3 * n + 1),
            "metadata": {"file": f"{n // 2}.pdf", "format": "pdf" if n % 3 else "html"},
        }
        for n in range(9)
    ]
    corpus = write(tmp_path / "corpus.jsonl", [*rows, {**rows[0], "id": "again"}])
    write(tmp_path / "corpus.rejected.jsonl", [{"file": "x.pdf", "rule": "scanned"}])
    found = measure_figures(corpus, samples=4)
    assert found.stats is None
    assert found.corpus == selfinstruct.corpus_stats(corpus)
    lengths = Counter(len(row["text"].split()).bit_length() - 1 for row in [*rows, rows[0]])
    assert found.corpus.lengths.steps == [lengths[step] for step in range(max(lengths) + 1)]
    assert [row.instruction for _, row in found.samples] == [rows[number % 9]["text"] for number, _ in found.samples]
    selfinstruct.report(corpus, tmp_path / "r.html", samples=4)
    assert sections(tmp_path / "r.html") == ["documents", "samples"]
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "scanned" in text
    assert text.count("<dt>Text</dt>") == len(found.samples) == 4
