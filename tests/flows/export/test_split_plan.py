"""Exports with splits: files by split, the rest recorded, seeds and benchmarks, and the report."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from selfinstruct.cli.app import app
from selfinstruct.errors import ExportRefused, UsageError
from selfinstruct.flows.export.flow import export
from selfinstruct.flows.export.split_plan import plan_splits
from selfinstruct.novelty.rouge import NoveltyIndex
from tests.support.runs import read, write

SPLITS = ("train", "validation", "test")
Rows = list[dict[str, Any]]


def tasks(count: int, seed: int = 0) -> Rows:
    """Tasks with one to three instances; some repeat another with a word changed, some lie between two others."""
    rng = random.Random(seed)
    texts: list[list[str]] = []
    rows: Rows = []
    for number in range(count):
        words = [f"w{rng.randrange(2000)}" for _ in range(rng.randint(6, 14))]
        if number % 10 == 9:
            words = list(rng.choice(texts))
            words[rng.randrange(len(words))] = f"x{number}"
        elif number % 10 in (3, 4, 5):
            # The first two have eight words of twelve in common, the third two more with each.
            ends = {3: "a b c d", 4: "e f g h", 5: "a b e f"}[number % 10]
            words = [f"m{number // 10}{word}" for word in f"p q r s t u v w {ends}".split()]
        texts.append(words)
        for _ in range(rng.choice((1, 1, 2, 3))):
            at = len(rows)
            rows.append(
                {"id": f"r{at}", "task_id": f"t{number}", "type": rng.choice(("poem", "email", "plan")),
                 "instruction": " ".join(words), "input": f"in{at} out{at}", "output": f"answer {at}"}
            )  # fmt: skip
    return rows


def placed(folder: Path) -> dict[str, str]:
    """The split of every row, by the sidecars' ids."""
    return {row["id"]: split for split in SPLITS for row in read(folder / f"{split}.meta.jsonl")}


def test_what_is_kept_and_what_is_dropped_partition_the_data(tmp_path: Path) -> None:
    rows = tasks(400)
    found = export(
        write(tmp_path / "data.jsonl", rows), "alpaca", tmp_path / "out", splitting=plan_splits("60/20/20")
    )  # fmt: skip
    where = placed(tmp_path / "out")
    dropped = read(tmp_path / "out.rejected.jsonl")
    assert sorted([*where, *(row["id"] for row in dropped)]) == sorted(row["id"] for row in rows)
    assert {part.split: part.rows for part in found.parts} == {
        split: list(where.values()).count(split) for split in SPLITS
    }
    assert found.dropped == {"near_two_splits": len(dropped)}
    for split in SPLITS:
        data, meta = read(tmp_path / "out" / f"{split}.jsonl"), read(tmp_path / "out" / f"{split}.meta.jsonl")
        by_id = {row["id"]: row for row in rows}
        assert [row["output"] for row in data] == [by_id[row["id"]]["output"] for row in meta]
    homes: dict[str, set[str]] = {}
    for row in rows:
        if row["id"] in where:
            homes.setdefault(row["task_id"], set()).add(where[row["id"]])
    assert all(len(splits) == 1 for splits in homes.values())
    for split in SPLITS:
        index = NoveltyIndex()
        for row in rows:
            if where.get(row["id"]) == split:
                index.add(f"{row['instruction']}\n{row['input']}")
        others = [row for row in rows if where.get(row["id"], split) != split]
        assert not [row["id"] for row in others if index.check(f"{row['instruction']}\n{row['input']}")]
    assert dropped, "the data has rows that are close to two splits"
    for row in dropped:
        assert row["rule"] == "near_two_splits"
        assert len({bond["split"] for bond in row["value"]}) == len(row["value"]) == 2
        for bond in row["value"]:
            assert where[bond["id"]] == bond["split"]
            assert bond.get("why") == "task" or bond["score"] > 0.7


@pytest.mark.parametrize("stratify", ["", "type"])
def test_appended_rows_leave_the_files_as_they_were_at_the_beginning(tmp_path: Path, stratify: str) -> None:
    rows = tasks(300, 1)
    for name, count in (("short", 300), ("long", len(rows))):
        splitting = plan_splits("70/20/10", stratify=stratify)
        export(write(tmp_path / f"{name}.jsonl", rows[:count]), "table", tmp_path / name, splitting=splitting)
    for file in (*(f"{split}.jsonl" for split in SPLITS), "../{}.rejected.jsonl"):
        short, long = ((tmp_path / name / file.format(name)).read_bytes() for name in ("short", "long"))
        assert short
        assert long.startswith(short)
        assert len(long) > len(short)


