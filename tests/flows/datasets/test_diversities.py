"""The diversity of a run and of a file, in every place that tells it, and what tokens it took."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from selfinstruct import dataset_stats, diversity, generate, merge
from selfinstruct.cli.app import app
from selfinstruct.errors import UsageError
from selfinstruct.extras import installing
from selfinstruct.flows.datasets.diversities import run_diversity
from selfinstruct.reporting.flow import report
from tests.support.processes import run as command
from tests.support.runs import SEEDS, read, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(seeds=SEEDS, n=12, out=tmp_path_factory.mktemp("diverse") / "run").path


def test_it_is_that_of_its_instructions_each_once(made: Path) -> None:
    found = run_diversity(made)
    assert found is not None
    texts = list(dict.fromkeys(row["instruction"] for row in read(made / "dataset.jsonl")))
    expected = diversity(texts)
    assert (found.instructions, found.measured, found.vectors) == (12, 12, "hashed")
    assert (found.vendi, found.novelsum) == (expected.vendi, expected.novelsum)
    assert 6 < found.vendi < 12


def test_tokens_are_all_that_the_run_spent(made: Path) -> None:
    found = run_diversity(made)
    assert found is not None
    usage = json.loads((made / "run.json").read_text())["usage"]
    assert found.tokens == sum(stage["prompt"] + stage["completion"] for stage in usage) > 0
    assert found.vendi_by_tokens == pytest.approx(1000 * found.vendi / (found.tokens or 0), rel=1e-3)


def test_all_places_tell_the_same(made: Path, tmp_path: Path) -> None:
    found = run_diversity(made)
    assert found is not None
    assert dataset_stats(made).diversity == found
    shown, told = (CliRunner().invoke(app, ["show", str(made), *more]) for more in ([], ["--json"]))
    assert "Diversity of 12 instructions\n" in shown.output
    assert f"{found.vendi:>9g} Vendi score; {found.vendi_by_tokens:g} for 1,000 tokens\n" in shown.output
    assert json.loads(told.output)["diversity"] == asdict(found)
    stats = CliRunner().invoke(app, ["show", str(made), "--stats"])
    assert f"Vendi score {found.vendi:g} ({found.vendi_by_tokens:g} for 1,000 tokens spent)" in " ".join(
        stats.output.split()
    )
    report(made, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"as diverse as {found.vendi:g} that have nothing in common: {found.vendi_by_tokens:g} for each" in page


def test_a_file_and_a_merge_have_spent_nothing(made: Path, tmp_path: Path) -> None:
    alone = write(tmp_path / "alone.jsonl", read(made / "dataset.jsonl"))
    of_file = dataset_stats(alone).diversity
    of_merge = run_diversity(merge([made], tmp_path / "both").path)
    assert of_file is not None
    assert of_merge is not None
    assert of_file.tokens is of_file.vendi_by_tokens is of_merge.tokens is of_merge.vendi_by_tokens is None
    shown = CliRunner().invoke(app, ["show", str(tmp_path / "both")])
    assert f"{of_merge.vendi:>9g} Vendi score\n" in shown.output


def test_of_more_a_sample_is_measured_with_its_share_of_tokens(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_diversity(made)
    monkeypatch.setattr("selfinstruct.flows.datasets.diversities.MEASURED", 6)
    found = run_diversity(made)
    assert whole is not None
    assert found is not None
    assert found.tokens == whole.tokens
    assert (found.instructions, found.measured) == (12, 6)
    assert found.vendi_by_tokens == pytest.approx(1000 * found.vendi / (whole.tokens or 0) * 2, rel=1e-3)
    assert dataset_stats(made).diversity == found
    assert "Diversity of 6 instructions of 12" in CliRunner().invoke(app, ["show", str(made)]).output


def test_copies_count_and_odd_texts_are_taken(tmp_path: Path) -> None:
    texts = ["Name a river.", "Name a river.", "请列出三种节约用水的方法", "บอกชื่อแม่น้ำ", "w " * 30_000, "?"]
    rows = [{"instruction": text, "output": "x", "task_id": str(number)} for number, text in enumerate(texts)]
    found = dataset_stats(write(tmp_path / "data.jsonl", rows)).diversity
    assert found is not None
    assert found.instructions == 6
    assert 4.5 < found.vendi < 5, "two of the six are the same"
    one = dataset_stats(write(tmp_path / "one.jsonl", rows[:1])).diversity
    assert one is not None
    assert (one.vendi, one.novelsum, one.distinct) == (1, 0, 1)


def test_static_vectors_see_what_words_mean(tmp_path: Path) -> None:
    pytest.importorskip("wordllama")
    alike, apart = ["Recommend a film", "Suggest a movie"], ["Recommend a film", "Peel the potatoes"]
    assert diversity(alike).vendi == pytest.approx(diversity(apart).vendi, abs=0.1)
    assert diversity(alike, "static").vendi < 1.8 < diversity(apart, "static").vendi
    assert diversity(["", "!"], "static").vendi == 1
    with pytest.raises(UsageError, match="there are no vectors 'learned'; known: hashed, static"):
        diversity([], "learned")


def test_vectors_are_named_on_the_command_line(made: Path) -> None:
    pytest.importorskip("wordllama")
    told = command("show", str(made), "--vectors", "static", "--json", cwd=made.parent)
    assert json.loads(told.stdout)["diversity"]["vectors"] == "static"
    wrong = command("show", str(made), "--stats", "--vectors", "other", cwd=made.parent)
    assert (wrong.returncode, wrong.stderr) == (2, "error: there are no vectors 'other'; known: hashed, static\n")
    rows = command("show", str(made / "dataset.jsonl"), "--samples", "1", "--vectors", "static", cwd=made.parent)
    assert (rows.returncode, rows.stderr) == (2, "error: --vectors: needs --stats, or a run\n")


def test_without_the_extra_the_command_is_named(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from selfinstruct.novelty.vectors import static

    monkeypatch.setitem(sys.modules, "wordllama", None)
    static.load.cache_clear()
    found = CliRunner().invoke(app, ["show", str(made), "--vectors", "static"])
    assert str(found.exception) == f"static vectors need wordllama: {installing('semantic')}"


def test_show_has_how_diversity_went_beside_what_it_is(tmp_path: Path) -> None:
    made = generate(SEEDS, n=14, overrides=("diversity.window=5",), out=tmp_path / "r")
    told = json.loads(command("show", "r", "--json", cwd=tmp_path).stdout)["diversity"]
    assert made.info["diversity"].items() <= told.items()
    assert told["vendi"] > 1
