"""Selections of rows: what each way takes, what does not matter to it, and what stands beside it."""

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import generate
from selfinstruct.cli.render.selecting import selected
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.flows.datasets.select import Selection, select_dataset
from tests.support.processes import run
from tests.support.runs import SEEDS, read, write

THINGS = ("boats", "rivers", "stars", "bread", "clocks", "horses", "rain", "violins", "maps of old towns", "glass")


def rows(number: int = 40) -> list[dict[str, Any]]:
    """Rows about ten things, each of them four times in nearly the same words."""
    return [
        {
            "id": f"r{at}",
            "type": THINGS[at % 10].split()[0],
            "instruction": f"Write {at // 10 + 2} lines about {THINGS[at % 10]}",
            "output": "line\n" * (at % 7 + 1),
            "score": at % 5,
        }
        for at in range(number)
    ]


def select(folder: Path, data: list[dict[str, Any]], n: int, *by: str, **options: Any) -> tuple[list[str], Selection]:
    """The ids that are kept, in their order."""
    source = write(folder / "data.jsonl", data)
    found = select_dataset(source, folder / "kept.jsonl", n, by=by or ("random",), overwrite=True, **options)
    kept = read(folder / "kept.jsonl")
    assert kept == [row for row in data if row in kept], "as they were, in the file's order"
    left = [row["id"] for row in read(folder / "kept.rejected.jsonl")]
    assert sorted([row["id"] for row in kept] + left) == sorted(row["id"] for row in data)
    return [row["id"] for row in kept], found


@pytest.mark.parametrize(
    "by",
    [("random",), ("quality",), ("length",), ("diversity",), ("balanced",), ("quality", "diversity"),
     ("quality", "length", "balanced"), ("diversity", "balanced")],
)  # fmt: skip
def test_the_order_of_rows_does_not_matter(tmp_path: Path, by: tuple[str, ...]) -> None:
    data = rows()
    kept, _ = select(tmp_path, data, 11, *by)
    assert len(kept) == 11
    for number in range(3):
        turned = random.Random(number).sample(data, len(data))
        assert sorted(select(tmp_path, turned, 11, *by)[0]) == sorted(kept)


def test_random_is_a_lot_that_the_seed_draws(tmp_path: Path) -> None:
    data = rows()
    kept, found = select(tmp_path, data, 10)
    assert kept == select(tmp_path, data, 10)[0]
    assert set(kept) < set(select(tmp_path, data, 11)[0]), "more rows are the same and one more"
    assert kept != select(tmp_path, data, 10, seed=1)[0]
    assert found.chosen == found.random
    assert found.same == 10
    taken = {identifier for seed in range(60) for identifier in select(tmp_path, data, 5, seed=seed)[0]}
    assert len(taken) == 40, "any row may be drawn"


def test_every_selection_stands_beside_one_by_lot(tmp_path: Path) -> None:
    data = rows()
    _, by_lot = select(tmp_path, data, 10)
    _, found = select(tmp_path, data, 10, "quality")
    assert found.random == by_lot.chosen
    assert (found.chosen.quality, found.whole.quality, found.quality_from) == (3.8, 2.0, "the column score")
    assert found.chosen.rows == found.random.rows == 10
    assert found.whole.rows == 40
    _, far = select(tmp_path, data, 10, "diversity")
    assert far.chosen.types >= far.random.types
    assert far.chosen.diversity is not None
    assert far.random.diversity is not None
    assert far.chosen.diversity.vendi > far.random.diversity.vendi


def test_quality_takes_the_best_and_says_what_the_others_have(tmp_path: Path) -> None:
    kept, _ = select(tmp_path, rows(), 8, "quality")
    assert {int(name[1:]) % 5 for name in kept} == {4}
    lines = {line["id"]: line for line in read(tmp_path / "kept.rejected.jsonl")}
    assert lines["r3"]["rule"] == "select"
    assert lines["r3"]["value"] == {"by": ["quality"], "quality": 3.0}
    assert lines["r3"]["place"].endswith("data.jsonl:4")
    assert lines["r3"]["instance"] == {"input": "", "output": "line\n" * 4}


def test_rows_without_a_grade_come_last(tmp_path: Path) -> None:
    data = rows(10)
    for row in data[:7]:
        del row["score"]
    kept, found = select(tmp_path, data, 4, "quality")
    assert {"r7", "r8", "r9"} < set(kept)
    assert (found.chosen.graded, found.chosen.quality) == (3, 3.0)
    assert any(line["value"]["quality"] is None for line in read(tmp_path / "kept.rejected.jsonl"))


