"""De-duplication on planted cases: what was dropped, for which row, and how much of it was the same."""

import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import generate
from selfinstruct.cli.render.datasets import sifted
from selfinstruct.errors import RunError, SeedError, UsageError
from selfinstruct.filters import load_filters
from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.flows.datasets.merge import merge
from selfinstruct.records import Instance, Reason, Task
from tests.support.filtering import WATER, of, sift
from tests.support.processes import run
from tests.support.runs import SEEDS, read, write
from tests.support.texts import score


@pytest.mark.parametrize("only", ["novelty", "jaccard", "exact", "paragraphs", "sentences", "minhash", "semantic"])
def test_against_another_file(tmp_path: Path, only: str) -> None:
    """The other file's rows reject too; with within=false they alone do."""
    if only in ("minhash", "semantic"):
        pytest.importorskip({"minhash": "rensa", "semantic": "wordllama"}[only])
    text = "The lighthouse keeper counts the passing ships every evening before supper."
    other = [{"id": "x", "instruction": f"A benchmark has this one. {text}", "output": text}]
    rows = [
        {"id": "a", "instruction": "Say something new about boats", "output": "Boats float on rivers and on the sea."},
        {"id": "b", "instruction": "Repeat after me what I say now", "output": text},
        {
            "id": "c",
            "instruction": "Say something else on boats here",
            "output": "Boats float on rivers and on the sea.",
        },
    ]
    kept, rejected = sift(tmp_path, rows, only, "text=output", against=other, clusters=tmp_path / "clusters.jsonl")
    assert kept == [1]
    assert rejected[2]["duplicate_of"] == of(f"{tmp_path}/other.jsonl:1", "x")
    assert rejected[3]["duplicate_of"] == of("data.jsonl:1", "a")
    assert {row["score"] for row in rejected.values()} == {1.0}
    assert {row["rule"] for row in rejected.values()} == {only}
    assert [line["kept"]["id"] for line in read(tmp_path / "clusters.jsonl")] == ["x", "a"]
    kept, rejected = sift(tmp_path, rows, only, "text=output", "within=false", against=other)
    assert (kept, sorted(rejected)) == ([1, 3], [2])
    with pytest.raises(UsageError, match="compares only with another file"):
        sift(tmp_path, rows, only, "within=false")


def test_against_needs_a_filter_that_compares(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="for example novelty or ngrams"):
        sift(tmp_path, WATER, "length", against=WATER)
    with pytest.raises(SeedError, match=r"other\.jsonl:2: instruction: is missing"):
        sift(tmp_path, WATER, "novelty", against=[WATER[0], {"words": "Why?"}])


LENGTHS = [
    {"id": "a", "instruction": "List five ways to save water at home", "output": "Short showers."},
    {
        "id": "b",
        "instruction": "List six ways to save water at home",
        "output": "Short showers, and full loads of laundry.",
    },
    {"id": "c", "instruction": "List two ways to save water at home", "output": "No."},
    {"id": "d", "instruction": "Name a river", "output": "Oder"},
    {"id": "e", "instruction": "Name a river", "output": "Elbe"},
]


def test_keep_first_or_longest(tmp_path: Path) -> None:
    clusters = tmp_path / "clusters.jsonl"
    kept, rejected = sift(tmp_path, LENGTHS, "novelty", keep="first", clusters=clusters)
    assert kept == [1, 4]
    assert {line: row["duplicate_of"]["id"] for line, row in rejected.items()} == {2: "a", 3: "a", 5: "d"}
    assert [[row["id"] for row in line["dropped"]] for line in read(clusters)] == [["b", "c"], ["e"]]
    kept, rejected = sift(tmp_path, LENGTHS, "novelty", keep="longest", clusters=clusters)
    assert kept == [2, 4], "in the file's order; of equals the first"
    assert list(rejected) == [1, 3, 5]
    assert {line: row["duplicate_of"]["id"] for line, row in rejected.items()} == {1: "b", 3: "b", 5: "d"}
    near = score(*(str(LENGTHS[line]["instruction"]).split() for line in (0, 1)))
    assert read(clusters) == [
        {
            "kept": of("data.jsonl:2", "b"),
            "dropped": [
                of("data.jsonl:1", "a") | {"rule": "novelty", "score": near},
                of("data.jsonl:3", "c") | {"rule": "novelty", "score": near},
            ],
        },
        {"kept": of("data.jsonl:4", "d"), "dropped": [of("data.jsonl:5", "e") | {"rule": "novelty", "score": 1.0}]},
    ]
    with pytest.raises(UsageError, match="use first or longest"):
        sift(tmp_path, LENGTHS, "novelty", keep="best")


