"""De-duplication on planted cases: what was dropped, for which row, and how much of it was the same."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import generate, resume
from selfinstruct.errors import RecipeError, UsageError
from selfinstruct.extras import installing
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.novelty.exact import PassageIndex
from selfinstruct.novelty.jaccard import word_runs
from selfinstruct.novelty.ngrams import NgramIndex
from selfinstruct.novelty.rouge import Match
from selfinstruct.records import Task
from selfinstruct.text.tokens import unicode_tokens
from tests.support.filtering import WATER, of, sift
from tests.support.runs import SEEDS, read, write
from tests.support.texts import score


def test_novelty_names_the_line_it_repeats(tmp_path: Path) -> None:
    kept, rejected = sift(tmp_path, WATER, "novelty")
    assert kept == [1, 2, 5]
    texts = [str(row["instruction"]).split() for row in WATER]
    assert rejected[3] == {
        "place": "data.jsonl:3",
        "id": "c",
        "rule": "novelty",
        "score": score(texts[2], texts[0]),
        "neighbour": WATER[0]["instruction"],
        "duplicate_of": of("data.jsonl:1", "a"),
        "text": WATER[2]["instruction"],
    }
    assert rejected[4]["duplicate_of"] == of("data.jsonl:2", "b")
    assert rejected[4]["score"] == score(texts[3], texts[1])


def test_jaccard_takes_words_in_any_order_and_runs_in_theirs(tmp_path: Path) -> None:
    kept, rejected = sift(tmp_path, WATER, "jaccard", "threshold=0.7")
    assert kept == [1, 2]
    assert {line: (row["score"], row["duplicate_of"]["id"]) for line, row in rejected.items()} == {
        3: (7 / 9, "a"),
        4: (8 / 10, "b"),
        5: (1.0, "a"),
    }
    assert sift(tmp_path, WATER, "jaccard", "threshold=0.8")[0] == [1, 2, 3]
    kept, rejected = sift(tmp_path, WATER, "jaccard", "threshold=0.5", "size=2")
    assert kept == [1, 2, 5]
    assert (rejected[3]["score"], rejected[4]["score"]) == (5 / 9, 6 / 10)


CHOP, MIX = "Chop two ripe tomatoes and one onion.", "Mix the oil with vinegar in a small bowl."
SALAD = f"Wash the lettuce.\n{CHOP}\n{MIX}\nServe it cold."
EXACT = [
    {"id": "a", "instruction": "Write a salad recipe.", "input": "", "output": SALAD},
    {"id": "b", "instruction": "write a  SALAD recipe", "input": "", "output": SALAD.upper() + "\n"},
    {"id": "c", "instruction": "Write a salad recipe.", "input": "", "output": SALAD + " Enjoy."},
    {"id": "d", "instruction": "What is 2 - 1?", "input": "", "output": "1"},
    {"id": "e", "instruction": "What is 2 / 1?", "input": "", "output": "1"},
    {"id": "f", "instruction": "Wríte “a” salad recipe", "input": "", "output": "None."},
]


def test_exact_folds_case_spacing_and_final_punctuation(tmp_path: Path) -> None:
    kept, rejected = sift(tmp_path, EXACT, "exact")
    assert kept == [1, 3, 4, 5, 6]
    assert (rejected[2]["score"], rejected[2]["duplicate_of"]) == (1.0, of("data.jsonl:1", "a"))
    assert "neighbour" not in rejected[2]
    kept, rejected = sift(tmp_path, EXACT, "exact", "text=instruction")
    assert (kept, sorted(rejected)) == ([1, 4, 5, 6], [2, 3])
    kept, rejected = sift(tmp_path, EXACT, "exact", "text=instruction", "form=ccnet")
    assert kept == [1, 4]
    assert rejected[5]["duplicate_of"] == of("data.jsonl:4", "d"), "what ccnet leaves of 2 - 1 and 2 / 1"
    assert rejected[6]["duplicate_of"] == of("data.jsonl:1", "a")
    kept, rejected = sift(tmp_path, EXACT, "exact", "text=output")
    assert {line: row["duplicate_of"]["id"] for line, row in rejected.items()} == {2: "a", 5: "d"}


SOUP = f"Peel the carrots and the leek.\n{CHOP}\nBoil all of it for an hour.\nServe it cold."
DRESSING = "CHOP 3 ripe tomatoes, and one onion\n\nMix the oil with vinegar in a small bowl!\nStir."
PARAGRAPHS = [
    {"id": "a", "instruction": "Write a salad recipe.", "output": SALAD},
    {"id": "b", "instruction": "Write a soup recipe.", "output": SOUP},
    {"id": "c", "instruction": "Write a dressing recipe.", "output": DRESSING.replace("3", "two")},
    {"id": "d", "instruction": "Say when to serve it.", "output": "Serve it cold."},
]


def test_paragraphs_count_what_earlier_rows_have(tmp_path: Path) -> None:
    kept, rejected = sift(tmp_path, PARAGRAPHS, "paragraphs")
    assert kept == [1, 2, 4], "four words in common are too few to count"
    lines = [line for line in str(PARAGRAPHS[2]["output"]).split("\n") if line]
    assert rejected[3]["score"] == sum(map(len, lines[:2])) / sum(map(len, lines))
    assert rejected[3]["neighbour"] == lines[1], "the longest line in common"
    assert rejected[3]["duplicate_of"] == of("data.jsonl:1", "a")
    share = len(CHOP) / sum(map(len, SOUP.split("\n")))
    assert sift(tmp_path, PARAGRAPHS, "paragraphs", f"share={share}")[0] == [1, 2, 4], "exactly the share is kept"
    kept, rejected = sift(tmp_path, PARAGRAPHS, "paragraphs", f"share={share - 1e-9}")
    assert (kept, rejected[2]["score"]) == ([1, 4], share)
    assert sift(tmp_path, PARAGRAPHS, "paragraphs", "shortest=3")[0] == [1, 2]
    # Two earlier rows have the tomatoes, one the vinegar.
    assert sift(tmp_path, PARAGRAPHS, "paragraphs", "times=2")[0] == [1, 2, 3, 4]
    _, rejected = sift(tmp_path, PARAGRAPHS, "paragraphs", "times=2", "share=0.3")
    assert {line: row["neighbour"] for line, row in rejected.items()} == {3: lines[0]}
    pages = [{"instruction": "Copy.", "output": f"This is page {number} of the handbook"} for number in (3, 14, 15)]
    kept, rejected = sift(tmp_path, pages, "paragraphs")
    assert (kept, list(rejected)) == ([1, 2], [3]), "a digit is a 0 and two digits are 00"
    assert rejected[3]["duplicate_of"]["place"] == "data.jsonl:2"
    assert sift(tmp_path, pages, "paragraphs", "form=plain")[0] == [1, 2, 3]


QUESTION = "A train leaves Lyon at nine and reaches Paris two hours later. How fast does it go on average?"
BENCHMARK = [
    {"id": "q1", "instruction": QUESTION, "input": "", "output": "About 230 km/h."},
    {"id": "q2", "instruction": "Name the largest moon of the planet Saturn now", "input": "", "output": "Titan."},
    {"id": "q3", "instruction": "Name the capital of Peru", "input": "", "output": "Lima."},
]
TRAINING = [
    {"id": "a", "instruction": "Solve it step by step.", "input": f"Here it is:\n{QUESTION.upper()}", "output": "…"},
    {"id": "b", "instruction": "Solve it.", "input": " ".join(QUESTION.split()[:12]), "output": "…"},
    {"id": "c", "instruction": "Name the largest moon of the planet Saturn now", "output": "Titan is it."},
    {"id": "d", "instruction": "Name the capital of Peru", "output": "Lima."},
    {"id": "e", "instruction": "Solve it step by step.", "input": f"Here it is:\n{QUESTION.upper()}", "output": "…!"},
]


def test_ngrams_keep_a_benchmark_out(tmp_path: Path) -> None:
    kept, rejected = sift(tmp_path, TRAINING, "ngrams", against=BENCHMARK, clusters=tmp_path / "clusters.jsonl")
    assert kept == [2, 4], "twelve words are no run of thirteen; five words stand in many texts"
    question = unicode_tokens(QUESTION)
    whole = [*"solve it step by step here it is".split(), *question]
    assert rejected[1]["score"] == len(question) / len(whole)
    assert rejected[1]["neighbour"] == " ".join(question)
    assert rejected[1]["duplicate_of"] == of(f"{tmp_path}/other.jsonl:1", "q1")
    assert rejected[5]["duplicate_of"] == rejected[1]["duplicate_of"], "rows are not compared with each other"
    assert sorted(rejected) == [1, 3, 5]
    against_answer = sift(tmp_path, TRAINING, "ngrams", "text=instruction", against=BENCHMARK)
    assert against_answer[0] == [1, 2, 4, 5], "the question stands in the input"
    assert against_answer[1][3]["duplicate_of"]["id"] == "q2"
    assert sift(tmp_path, TRAINING, "ngrams", "share=0.9", against=BENCHMARK)[0] == [1, 2, 3, 4, 5]
    assert sift(tmp_path, TRAINING, "ngrams", "size=5", "shortest=5", "text=instruction", against=BENCHMARK)[0] == [
        1,
        2,
        5,
    ]
    clusters = read(tmp_path / "clusters.jsonl")
    assert [(line["kept"]["id"], [row["id"] for row in line["dropped"]]) for line in clusters] == [
        ("q1", ["a", "e"]),
        ("q2", ["c"]),
    ]
    with pytest.raises(UsageError, match=r"give --against FILE, or --set filters\.ngrams\.within=true"):
        sift(tmp_path, TRAINING, "ngrams")
    kept, rejected = sift(tmp_path, TRAINING, "ngrams", "within=true")
    assert kept == [1, 2, 3, 4]
    assert rejected[5]["duplicate_of"] == of("data.jsonl:1", "a")


def test_ngrams_name_the_entry_with_most_in_common() -> None:
    index = NgramIndex(size=3, shortest=2)
    for text in ("a b c d x", "e f g h i j", "e f g h", "z", "k l"):
        index.add(text)
    found = index.check("a b c d and e f g h i")
    assert found == Match(9 / 10, "e f g h i", 1)
    assert index.check("f g and h i") is None
    assert index.check("z z") is None
    assert index.check("then k l") == Match(2 / 3, "k l", 4)


def documents(rng: random.Random, words: int) -> tuple[list[dict[str, Any]], dict[int, int]]:
    """Long texts; each tenth is an earlier one with a few words changed. Lines from 1, as they will be named."""
    vocabulary = [f"word{number}" for number in range(3_000)]
    texts: list[list[str]] = []
    copies: dict[int, int] = {}
    for line in range(1, 121):
        if line % 10 == 0:
            source = rng.choice([number for number in range(1, line) if number not in copies])
            text = list(texts[source - 1])
            for place in rng.sample(range(words), words // 60):
                text[place] = "changed"
            copies[line] = source
        else:
            text = [rng.choice(vocabulary) for _ in range(words)]
        texts.append(text)
    rows = [
        {"id": str(line), "instruction": f"Go on {line}", "output": " ".join(text)}
        for line, text in enumerate(texts, 1)
    ]
    return rows, copies


def test_minhash_finds_long_documents_and_verifies(tmp_path: Path) -> None:
    pytest.importorskip("rensa")
    rows, copies = documents(random.Random(5), 600)
    _, rejected = sift(tmp_path, rows, "minhash", "text=output")
    runs = [set(word_runs(str(row["output"]).split(), 5)) for row in rows]
    similarity = {
        line: len(runs[line - 1] & runs[source - 1]) / len(runs[line - 1] | runs[source - 1])
        for line, source in copies.items()
    }
    assert {line: row["score"] for line, row in rejected.items()} == similarity
    assert {line: int(row["duplicate_of"]["id"]) for line, row in rejected.items()} == copies
    assert len(rejected) == 12
    # At a threshold between them the sketches still put all pairs forward; the texts decide.
    middle = sorted(similarity.values())[6]
    expected = sorted(line for line, value in similarity.items() if value >= middle)
    assert 0 < len(expected) < 12
    assert sorted(sift(tmp_path, rows, "minhash", "text=output", f"threshold={middle}")[1]) == expected


def test_minhash_without_rensa_names_the_command(tmp_path: Path) -> None:
    write(tmp_path / "data.jsonl", WATER)
    code = "import sys\nsys.modules['rensa'] = None\nfrom selfinstruct.cli.app import run_app\nrun_app()"
    arguments = ["filter", "data.jsonl", "-o", "kept.jsonl", "--only", "minhash"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == f"error: the filter minhash needs rensa: {installing('minhash')}\n"
    assert not (tmp_path / "kept.jsonl").exists()


def test_semantic_compares_candidates_with_seeds_and_with_what_was_accepted() -> None:
    pytest.importorskip("wordllama")
    filters = FilterSet(load_filters({"semantic": {}}))
    filters.seed(["Recommend a film for a rainy day"])
    first = filters.reason(Task("a", "Suggest a movie for a rainy day"))
    assert first is not None
    assert (first.rule, first.neighbour) == ("semantic", "Recommend a film for a rainy day")
    assert 0.75 < (first.score or 0) < 1
    story = Task("b", "Write a review of two movies about a beach")
    assert filters.reason(story) is None
    again = Task("c", "Compose a review of 2 films about a beach")
    assert filters.reason(again) is None
    filters.accept(story)
    found = filters.reason(again)
    assert found is not None
    assert found.neighbour == story.instruction
    assert filters.reason(Task("d", "Compose a review of 3 films about a beach")) is None


def test_semantic_keeps_the_bytes_of_a_run_that_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("wordllama")
    overrides = ("filters.novelty=false", "filters.repeats_demonstration=false", "filters.semantic.threshold=0.6")
    whole = generate(SEEDS, n=100, seed=1, overrides=overrides, concurrency=1, out=tmp_path / "whole")
    part = generate(SEEDS, n=30, seed=1, overrides=overrides, out=tmp_path / "part")
    resume(part.path, n=100)
    for name in ("tasks.jsonl", "rejected.jsonl", "dataset.jsonl"):
        assert (part.path / name).read_bytes() == (whole.path / name).read_bytes()
    rejected = [line for line in read(whole.path / "rejected.jsonl") if line["rule"] == "semantic"]
    known = {row["instruction"] for file in (SEEDS, whole.path / "tasks.jsonl") for row in read(Path(file))}
    assert rejected
    assert all(line["score"] >= 0.6 and line["neighbour"] in known for line in rejected)


@pytest.mark.parametrize("module", ["wordllama", "tokenizers"])
def test_semantic_without_its_packages_names_the_command(tmp_path: Path, module: str) -> None:
    write(tmp_path / "data.jsonl", WATER)
    code = f"import sys\nsys.modules[{module!r}] = None\nfrom selfinstruct.cli.app import run_app\nrun_app()"
    arguments = ["filter", "data.jsonl", "-o", "kept.jsonl", "--only", "semantic"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == f"error: static vectors need wordllama: {installing('semantic')}\n"
    assert not (tmp_path / "kept.jsonl").exists()


def test_instances_of_one_row_are_compared_with_each_other(tmp_path: Path) -> None:
    story = "The lighthouse keeper counts the passing ships every evening before supper"
    pairs = [("Shorter", "Once."), ("a", story), ("b", f"{story} again")]
    rows = [
        {"id": "a", "instruction": "Tell it", "instances": [{"input": i, "output": o} for i, o in pairs]},
        {"id": "b", "instruction": "Tell another", "instances": [{"input": "", "output": story.upper()}]},
    ]
    clusters = tmp_path / "clusters.jsonl"
    data = write(tmp_path / "data.jsonl", rows)
    override = ["filters.jaccard.text=output"]
    filter_dataset(data, tmp_path / "kept.jsonl", only=["jaccard"], overrides=override, clusters=clusters)
    assert read(tmp_path / "kept.jsonl") == [rows[0] | {"instances": rows[0]["instances"][:2]}]
    lines = read(tmp_path / "kept.rejected.jsonl")
    first = of("data.jsonl:1", "a") | {"instance": 1}
    assert [(line["id"], line["instance"]["output"], line["duplicate_of"]) for line in lines] == [
        ("a", pairs[2][1], first),
        ("b", story.upper(), first),
    ]
    ((line),) = read(clusters)
    assert line["kept"] == first
    assert [row.get("instance") for row in line["dropped"]] == [2, None]


BAD = [
    ("jaccard", {"threshold": 0}, "above 0 and at most 1"),
    ("jaccard", {"size": 0}, "size must be at least 1"),
    ("jaccard", {"profile": "x"}, "known: unicode, rouge"),
    ("exact", {"text": "input"}, r"known: instruction, instruction\+input, output, all"),
    ("exact", {"form": "x"}, "known: plain, ccnet"),
    ("paragraphs", {"share": 1}, "at least 0 and below 1"),
    ("sentences", {"times": 0}, "at least 1"),
    ("ngrams", {"size": 0}, "at least 1 word"),
    ("ngrams", {"share": -1}, "at least 0 and below 1"),
    ("minhash", {"threshold": 1.1}, "above 0 and at most 1"),
    ("minhash", {"hashes": 0}, "at least 1"),
    ("semantic", {"threshold": 0}, "above 0 and at most 1"),
]


@pytest.mark.parametrize(("name", "parameters", "message"), BAD)
def test_parameters_out_of_range_are_refused(name: str, parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load_filters({name: parameters})
    with pytest.raises(RecipeError, match="no parameter 'other'"):
        load_filters({name: {"other": 1}})


def test_units_are_checked() -> None:
    with pytest.raises(UsageError, match="known: paragraph, sentence"):
        PassageIndex("word")