def test_two_ways_count_alike(tmp_path: Path) -> None:
    """The best and longest row is ahead of the best and shortest, and of the longest and worst."""
    data = [
        {"id": name, "instruction": f"Say {name} again", "output": "word " * length, "score": score}
        for name, length, score in (("both", 9, 9), ("good", 1, 10), ("long", 10, 1), ("none", 1, 1), ("mid", 5, 5))
    ]
    assert select(tmp_path, data, 1, "quality", "length")[0] == ["both"]
    assert select(tmp_path, data, 1, "quality")[0] == ["good"]
    assert select(tmp_path, data, 1, "length")[0] == ["long"]


def test_length_is_counted_in_characters(tmp_path: Path) -> None:
    data = [
        {"id": str(length), "instruction": f"Say it {length} times", "output": "x" * length} for length in range(38, 46)
    ]
    for count in range(1, 8):
        assert [int(name) for name in select(tmp_path, data, count, "length")[0]] == [*range(46 - count, 46)]
    lines = read(tmp_path / "kept.rejected.jsonl")
    assert [line["value"] for line in lines] == [{"by": ["length"], "length": 38}]


def test_tokens_of_short_answers_add_up(tmp_path: Path) -> None:
    data = [{"id": str(at), "instruction": "Yes?", "output": output} for at, output in enumerate(["yes", "no", "是"])]
    _, found = select(tmp_path, data, 3)
    assert found.whole.mean_answer == pytest.approx((0.75 + 0.5 + 1) / 3, abs=1e-4)
    assert (found.whole.tokens, found.whole.mean_tokens) == (6, 1.75)


def test_numbers_of_a_row_of_the_table_have_the_same_decimals() -> None:
    def figures(quality: float | None, vendi: float, novelsum: float, graded: int = 2) -> dict[str, Any]:
        return {
            "rows": 2, "tokens": 3, "mean_tokens": 1.5, "mean_answer": 1.0, "classification": None, "types": 0,
            "quality": quality, "graded": graded, "difficulty": None, "rated": 0,
            "diversity": {"vendi": vendi, "novelsum": novelsum},
        }  # fmt: skip

    sets = {"chosen": figures(8.5, 34.0, 0.914), "random": figures(7, 33.29, 0.9533)}
    whole = figures(9.996, 5.0, 1e-05, 1) | {"diversity": None}
    outcome = {
        "kept": 2, "rows": 2, "by": ["quality"], "out": "k", "same": 2, "alike": [], "scorer": "", "quality_from": "q",
        "difficulty_from": {}, "rejected_out": None, "whole": whole, **sets,
    }  # fmt: skip
    table = {line[:26].strip(): line[26:].split() for line in selected(outcome) if line.startswith("  ")}
    assert table["Vendi score"] == ["34.00", "33.29"]
    assert table["NovelSum"] == ["0.9140", "0.9533"]
    assert table["quality, mean"] == ["8.50", "7.00", "10.00*"]


def test_balanced_takes_as_many_of_each_type(tmp_path: Path) -> None:
    data = [
        {"id": f"{kind}{at}", "type": kind, "instruction": f"Do {kind} number {at}", "output": "x", "score": at}
        for kind, number in (("many", 30), ("few", 3), ("some", 10))
        for at in range(number)
    ]
    for by in (("balanced",), ("balanced", "quality"), ("balanced", "diversity")):
        kept, found = select(tmp_path, data, 15, *by)
        counts = {kind: sum(name.startswith(kind) for name in kept) for kind in ("many", "few", "some")}
        assert counts == {"many": 6, "few": 3, "some": 6}, by
        assert found.chosen.types == 3
    kept, _ = select(tmp_path, data, 15, "balanced", "quality")
    assert {"many29", "many24", "some9", "some4"} < set(kept)
    assert "many23" not in kept


def test_diversity_names_the_nearest_row_that_is_kept(tmp_path: Path) -> None:
    data = [
        {"id": "a", "instruction": "Bake a loaf of bread", "output": "x"},
        {"id": "b", "instruction": "Bake a loaf of bread", "output": "y"},
        {"id": "c", "instruction": "Tune a violin by ear", "output": "x"},
        {"id": "d", "instruction": "Bake a loaf of rye bread", "output": "x"},
    ]
    kept, _ = select(tmp_path, data, 2, "diversity")
    assert "c" in kept
    lines = {line["id"]: line["value"] for line in read(tmp_path / "kept.rejected.jsonl")}
    (other,) = set(kept) - {"c"}
    assert {value["nearest"]["id"] for value in lines.values()} == {other}
    if other in "ab":
        assert lines["b" if other == "a" else "a"]["distance"] == 0