def test_a_row_that_is_dropped_drops_no_other(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "instruction": "List five ways to save water at home", "output": ""},
        {"id": "b", "instruction": "List six ways to save water at home", "output": "Short showers and full loads."},
    ]
    filter_dataset(write(tmp_path / "data.jsonl", rows), tmp_path / "kept.jsonl", only=["novelty", "empty_output"])
    assert read(tmp_path / "kept.jsonl") == rows[1:]
    (line,) = read(tmp_path / "kept.rejected.jsonl")
    assert (line["id"], line["rule"]) == ("a", "empty_output")
    assert "duplicate_of" not in line


def test_rows_of_one_task_are_judged_by_their_instruction_once(tmp_path: Path) -> None:
    rows = [
        {"task_id": "t", "id": "t1", "instruction": "Name the sentiment of the text", "input": "Fine!", "output": ""},
        {"task_id": "t", "id": "t2", "instruction": "Name the sentiment of the text", "input": "Bad!", "output": "bad"},
        {"task_id": "t", "id": "t3", "instruction": "Name the sentiment of the text", "input": "Ah!", "output": "good"},
        {"task_id": "u", "id": "u1", "instruction": "Name the sentiment of a text", "input": "Ho!", "output": "good"},
        {"task_id": "u", "id": "u2", "instruction": "Name the sentiment of a text", "input": "Hu!", "output": "bad"},
    ]
    filter_dataset(write(tmp_path / "data.jsonl", rows), tmp_path / "kept.jsonl", only=["novelty", "empty_output"])
    assert [row["id"] for row in read(tmp_path / "kept.jsonl")] == ["t2", "t3"]
    lines = read(tmp_path / "kept.rejected.jsonl")
    assert [(line["id"], line["rule"], line.get("duplicate_of")) for line in lines] == [
        ("t1", "empty_output", None),
        ("u1", "novelty", of("data.jsonl:2", "t2")),
        ("u2", "novelty", of("data.jsonl:2", "t2")),
    ]


TEXTS = {
    "instruction": "Do this",
    "instruction+input": "Do this\nwith that",
    "output": "so",
    "all": "Do this\nwith that\nso",
}


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_of_a_row_that_is_compared(text: str) -> None:
    (found,) = load_filters({"exact": {"text": text}})
    task = Task("t", "Do this", instances=(Instance("with that", "so"), Instance("", "")))
    assert found.scope == ("instruction" if text == "instruction" else "instance")
    assert found(task, task.instances[0]) is None
    found.seed([TEXTS[text]])  # type: ignore[attr-defined]
    assert found(task, task.instances[0]) == Reason("exact", score=1.0)
    alone = found(task, None)
    assert (alone is not None) is (text == "instruction")
    empty = Task("t", "", instances=(Instance(" ", "\n"),))
    found.add(empty, empty.instances[0])  # type: ignore[attr-defined]
    assert found(empty, empty.instances[0]) is None, "nothing is no duplicate of nothing"


