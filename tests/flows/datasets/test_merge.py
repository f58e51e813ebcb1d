"""Merging: what is kept, what is rejected and why, lineage, what can be done with a merge; pools; the cron script."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfinstruct import NoveltyIndex, Run, filter_dataset, generate, load_seeds, merge, prefer, resume
from selfinstruct.cli.render.datasets import merged
from selfinstruct.errors import RunDamaged, RunError, RunMismatch, UsageError
from selfinstruct.flows.export.card import dataset_card
from selfinstruct.runs.run import FILES
from selfinstruct.runs.sources import open_source
from tests.support.cases import cases
from tests.support.paths import ROOT
from tests.support.runs import SEEDS, write

ALPHA = "Explain in two sentences how tides come about and who profits from them."
NEAR = "Explain in two sentences how tides come about and who suffers from them."
BETA = "Turn the recipe into a list of what has to be bought."


def row(instruction: str, given: str, output: str, **more: Any) -> dict[str, Any]:
    return {"instruction": instruction, "input": given, "output": output} | more


def file(path: Path, *rows: dict[str, Any]) -> Path:
    return write(path, rows)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    place = tmp_path_factory.mktemp("runs")
    return generate(SEEDS, n=40, out=place / "one", seed=1), generate(SEEDS, n=40, out=place / "two", seed=2)


def test_first_come_first_kept_with_a_reason_for_the_rest(tmp_path: Path) -> None:
    one = file(tmp_path / "one.jsonl", row(ALPHA, "", "a"), row(NEAR, "", "b"), row(BETA, "eggs", "- eggs"))
    two = file(
        tmp_path / "two.jsonl",
        row(NEAR.replace("two", "three"), "", "c"),
        row(BETA, "milk", "- milk", type="shopping", is_classification=False),
        row(BETA, "eggs", "- eggs"),
        row(BETA, "eggs", "Eggs."),
        row("Name a river.", "", "Rhine"),
    )
    run = merge([one, two], tmp_path / "both")
    assert [task.instruction for task in run.tasks()] == [ALPHA, NEAR, BETA, "Name a river."]
    shopping = run.tasks()[2]
    assert [(item.input, item.output) for item in shopping.instances] == [("eggs", "- eggs"), ("milk", "- milk")]
    assert (shopping.type, shopping.is_classification) == ("shopping", False)
    # Those of one source are not held against each other, however close they are.
    assert [(item["rule"], item["source"], item["text"]) for item in run.rejected()] == [
        ("novelty", "two", NEAR.replace("two", "three")),
        ("repeat", "two", BETA),
        ("same_input_different_output", "two", BETA),
    ]
    near = run.rejected()[0]
    assert near["neighbour"] == NEAR
    assert near["score"] > 0.7
    assert near["duplicate_of"] == {"source": "one", "id": run.tasks()[1].id}
    assert near["instances"] == [{"input": "", "output": "c"}]
    rows = list(run.rows("tasks.jsonl"))
    assert [item["source"] for item in rows] == ["one", "one", "one", "two"]
    assert [item.get("source") for item in rows[2]["instances"]] == [None, "two"]
    assert run.info["counts"] | {"rejected": {}} == {
        "requests": 0, "candidates": 6, "accepted": 4, "repeats": 1, "tasks": 4, "without_instance": 0, "instances": 5,
        "classification": 0, "rejected": {},
    }  # fmt: skip
    assert [(item["name"], item["kind"], item["tasks"], item["kept"]) for item in run.info["sources"]] == [
        ("one", "file", 3, 3), ("two", "file", 3, 1),
    ]  # fmt: skip


def test_novelty_of_1_rejects_nothing_but_repeats(tmp_path: Path) -> None:
    one, two = file(tmp_path / "one.jsonl", row(ALPHA, "", "a")), file(tmp_path / "two.jsonl", row(NEAR, "", "b"))
    assert len(merge([one, two], tmp_path / "strict").tasks()) == 1
    assert len(merge([one, two], tmp_path / "loose", novelty=1.0).tasks()) == 2


def test_a_merge_of_runs_reads_like_a_run(runs: tuple[Run, Run], tmp_path: Path) -> None:
    one, two = runs
    both = merge([one.path, two.path], tmp_path / "both")
    near = NoveltyIndex()
    for task in one.tasks():
        near.add(task.instruction)
    kept = [task.instruction for task in both.tasks()]
    fresh = [task.instruction for task in two.tasks() if near.check(task.instruction) is None]
    assert kept == [task.instruction for task in one.tasks()] + fresh
    ids = [item["id"] for item in both.dataset()]
    assert len(set(ids)) == len(ids)
    assert {item["id"] for item in one.dataset()} <= set(ids)
    for key in ("requests", "counts"):
        assert both.info[key]
    assert both.info["requests"] == one.info["requests"] + two.info["requests"]
    assert both.info["notice"] == one.info["notice"] != ""
    assert [item["run"]["identity"]["seed"] for item in both.info["sources"]] == ["1", "2"]
    assert open_source(both.path).kinds == ("instances",)
    assert filter_dataset(both.path / "dataset.jsonl", tmp_path / "kept.jsonl").rows == len(ids)
    assert len(load_seeds(both.path / "dataset.jsonl")) == both.info["counts"]["tasks"]
    lines = merged(both.info, "both")
    assert lines[0] == f"Merged: {len(both.tasks()) - both.info['counts']['without_instance']} tasks from 2 sources"
    assert any("from two (offline)" in line for line in lines)


def test_the_same_merge_again_changes_nothing_and_another_is_refused(runs: tuple[Run, Run], tmp_path: Path) -> None:
    one, two = (run.path for run in runs)
    out = tmp_path / "both"
    merge([one, two], out)
    before = {name: (out / name).read_bytes() for name in (*FILES, "run.json")}
    merge([one, two], out)
    assert {name: (out / name).read_bytes() for name in before} == before
    for sources, wanted in (([two, one], out), ([one], out), ([one, two, out / "dataset.jsonl"], out)):
        with pytest.raises(RunMismatch, match="is a merge of other sources, or of earlier versions of these"):
            merge(sources, wanted)
    with pytest.raises(RunMismatch, match="holds a run, not a merge"):
        merge([one], two)
    with pytest.raises(UsageError, match="is one of the sources"):
        merge([one, two], one)
    with pytest.raises(UsageError, match="nothing to merge"):
        merge([], out)
    alone = tmp_path / "alone"
    alone.mkdir()
    file(alone / "tasks.jsonl", {"mine": True})
    with pytest.raises(RunMismatch, match=r"holds a tasks\.jsonl that no merge has written"):
        merge([one], alone)
    assert {name: (out / name).read_bytes() for name in before} == before


def test_merges_of_merges_name_each_run_once(runs: tuple[Run, Run], tmp_path: Path) -> None:
    one, two = (run.path for run in runs)
    first = merge([one, two], tmp_path / "first")
    again = merge([first.path, one, ROOT / "seeds" / "finance.jsonl"], tmp_path / "again")
    assert [item["name"] for item in again.info["sources"]] == ["one", "two", "finance"]
    assert again.info["requests"] == first.info["requests"]
    assert [task.id for task in again.tasks()][: len(first.tasks())] == [task.id for task in first.tasks()]
    counts = Counter(item["source"] for item in again.rows("tasks.jsonl"))
    assert {item["name"]: item["kept"] for item in again.info["sources"]} == dict(counts)
    assert {item["rule"] for item in again.rejected()} == {"repeat"}


def test_two_sources_of_one_name_are_told_apart(runs: tuple[Run, Run], tmp_path: Path) -> None:
    shutil.copytree(runs[1].path, tmp_path / "one")
    found = merge([runs[0].path, tmp_path / "one"], tmp_path / "both")
    assert [item["name"] for item in found.info["sources"]] == ["one", "one-2"]
    assert {item["source"] for item in found.rows("tasks.jsonl")} == {"one", "one-2"}


def test_cost_is_known_where_each_is(runs: tuple[Run, Run], tmp_path: Path) -> None:
    for number, cost in enumerate((1.25, 0.5, None)):
        shutil.copytree(runs[number % 2].path, tmp_path / str(number))
        place = tmp_path / str(number) / "run.json"
        place.write_text(json.dumps(json.loads(place.read_text()) | {"cost": cost}))
    assert merge([tmp_path / "0", tmp_path / "1"], tmp_path / "known").info["cost"] == 1.75
    mine = file(tmp_path / "mine.jsonl", row(ALPHA, "", "a"))
    assert merge([tmp_path / "0", mine], tmp_path / "unknown").info["cost"] is None
    shutil.copytree(tmp_path / "1", tmp_path / "3")
    file(tmp_path / "3" / "tasks.jsonl", *list(Run(tmp_path / "1").rows("tasks.jsonl"))[:3])
    place = tmp_path / "3" / "run.json"
    place.write_text(json.dumps(json.loads(place.read_text()) | {"cost": None}))
    assert merge([tmp_path / "0", tmp_path / "3"], tmp_path / "part").info["cost"] is None


def test_nothing_grows_in_a_merge(runs: tuple[Run, Run], tmp_path: Path, seeds: Path) -> None:
    out = merge([run.path for run in runs], tmp_path / "both").path
    before = sorted(path.name for path in out.iterdir())
    with pytest.raises(RunMismatch, match="is a merge, which does not grow"):
        resume(out)
    with pytest.raises(RunMismatch, match="is a merge, which does not grow"):
        generate(seeds, n=3, out=out)
    assert sorted(path.name for path in out.iterdir()) == before


def test_damage_is_named(runs: tuple[Run, Run], tmp_path: Path) -> None:
    out = merge([runs[0].path], tmp_path / "one").path
    lines = (out / "tasks.jsonl").read_bytes().split(b"\n")
    (out / "tasks.jsonl").write_bytes(
        b"\n".join([lines[0].replace(b'"source": "one"', b'"source": "gone"'), *lines[1:]])
    )
    with pytest.raises(RunDamaged, match=r"tasks\.jsonl:1: source: 'gone' is not in run\.json"):
        merge([out], tmp_path / "other")
    with pytest.raises(RunError, match="is not a run"):
        merge([tmp_path], tmp_path / "other")
    pairs = file(tmp_path / "pairs.jsonl", {"prompt": "Why?", "chosen": "a", "rejected": "b"})
    with pytest.raises(UsageError, match="contains preferences; only runs and instances can be merged"):
        merge([pairs], tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_preferences_are_made_of_a_merge(runs: tuple[Run, Run], tmp_path: Path) -> None:
    out = merge([run.path for run in runs], tmp_path / "both").path
    found = prefer(out, "rank", n=2)
    assert found.report["prompts"] == 2
    info = json.loads((out / "run.json").read_text())
    info["sources"][0]["run"]["model"] = "openai/other"
    info["model"] = "openai/other, offline"
    (out / "run.json").write_text(json.dumps(info))
    with pytest.raises(UsageError, match=r"several models \(openai/other, offline\); name one with --model"):
        prefer(out, "rank", n=2, round=2)


INSTRUCTIONS = [
    "Name a tree",
    "Name a bush",
    "Name a tree of the far north",
    "Count to ten",
    "Sort these words",
    "¿Qué?",
    "🙂",
]


@cases(60)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from(INSTRUCTIONS), st.sampled_from("abc"), st.sampled_from("xyz")),
            min_size=1,
            max_size=8,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_instance_is_kept_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, sources: list[list[tuple[str, str, str]]]
) -> None:
    place = tmp_path_factory.mktemp("merge")
    files = [file(place / f"{number}.jsonl", *(row(*item) for item in rows)) for number, rows in enumerate(sources)]
    run = merge(files, place / "out")
    kept = Counter((item["instruction"], item["input"], item["output"]) for item in run.dataset())
    left: Counter[tuple[str, str, str]] = Counter()
    for line in run.rejected():
        for item in line.get("instances") or [line["instance"]]:
            left[line["text"], item["input"], item["output"]] += 1
    assert kept + left == Counter(item for rows in sources for item in rows)
    assert max(kept.values()) == 1
    # No input that one source has answered is answered again by another one.
    index = NoveltyIndex(0.7)
    for number in range(len(files)):
        own = [item["instruction"] for item in run.rows("tasks.jsonl") if item["source"] == str(number)]
        assert [text for text in own if index.check(text)] == []
        for text in own:
            index.add(text)


@pytest.mark.parametrize("pool", ["run", "dataset.jsonl", "tasks.jsonl", "merge"])
def test_a_run_never_repeats_its_pool(pool: str, runs: tuple[Run, Run], tmp_path: Path, seeds: Path) -> None:
    one = runs[0]
    known = [task for task in one.tasks() if task.instances]
    given = {"run": one.path, "merge": tmp_path / "merge"}.get(pool, one.path / pool)
    if pool == "merge":
        merge([one.path, runs[1].path], given)
        known = Run(given).tasks()
    # The same seed: without the pool it would be the same run.
    new = generate(seeds, n=40, out=tmp_path / "new", seed=1, pool=given)
    index = NoveltyIndex()
    for task in known:
        index.add(task.instruction)
    assert new.status == "done"
    assert [task.instruction for task in new.tasks() if index.check(task.instruction)] == []
    assert new.info["given"]["pool"] == str(given)
    assert any(item["rule"] == "novelty" for item in new.rejected())


def test_a_pool_must_hold_tasks(tmp_path: Path, seeds: Path) -> None:
    with pytest.raises(RunError, match="is not a run"):
        generate(seeds, n=1, out=tmp_path / "run", pool=tmp_path)
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_the_script_for_every_month(tmp_path: Path, seeds: Path) -> None:
    bin = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{bin}{os.pathsep}{os.environ['PATH']}", "SEEDS": str(seeds), "TASKS": "12"}

    def month(name: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(ROOT / "docs" / "expand.sh"), "growing data", *more],
            cwd=tmp_path, env=environment | {"MONTH": name}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert month("2026-12").returncode == 0
    # Stopped short by a limit: what was made counts.
    assert month("2027-01", "--max-requests", "6").returncode == 0
    place = tmp_path / "growing data"
    whole = Run(place / "until-2027-01")
    assert [item["name"] for item in whole.info["sources"]] == ["2026-12", "2027-01"]
    assert whole.info["sources"][1]["run"]["status"] == "max_requests"
    assert Run(place / "2027-01").info["given"]["pool"] == "growing data/until-2026-12"
    assert whole.rejected() == []
    lines = (place / "until-2027-01.jsonl").read_bytes().count(b"\n")
    assert lines == len(whole.dataset()) > 0
    assert month("2027-01", "--model", "nobody/x").returncode == 2


def test_classification_counts_tasks_without_an_instance_too(tmp_path: Path) -> None:
    rows = (
        {"instruction": "Is it glad?", "is_classification": True, "input": "Hurrah!", "output": "yes"},
        {"instruction": "Is it angry?", "is_classification": True},
        {"instruction": "Name a river in the north.", "is_classification": False, "output": "Elbe"},
    )
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    counts = merge([file], tmp_path / "out").info["counts"]
    assert list(counts.items()) == [
        ("requests", 0), ("candidates", 3), ("accepted", 3), ("repeats", 0), ("tasks", 2), ("without_instance", 1),
        ("instances", 2), ("classification", 2), ("rejected", {}),
    ]  # fmt: skip


def test_what_is_only_known_to_be_at_most_stays_so(runs: tuple[Run, Run], tmp_path: Path) -> None:
    usage = {"stage": "bootstrap", "model": "m", "requests": 2, "failed": 0, "prompt": 5, "completion": 7, "cached": 0}
    more: list[dict[str, Any]] = [
        {"thinking": 3, "assumed": 1, "tiers": {"flex": {"prompt": 4, "completion": 4, "cached": 0}}},
        {"thinking": 1, "written": 9, "tiers": {"flex": {"prompt": 1, "completion": 2, "cached": 0, "thinking": 2}}},
    ]
    for number, told in enumerate(more):
        place = tmp_path / str(number) / "run.json"
        shutil.copytree(runs[number].path, place.parent)
        info = json.loads(place.read_text()) | {"usage": [usage | told], "cost": 1.0}
        place.write_text(json.dumps(info | ({"at_most": True} if number == 0 else {"unpriced_tiers": ["flex"]})))
    found = merge([tmp_path / "0", tmp_path / "1"], tmp_path / "both")
    [line] = found.info["usage"]
    tiers = {"flex": {"prompt": 5, "completion": 6, "cached": 0, "thinking": 2}}
    assert line == usage | {
        "requests": 4, "prompt": 10, "completion": 14, "thinking": 4, "written": 9, "assumed": 1, "tiers": tiers,
    }  # fmt: skip
    assert (found.info["cost"], found.info["at_most"], found.info["unpriced_tiers"]) == (2.0, True, ["flex"])
    assert found.info["sources"][0]["run"]["at_most"]
    card = dataset_card(open_source(found.path), ())
    assert "| cost | at most US$ 1.0000 |" in card
    assert "| service tiers | `flex` 8 tokens |" in card