TRIED = [
    {"task_id": "t1", "instance_id": "", "passed": False},
    {"task_id": "t1", "instance_id": "", "passed": True},
    {"task_id": "t2", "instance_id": "i2", "passed": False},
    {"task_id": "t2", "instance_id": "i3", "passed": True},
    {"task_id": "t2", "instance_id": "i3", "passed": True},
]
TASKS = [
    {"id": "i1", "task_id": "t1", "instruction": "Name a river", "output": "Oder"},
    {"id": "i2", "task_id": "t2", "instruction": "Name a sea", "output": "North Sea"},
    {"id": "i3", "task_id": "t2", "instruction": "Name a lake", "output": "Geneva"},
    {"id": "i4", "task_id": "t4", "instruction": "Name a hill", "output": "Arthur's Seat"},
]


def test_difficulty_from_attempts(tmp_path: Path) -> None:
    tried = write(tmp_path / "tried.jsonl", TRIED)
    kept, found = select(tmp_path, TASKS, 2, "difficulty", attempts=tried)
    assert kept == ["i1", "i2"]
    assert (found.chosen.difficulty, found.whole.difficulty, found.whole.rated) == (0.75, 0.5, 3)
    assert found.difficulty_from == {"the attempts at it": 3}
    assert select(tmp_path, TASKS, 1, "difficulty", band=(0.4, 0.6), attempts=tried)[0] == ["i1"]
    with pytest.raises(UsageError, match="1 rows are that difficult, and -n asks for 2"):
        select(tmp_path, TASKS, 2, "difficulty", band=(0.4, 0.6), attempts=tried)
    with pytest.raises(SeedError, match=r"bad\.jsonl:1: is not an attempt"):
        select(tmp_path, TASKS, 2, "difficulty", attempts=write(tmp_path / "bad.jsonl", [{"task_id": "t"}]))


def test_scores_of_another_file(tmp_path: Path) -> None:
    data = [row | {"score": 1} for row in TASKS]
    scores = tmp_path / "scores.csv"
    scores.write_text("id,score\ni4,9\ni2,8\n")
    kept, found = select(tmp_path, data, 2, "quality", scores=scores)
    assert (kept, found.quality_from) == (["i2", "i4"], str(scores))
    labels = tmp_path / "labels"
    labels.mkdir()
    votes = [{"passed": True}, {"passed": False}]
    write(labels / "labels.jsonl", [{"id": "i3", "label": 5, "confidence": 0.25}])
    write(labels / "judged.jsonl", [{"id": "i1", "score": 5, "votes": votes}, {"id": "i3", "score": 7, "votes": []}])
    assert select(tmp_path, data, 1, "quality", scores=labels)[0] == ["i3"]
    assert select(tmp_path, data, 1, "difficulty", scores=labels)[0] == ["i1"], "whose votes are split"
    assert select(tmp_path, data, 1, "difficulty", scores=labels / "labels.jsonl")[0] == ["i3"]
    with pytest.raises(SeedError, match="id: is missing"):
        select(tmp_path, data, 1, "quality", scores=write(tmp_path / "none.jsonl", [{"score": 1}]))
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=r"has neither judged\.jsonl nor labels\.jsonl"):
        select(tmp_path, data, 1, "quality", scores=tmp_path / "empty")


@pytest.mark.parametrize("way", ["quality", "difficulty", "random"])
def test_scores_none_of_whose_ids_is_there(way: str, tmp_path: Path) -> None:
    (tmp_path / "judged").mkdir()
    write(tmp_path / "judged" / "judged.jsonl", [{"id": f"x{at}", "score": 5} for at in range(3)])
    with pytest.raises(UsageError, match=r"--scores .*/judged: none of its 3 ids is in .*\.jsonl$"):
        select(tmp_path, [row | {"score": 1} for row in TASKS], 1, way, scores=tmp_path / "judged")
    write(tmp_path / "bare.jsonl", [{"id": "i1", "confidence": 0.5}])
    with pytest.raises(UsageError, match=r"--by quality: neither a row nor .*/bare\.jsonl has a score$"):
        select(tmp_path, TASKS, 1, "quality", scores=tmp_path / "bare.jsonl")