def test_gzip_is_read_and_not_written(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl.gz"
    data.write_bytes(gzip.compress("".join(f"{json.dumps(row)}\n" for row in WATER).encode()))
    outcome = filter_dataset(data, tmp_path / "kept.jsonl", only=["novelty"], against=data)
    assert (outcome.rows, outcome.kept) == (5, 0)
    assert read(tmp_path / "kept.rejected.jsonl")[0]["duplicate_of"] == of(f"{data}:1", "a")
    with pytest.raises(UsageError, match="without compression"):
        filter_dataset(data, tmp_path / "kept.jsonl.gz", only=["novelty"])
    for broken in (data.read_bytes()[:-20], b"{}"):
        data.write_bytes(broken)
        with pytest.raises(SeedError, match="is not a complete gzip file"):
            filter_dataset(data, tmp_path / "other.jsonl", only=["novelty"])
    assert not (tmp_path / "other.jsonl").exists()


@pytest.mark.parametrize("name", ["journal.db", "run.json", "tasks.jsonl", "preferences.jsonl"])
def test_no_file_that_a_run_keeps_is_written_over(tmp_path: Path, name: str) -> None:
    made = generate(SEEDS, n=2, out=tmp_path / "run")
    before = {file.name: file.read_bytes() for file in made.path.iterdir()}
    data = write(tmp_path / "data.jsonl", WATER)
    for out, clusters in ((made.path / name, None), (tmp_path / "kept.jsonl", made.path / name)):
        with pytest.raises(UsageError, match=f"{name}: belongs to the run in run"):
            filter_dataset(data, out, only=["novelty"], clusters=clusters)
    assert {file.name: file.read_bytes() for file in made.path.iterdir()} == before


@pytest.mark.parametrize("name", ["data.jsonl", "other.jsonl", "kept.jsonl", "kept.rejected.jsonl"])
def test_clusters_overwrite_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"--clusters .*would overwrite"):
        sift(tmp_path, WATER, "novelty", against=WATER[:1], clusters=tmp_path / name)
    assert read(tmp_path / "data.jsonl") == WATER


def test_the_command_line_has_it_all(tmp_path: Path) -> None:
    write(tmp_path / "data.jsonl", LENGTHS)
    write(tmp_path / "other.jsonl", [{"id": "x", "instruction": "Name a river"}])
    command = "filter data.jsonl -o kept.jsonl --only novelty --keep longest --clusters clusters.jsonl --json"
    arguments = [*command.split(), "--against", "other.jsonl"]
    done = run(*arguments, cwd=tmp_path)
    assert json.loads(done.stdout) == {
        "rows": 5,
        "kept": 1,
        "rejected": {"novelty": 4},
        "rejected_instances": {},
        "emptied": 0,
        "out": "kept.jsonl",
        "rejected_out": "kept.rejected.jsonl",
        "clusters_out": "clusters.jsonl",
    }
    assert [row["id"] for row in read(tmp_path / "kept.jsonl")] == ["b"]
    assert [line["kept"] for line in read(tmp_path / "clusters.jsonl")] == [
        of("other.jsonl:1", "x"),
        of("data.jsonl:2", "b"),
    ]


def test_instances_are_not_subtracted_from_rows(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"instruction": "Tell it", "instances": [{"input": "a", "output": "One."}, {"input": "b", "output": ""}]},
        {"instruction": "Tell more", "instances": [{"input": "a", "output": ""}, {"input": "b", "output": " "}]},
        {"instruction": "Hum", "instances": [{"input": "", "output": "Two."}]},
        {"instruction": "Tell them the rest", "output": ""},
    ]
    settings = ["filters.length.minimum=2"]
    data, out = write(tmp_path / "data.jsonl", rows), tmp_path / "kept.jsonl"
    found = filter_dataset(data, out, only=["length", "empty_output"], overrides=settings)
    assert read(out) == [rows[0] | {"instances": rows[0]["instances"][:1]}]
    told = found.as_dict()
    assert (told["rejected"], told["rejected_instances"]) == ({"empty_output": 4, "length": 1}, {"empty_output": 3})
    assert [" ".join(line.split()) for line in sifted(told)][:-1] == [
        "4 rows read",
        "-2 rejected: empty_output 1, length 1",
        "3 rejected (instances): empty_output 3",
        "-1 left without an instance",
        f"1 kept in {out}",
    ]