def test_the_report_tells_shares_and_the_closest_pairs(tmp_path: Path) -> None:
    rows = tasks(200)
    path = write(tmp_path / "data.jsonl", rows)
    arguments = ["export", str(path), "--format", "alpaca", "--split", "a=2,b=1", "--json", "--stratify", "type"]
    done = CliRunner().invoke(app, [*arguments, "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "out" / "splits.json").read_text())
    assert json.loads(done.stdout)["splitting"] == report
    assert report["splits"]["a"]["wanted"] == 2 / 3
    for split in "ab":
        assert report["splits"][split]["records"] == len(read(tmp_path / "out" / f"{split}.jsonl"))
    assert (report["threshold"], report["stratified"]) == (0.7, "type")
    assert report["left_out"] == {"near_two_splits": len(read(tmp_path / "out.rejected.jsonl"))}
    index, texts = NoveltyIndex(), {row["id"]: f"{row['instruction']}\n{row['input']}" for row in rows}
    for row in read(tmp_path / "out" / "a.meta.jsonl"):
        index.add(texts[row["id"]])
    best = max(index.nearest(texts[row["id"]], 1)[0].score for row in read(tmp_path / "out" / "b.meta.jsonl"))
    [closest] = report["closest"]
    assert (closest["splits"], closest["score"]) == (["a", "b"], best)
    pool = NoveltyIndex()
    pool.add(texts[closest["ids"][0]])
    assert pool.nearest(texts[closest["ids"][1]], 1)[0].score == best
    assert f"closest of a and b: {best:.3f}, {closest['ids'][0]} and {closest['ids'][1]}" in done.stderr
    assert "--split a=2,b=1 --stratify type" in (tmp_path / "out" / "README.md").read_text()


def test_large_splits_are_searched_down_to_a_score_only() -> None:
    splitting = plan_splits("50/50")
    assert splitting.splits is not None
    from selfinstruct.flows.export.split_assignment import SplitRow
    from selfinstruct.flows.export.split_closeness import worst

    for number in range(200):
        splitting.splits.deal(SplitRow(str(number), str(number), f"a{number} b{number} c{number} same"))
    entries, labels = splitting.splits.entries, splitting.splits.labels
    assert worst(entries, labels, 2)[0, 1].score == 0.25
    leak = worst(entries, labels, 2, work=1)[0, 1]
    assert leak.below
    assert leak.score == pytest.approx(0.63)


BENCHMARK = "Which of the planets of the solar system has the largest number of known moons today"
AGAINST: Rows = [
    {"id": "b1", "instruction": "Explain why the sky is blue at noon", "output": "Scattering."},
    {"id": "b2", "instruction": BENCHMARK, "output": "Saturn."},
]
DATA: Rows = [
    {"id": "k1", "instruction": "Name a fruit", "output": "Fig."},
    {"id": "d1", "instruction": "Explain why the sky is blue at dawn", "output": "It scatters."},
    {"id": "k2", "instruction": "Spell the word giraffe", "output": "g i r a f f e"},
    {"id": "d2", "instruction": "Write a quiz about space", "output": f"Here it is. {BENCHMARK}? Saturn does."},
]


@pytest.mark.parametrize("split", ["", "50/50"])
def test_what_is_too_close_to_a_benchmark_is_left_out(tmp_path: Path, split: str) -> None:
    data, against = write(tmp_path / "data.jsonl", DATA), write(tmp_path / "bench.jsonl", AGAINST)
    out = tmp_path / ("out" if split else "out.jsonl")
    found = export(data, "alpaca", out, splitting=plan_splits(split, against=against))
    assert found.rows == 2
    assert found.dropped == {"novelty": 1, "ngrams": 1}
    first, second = read(tmp_path / "out.rejected.jsonl")
    assert (first["id"], first["rule"], first["value"], first["score"]) == ("d1", "novelty", "b1", 7 / 8)
    assert first["neighbour"].strip() == AGAINST[0]["instruction"]
    assert (second["id"], second["rule"], second["value"]) == ("d2", "ngrams", "b2")
    assert second["neighbour"] == f"{BENCHMARK} Saturn".lower()
    assert 0 < second["score"] < 1


SEEDS: Rows = [
    {"id": "s1", "instruction": "Name a tree", "instances": [{"input": "", "output": "Oak."}]},
    {"id": "s2", "instruction": "Add the numbers", "instances": [{"input": "1 2", "output": "3"},
                                                                {"input": "2 2", "output": "4"}]},
]  # fmt: skip
GROWN: Rows = [
    {"id": "g1", "instruction": "Sing a song", "input": "", "output": "La."},
    {"id": "g2", "instruction": "Name  a tree", "input": "", "output": "Elm."},
    {"id": "g3", "instruction": "Add the numbers", "input": "1 2", "output": "3"},
]


@pytest.mark.parametrize("to", ["train", "validation"])
def test_seeds_go_to_a_split_and_so_do_their_tasks(tmp_path: Path, to: str) -> None:
    data, seeds = write(tmp_path / "data.jsonl", GROWN), write(tmp_path / "seeds.jsonl", SEEDS)
    splitting = plan_splits("50/50", seeds=seeds, seeds_to="" if to == "train" else to)
    export(data, "alpaca", tmp_path / "out", splitting=splitting)
    assert [row["output"] for row in read(tmp_path / "out" / f"{to}.jsonl")][:3] == ["Oak.", "3", "4"]
    assert {"instruction": "Name  a tree", "input": "", "output": "Elm."} in read(tmp_path / "out" / f"{to}.jsonl")
    [dropped] = read(tmp_path / "out.rejected.jsonl")
    assert (dropped["id"], dropped["rule"], dropped["value"]) == ("g3", "seed", "has been exported as such")


def test_seeds_are_left_out(tmp_path: Path) -> None:
    data, seeds = write(tmp_path / "data.jsonl", GROWN), write(tmp_path / "seeds.jsonl", SEEDS)
    splitting = plan_splits("", seeds=seeds, seeds_to="leave-out")
    found = export(data, "alpaca", tmp_path / "out.jsonl", splitting=splitting)
    assert [row["output"] for row in read(tmp_path / "out.jsonl")] == ["La."]
    assert found.dropped == {"seed": 2}
    assert [(row["id"], row["rule"]) for row in read(tmp_path / "out.rejected.jsonl")] == [
        ("g2", "seed"), ("g3", "seed")
    ]  # fmt: skip


def test_pairs_of_a_prompt_stay_together(tmp_path: Path) -> None:
    rng = random.Random(2)
    rows: Rows = []
    for number in range(120):
        prompt = " ".join(f"w{rng.randrange(900)}" for _ in range(8))
        turns = [{"role": "system", "content": "Be kind and brief and always answer in English please."}]
        rows += [
            {"id": f"p{number}.{at}", "task_id": f"t{number}.{at}", "chosen": f"good {number} {at}",
             "rejected": f"bad {number} {at}", "prompt": [*turns, {"role": "user", "content": prompt}]}
            for at in range(2)
        ]  # fmt: skip
    path = write(tmp_path / "pairs.jsonl", rows)
    export(path, "trl-dpo", tmp_path / "out", splitting=plan_splits("60/20/20"))
    where = placed(tmp_path / "out")
    assert len(where) == 240
    assert all(where[f"p{number}.0"] == where[f"p{number}.1"] for number in range(120))
    assert set(where.values()) == set(SPLITS), "an equal system prompt brings nothing together"


def test_a_run_of_the_offline_model_splits_and_each_split_is_held_to_its_limits(tmp_path: Path, seeds: Path) -> None:
    from selfinstruct.flows.generate.flow import generate

    run = generate(seeds, n=60, out=tmp_path / "run")
    found = export(run.path, "llama-factory", tmp_path / "out", splitting=plan_splits("80/10/10"))
    info = json.loads((tmp_path / "out" / "dataset_info.json").read_text())
    assert {entry["file_name"] for entry in info.values()} == {part.file for part in found.parts}
    assert len({part.split for part in found.parts}) == len(found.parts) == 3
    with pytest.raises(ExportRefused) as caught:
        export(run.path, "bedrock-haiku", tmp_path / "haiku", splitting=plan_splits("80/10/10"))
    assert any("validation" in problem for problem in caught.value.problems)
    assert not (tmp_path / "haiku").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"stratify": "type"}, "--stratify: needs --split"),
        ({"split": "80/20", "stratify": "length"}, "use type"),
        ({"split": "80/20", "seeds_to": "train"}, "say with --seeds"),
        ({"split": "80/20", "seeds": "SEEDS", "seeds_to": "test"}, "use train, validation, leave-out"),
        ({"split": "80/20", "split_threshold": 0.0}, "must be above 0"),
        ({"split": "80/20", "against": "missing.jsonl"}, "missing.jsonl"),
        ({"split": "80;20"}, "write 80/10/10"),
    ],
)
def test_what_cannot_be_done_is_said(options: dict[str, Any], told: str, seeds: Path) -> None:
    with pytest.raises(UsageError) as caught:
        plan_splits(**(options | ({"seeds": seeds} if "seeds" in options else {})))
    assert told in str(caught.value)