def test_a_judge_that_was_stopped_before_the_rows_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}")
    for folder, lines in (("judged", []), ("labels", [{"id": "i3", "label": 5, "confidence": 0.25}])):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / f"{folder}.jsonl", lines)
    kept, found = select(tmp_path, TASKS, 1, "quality")
    assert (kept, found.quality_from) == (["i3"], str(tmp_path / "labels" / "labels.jsonl"))
    (tmp_path / "labels" / "labels.jsonl").unlink()
    assert len(select(tmp_path, TASKS, 2)[0]) == 2


JUDGES: list[tuple[dict[str, Any], int, str]] = [
    ({"status": "interrupted", "anyway": False, "test": None}, 2,
     "2 of 4 rows have a score; the judge was interrupted. * is a mean over those that have one, and rows without one "
     "come last."),
    ({"status": "max_requests", "anyway": False, "test": {"unfit": ""}}, 1,
     "1 of 4 rows has a score; the judge was stopped by --max-requests. * is a mean"),
    ({"status": "done", "anyway": True, "test": {"unfit": "lenient"}}, 4,
     "4 of 4 rows have a score; the judge is unfit by its test."),
    ({"status": "done", "anyway": True, "test": None}, 4, "4 of 4 rows have a score; the judge was not tested."),
    ({"status": "done", "anyway": False, "test": {"unfit": ""}}, 4, ""),
    ({"status": "done", "anyway": False, "test": {"unfit": ""}}, 3, "3 of 4 rows have a score. * is a mean"),
]  # fmt: skip


@pytest.mark.parametrize(("info", "scored", "said"), JUDGES)
def test_what_became_of_the_judge_is_said(tmp_path: Path, info: dict[str, Any], scored: int, said: str) -> None:
    (tmp_path / "judged").mkdir()
    (tmp_path / "judged" / "judged.json").write_text(json.dumps(info))
    lines = [{"id": row["id"], "score": at, "votes": []} for at, row in enumerate(TASKS[:scored], 1)]
    file = write(tmp_path / "judged" / "judged.jsonl", lines)
    for scores in (file.parent, file):
        told = selected(select(tmp_path, TASKS, 2, "quality", scores=scores)[1].as_dict())
        text = " ".join(" ".join(told).split())
        assert said in text
        assert bool(said) == (" a score" in text)


@pytest.mark.parametrize(
    ("same", "by", "said"),
    [
        ({"score": 7}, ("quality",), "All rows have the same score: this is the lot."),
        ({"difficulty": 0}, ("difficulty",), "All rows have the same difficulty: this is the lot."),
        ({"score": 7, "output": "x"}, ("quality", "length"), "the same score and the same length: this is the lot."),
        ({"score": 7}, ("quality", "diversity"), "All rows have the same score: it decides nothing."),
        ({"score": 7}, ("quality", "length"), "All rows have the same score: it decides nothing."),
    ],
)
def test_where_all_rows_are_equal_the_lot_decides(
    tmp_path: Path, same: dict[str, Any], by: tuple[str, ...], said: str
) -> None:
    found = select(tmp_path, [row | same for row in TASKS], 2, *by)[1]
    assert said in " ".join(" ".join(selected(found.as_dict())).split())
    if "lot" in said:
        assert found.same == found.kept
    data = [TASKS[0] | same, *(row | same for row in TASKS[1:3]), TASKS[3]]
    if set(same) < {"score", "difficulty"}:
        among = selected(select(tmp_path, data, 2, *by)[1].as_dict())
        assert "among them it decides nothing." in " ".join(" ".join(among).split())


NOTED: list[tuple[dict[str, Any], float]] = [
    ({"difficulty": 0.3}, 0.3),
    ({"notes": {"weak": {"passed": 1, "tries": 3}, "strong": {"passed": 2, "tries": 3}}}, 0.5),
    ({"notes": {"share": 0.6, "answers": 5}}, 0.4),
    ({"confidence": 0.9, "label": "yes"}, 0.1),
]


@pytest.mark.parametrize(("said", "difficulty"), NOTED)
def test_what_says_how_difficult_a_row_is(tmp_path: Path, said: dict[str, Any], difficulty: float) -> None:
    _, found = select(tmp_path, [TASKS[0] | said], 1, "difficulty")
    assert found.whole.difficulty == pytest.approx(difficulty)