def test_a_run_is_read_as_its_dataset_stands(tmp_path: Path) -> None:
    run, out = tmp_path / "run", tmp_path / "kept.jsonl"
    merge([write(tmp_path / "data.jsonl", [row | {"output": "x"} for row in WATER[:3]])], run, novelty=1)
    data = run / "dataset.jsonl"
    second = read(data)[1]["id"]
    filter_dataset(data, tmp_path / "plain.jsonl", only=["novelty"])
    with data.open("a") as file:
        file.write('{"instruction": "Half of a li')
    assert filter_dataset(run, out, only=["novelty"]).rows == 3
    for name in (".jsonl", ".rejected.jsonl"):
        assert (tmp_path / f"kept{name}").read_bytes() == (tmp_path / f"plain{name}").read_bytes()
    plain = write(tmp_path / "data.jsonl", WATER[3:])
    assert filter_dataset(plain, out, only=["novelty"], against=run, overwrite=True).rejected == {"novelty": 1}
    assert read(tmp_path / "kept.rejected.jsonl")[0]["duplicate_of"] == of(f"{data}:2", second)
    for source, against in ((run, None), (plain, run)):
        with pytest.raises(UsageError, match="would overwrite"):
            filter_dataset(source, data, only=["novelty"], against=against)
    with pytest.raises(RunError, match="is not a run"):
        filter_dataset(tmp_path, out)
    data.write_bytes(b"")
    with pytest.raises(RunError, match="has no instances"):
        filter_dataset(run, out)


@pytest.mark.parametrize(("rows", "kept"), [(4_000, 1_101), pytest.param(26_878, 3_182, marks=pytest.mark.slow)])
def test_a_real_corpus(parity: Path, tmp_path: Path, rows: int, kept: int) -> None:
    """Instructions that a model wrote; benchmarks/novelty.py --replay compares the list with the slow way."""
    with gzip.open(parity / "instructions_27k.jsonl.gz") as corpus:
        (tmp_path / "corpus.jsonl").write_bytes(b"".join(islice(corpus, rows)))
    outcome = filter_dataset(tmp_path / "corpus.jsonl", tmp_path / "kept.jsonl", only=["novelty"])
    assert (outcome.rows, outcome.kept) == (rows, kept)
    lines = read(tmp_path / "kept.rejected.jsonl")
    assert len(lines) == rows - kept
    assert all(0.7 < line["score"] <= 1 and line["duplicate_of"]["place"] for line in lines)


@pytest.mark.parametrize(
    ("recipe", "rules"),
    [
        ("chat", {"empty_output": 1}),
        ("paper", {"blacklist": 1, "input_equals_output": 1, "length": 1, "write_a_program": 1}),
        ("alpaca", {"blacklist": 1, "length": 1, "write_a_program": 1}),
    ],
)
def test_a_published_recipe_brings_the_rules_of_its_parser(tmp_path: Path, recipe: str, rules: dict[str, int]) -> None:
    rows = [
        {"instruction": "Name the seven days of the week.", "input": "", "output": "Monday …"},
        {"instruction": "Say how an archive orders a map.", "input": "", "output": "By place."},
        {"instruction": "Greet me.", "input": "", "output": "Hello."},
        {"instruction": "Write a program that adds two numbers.", "input": "", "output": "a + b"},
        {"instruction": "List three trees that stay green.", "input": "", "output": ""},
    ]
    path = tmp_path / "data.jsonl"
    write(path, rows)
    found = filter_dataset(path, tmp_path / "kept.jsonl", recipe=recipe).rejected
    assert {name: found.get(name, 0) for name in rules} == rules