@pytest.mark.parametrize("said", [{"difficulty": "hard"}, {"difficulty": 7}, {"notes": {"share": True}}, {"notes": []}])
def test_what_says_nothing_of_difficulty(tmp_path: Path, said: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="nothing says how difficult a row is"):
        select(tmp_path, [TASKS[0] | said], 1, "difficulty")


QUALITIES: list[tuple[dict[str, Any], float]] = [
    ({"score": 3}, 3.0),
    ({"label": 4, "confidence": 1}, 4.0),
    ({"score": True, "rating": 2.5}, 2.5),
    ({"verdicts": [{"passed": True}, {"passed": False}]}, 0.5),
]


@pytest.mark.parametrize(("said", "quality"), QUALITIES)
def test_what_says_how_good_a_row_is(tmp_path: Path, said: dict[str, Any], quality: float) -> None:
    assert select(tmp_path, [TASKS[0] | said], 1, "quality")[1].whole.quality == quality


def test_conversations_and_pairs(tmp_path: Path) -> None:
    data: list[dict[str, Any]] = [
        {"id": "chat", "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]},
        {
            "id": "pair", "prompt": "Name a tree", "chosen": "Oak", "rejected": "Rose",
            "scores": {"chosen": 9, "rejected": 2},
        },
        {
            "id": "task", "instruction": "Name things",
            "instances": [{"input": "a", "output": "b"}, {"input": "c", "output": "d"}],
        },
    ]  # fmt: skip
    for by in ("random", "diversity", "length"):
        assert len(select(tmp_path, data, 2, by)[0]) == 2
    assert select(tmp_path, data, 1, "quality")[0] == ["pair"]


WRONG: list[tuple[tuple[str, ...], dict[str, Any], str]] = [
    (("best",), {}, "there is no such way to select; .*random, quality"),
    (("random", "quality"), {}, "is reported beside every selection"),
    (("quality",), {"band": (0, 1)}, "--band: is a part of --by difficulty"),
    (("difficulty",), {"band": (0.9, 0.1)}, "two shares from 0 to 1"),
    (("quality",), {}, "no row has a score; .*filter FILE --judge RUBRIC"),
    (("difficulty",), {}, "--attempts names a run"),
    (("balanced",), {}, "no row names its type"),
    (("random",), {"n": 5}, "-n 5: .*data.jsonl has 4 rows"),
    (("random",), {"n": 0}, "at least 1"),
]


@pytest.mark.parametrize(("by", "options", "message"), WRONG)
def test_what_cannot_be_selected(tmp_path: Path, by: tuple[str, ...], options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        select(tmp_path, TASKS, options.pop("n", 2), *by, **options)
    assert not (tmp_path / "kept.jsonl").exists()


def test_the_command(tmp_path: Path) -> None:
    generate(seeds=SEEDS, n=8, out=tmp_path / "run")
    told = run("select", "run", "-n", "5", "--by", "diversity", "-o", "kept.jsonl", "--json", cwd=tmp_path)
    found = json.loads(told.stdout)
    assert found["kept"] == 5
    assert found["chosen"].keys() == found["random"].keys() == found["whole"].keys()
    assert "random" in told.stderr
    assert "Vendi score" in told.stderr
    assert len(read(tmp_path / "kept.jsonl")) == 5
    packed = tmp_path / "data.jsonl.gz"
    packed.write_bytes(gzip.compress((tmp_path / "run/dataset.jsonl").read_bytes()))
    assert (
        run("select", packed.name, "-n", "5", "--by", "diversity", "-o", "-", cwd=tmp_path).stdout.encode()
        == (tmp_path / "kept.jsonl").read_bytes()
    )
    for command, code, message in (
        ("select run -n 5 --by difficulty --band high -o k.jsonl", 2, "write two shares"),
        ("select run -n 5 --by diversity -o run/dataset.jsonl", 2, "would overwrite an input"),
        ("select run -n 5 -o k.jsonl.gz", 2, "written without compression"),
        ("select nothing.jsonl -n 5 -o k.jsonl", 2, "there is no such file"),
        ("select run -n 5 -o - --json", 2, "stdout already carries the rows"),
    ):
        ended = run(*command.split(), cwd=tmp_path)
        assert ended.returncode == code
        assert message in ended.stderr
        assert len(ended.stderr.splitlines()) == 1
