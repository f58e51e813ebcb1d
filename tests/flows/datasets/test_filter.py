"""De-duplication on planted cases: what was dropped, for which row, and how much of it was the same."""

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import generate
from selfinstruct.cli.render.datasets import sifted
from selfinstruct.errors import RecipeError, RunError, SeedError, UsageError
from selfinstruct.filters import load_filters
from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.flows.datasets.merge import merge
from selfinstruct.novelty.exact import ExactIndex, PassageIndex, hash64, normal_form
from selfinstruct.novelty.jaccard import JaccardIndex, word_runs
from selfinstruct.novelty.minhash import bands
from selfinstruct.novelty.ngrams import NgramIndex
from selfinstruct.novelty.rouge import Match
from selfinstruct.records import Instance, Reason, Task
from selfinstruct.registry import load
from selfinstruct.text.tokens import unicode_tokens
from tests.support.processes import run
from tests.support.runs import SEEDS, read, write
from tests.support.texts import FORMS, edited, score

Rows = Sequence[dict[str, Any]]


def sift(
    folder: Path, rows: Rows, only: str, *settings: str, against: Rows = (), **options: Any
) -> tuple[list[int], dict[int, dict[str, Any]]]:
    """The lines kept, and the rejections by line."""
    data = write(folder / "data.jsonl", rows)
    other = write(folder / "other.jsonl", against) if against else None
    overrides = [f"filters.{only}.{setting}" for setting in settings]
    filter_dataset(data, folder / "kept.jsonl", only=[only], against=other, overrides=overrides, **options)
    kept = [rows.index(row) + 1 for row in read(folder / "kept.jsonl")]
    rejected = {int(line["place"].rpartition(":")[2]): line for line in read(folder / "kept.rejected.jsonl")}
    assert sorted([*kept, *rejected]) == list(range(1, len(rows) + 1))
    return kept, rejected


def of(place: str, identifier: str) -> dict[str, str]:
    return {"place": place, "id": identifier}


WATER = [
    {"id": "a", "instruction": "List five ways to save water at home"},
    {"id": "b", "instruction": "Explain why the sky is blue at noon"},
    {"id": "c", "instruction": "List six ways to save water at home"},
    {"id": "d", "instruction": "Explain to me why the sky is blue at noon"},
    {"id": "e", "instruction": "at home water save to ways five List"},
]


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


@FORMS
def test_jaccard_equals_brute_force(limit: int) -> None:
    decided = rejected = 0
    for number in range(40):
        rng = random.Random(f"{limit}:{number}")
        size, threshold = rng.choice([1, 1, 2, 3]), rng.choice([0.3, 0.5, 2 / 3, 0.7, 0.75, 0.8, 0.9, 1])
        index = JaccardIndex(threshold, size, _scan_limit=limit)
        vocabulary = [f"w{word}" for word in range(rng.choice([6, 40, 200]))] + ["é", "中文", "…"]
        pool: list[str] = []
        sets: list[set[str]] = []
        for _ in range(90):
            fresh = [rng.choice(vocabulary) for _ in range(rng.choice([0, 1, 4, 5, 8, 10, 20, 300]))]
            near = edited(rng, rng.choice(pool).split(" "), vocabulary) if pool and rng.random() < 0.6 else fresh
            text = " ".join(near)
            mine = set(word_runs(unicode_tokens(text), size))
            scores = [len(mine & other) / len(mine | other) if mine and other else 0.0 for other in sets]
            best = max(scores, default=0.0)
            place = scores.index(best) if scores else 0
            expected = Match(best, pool[place], place) if best >= threshold else None
            assert index.check(text) == expected, (number, text)
            decided += 1
            rejected += expected is not None
            if expected is None:
                assert index.add(text) == len(pool)
                pool.append(text)
                sets.append(mine)
    assert 500 < rejected < decided - 500


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


def test_hash_and_normal_forms() -> None:
    # printf 'hello world' | sha1sum | cut -c 1-16
    assert hash64("hello world") == 0x2AAE6C35C94FCFB4
    assert hash64("\ud800") != hash64("\ud801")
    assert normal_form(" Ab\n C? ", "plain") == "ab c"
    assert normal_form("e\u0301", "plain") == normal_form("\u00e9", "plain") != "e", "composed or not"
    assert normal_form("Page 3 of 17 — «Été», x=1", "ccnet") == "page 0 of 00 ete x=0"
    assert normal_form("कि की कु", "ccnet") == "कि की कु", "vowel signs are no accents"
    assert normal_form("٣ ３", "ccnet") == "0 0"
    with pytest.raises(UsageError, match="known: plain, ccnet"):
        ExactIndex("other")


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


def test_sentences_are_told_apart_in_many_scripts(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "output": "Bees live in hives. They make honey from nectar! Do they sleep at night too?"},
        {"id": "b", "output": "Ants dig long tunnels. They make honey from nectar. Few people know about it."},
        {"id": "c", "output": "She said “Do they sleep at night too?” They make honey from nectar. Indeed."},
        {"id": "d", "output": "水は零度で凍ります。百度で沸騰します。鉄は水に沈みます。"},
        {"id": "e", "output": "百度で沸騰します。水は零度で凍ります。油は水に浮きます。"},
        {"id": "f", "output": "पानी शून्य डिग्री पर जमता है। लोहा पानी में डूब जाता है।"},
        {"id": "g", "output": "पानी शून्य डिग्री पर जमता है। तेल।"},
    ]
    rows = [{"instruction": f"Tell me about {row['id']}", **row} for row in rows]
    kept, rejected = sift(tmp_path, rows, "sentences")
    assert kept == [1, 2, 3, 4, 6], "what follows “said” makes another sentence of the question"
    assert (rejected[5]["duplicate_of"]["id"], rejected[5]["neighbour"]) == ("d", "水は零度で凍ります。")
    assert rejected[5]["score"] == 19 / 28
    assert rejected[7]["duplicate_of"]["id"] == "f"
    _, rejected = sift(tmp_path, rows, "sentences", "share=0.3")
    assert (rejected[2]["neighbour"], rejected[2]["duplicate_of"]["id"]) == ("They make honey from nectar.", "a")


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


def test_minhash_misses_no_more_than_it_says() -> None:
    pytest.importorskip("rensa")
    make = load("filters", "minhash")
    rng = random.Random(3)
    decided = missed = 0
    for _ in range(15):
        found, exact = make(threshold=0.6, size=1, text="instruction"), JaccardIndex(0.6)
        for _ in range(60):
            words = [f"w{rng.randrange(400)}" for _ in range(60)]
            near = [word if rng.random() < 0.85 else f"w{rng.randrange(400)}" for word in words]
            for text in (" ".join(words), " ".join(near)):
                reason, match = found(Task("t", text)), exact.check(text)
                if match is None:
                    assert reason is None, "nothing is called a duplicate that is not one"
                    found.add(Task("t", text))
                    exact.add(text)
                else:
                    decided += 1
                    missed += reason is None
                    assert reason is None or reason == Reason("minhash", score=match.score, neighbour=match.neighbour)
    assert decided > 400
    assert missed <= 2


@pytest.mark.parametrize(("threshold", "hashes"), [(0.8, 128), (0.5, 128), (0.9, 256)])
def test_hardly_a_pair_at_the_threshold_escapes_minhash(threshold: float, hashes: int) -> None:
    number = bands(threshold, hashes)
    assert hashes % number == 0
    assert (1 - threshold ** (hashes // number)) ** number <= 0.001, "pairs that agree in no whole band"


def test_minhash_without_rensa_names_the_command(tmp_path: Path) -> None:
    write(tmp_path / "data.jsonl", WATER)
    code = "import sys\nsys.modules['rensa'] = None\nfrom selfinstruct.cli.app import run_app\nrun_app()"
    arguments = ["filter", "data.jsonl", "-o", "kept.jsonl", "--only", "minhash"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == "error: the filter minhash needs rensa: pip install 'selfinstruct[minhash]'\n"
    assert not (tmp_path / "kept.jsonl").exists()


@pytest.mark.parametrize("only", ["novelty", "jaccard", "exact", "paragraphs", "sentences", "minhash"])
def test_against_another_file(tmp_path: Path, only: str) -> None:
    """The other file's rows reject too; with within=false they alone do."""
    if only == "minhash":
        pytest.importorskip("rensa")
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
    with pytest.raises(UsageError, match="compares with another file only"):
        sift(tmp_path, rows, only, "within=false")


def test_against_needs_a_filter_that_compares(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="for example novelty or ngrams"):
        sift(tmp_path, WATER, "length", against=WATER)
    with pytest.raises(SeedError, match=r"other\.jsonl:2: instruction: is missing"):
        sift(tmp_path, WATER, "novelty", against=[WATER[0], {"question": "Why?"}])


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


BAD = [
    ("jaccard", {"threshold": 0}, "above 0 and up to 1"),
    ("jaccard", {"size": 0}, "size must be at least 1"),
    ("jaccard", {"profile": "x"}, "known: unicode, rouge"),
    ("exact", {"text": "input"}, r"known: instruction, instruction\+input, output, all"),
    ("exact", {"form": "x"}, "known: plain, ccnet"),
    ("paragraphs", {"share": 1}, "between 0 and 1"),
    ("sentences", {"times": 0}, "at least 1"),
    ("ngrams", {"size": 0}, "at least 1 word"),
    ("ngrams", {"share": -1}, "between 0 and 1"),
    ("minhash", {"threshold": 1.1}, "above 0 and up to 1"),
    ("minhash", {"hashes": 0}, "at least 1"),
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
        with pytest.raises(SeedError, match="is not a whole gzip file"):
            filter_dataset(data, tmp_path / "other.jsonl", only=["novelty"])
    assert not (tmp_path / "other.jsonl").exists()


@pytest.mark.parametrize("name", ["journal.db", "run.json", "tasks.jsonl", "preferences.jsonl"])
def test_no_file_that_a_run_keeps_is_written_over(tmp_path: Path, name: str) -> None:
    made = generate(SEEDS, n=2, out=tmp_path / "run")
    before = {file.name: file.read_bytes() for file in made.path.iterdir()}
    data = write(tmp_path / "data.jsonl", WATER)
    for out, clusters in ((made.path / name, None), (tmp_path / "kept.jsonl", made.path / name)):
        with pytest.raises(UsageError, match=f"{name}: is a file that the run in run keeps of itself"):
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
        "-3 rejected (instances): empty_output 3",
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
    assert filter_dataset(plain, out, only=["novelty"], against=run).rejected == {"novelty": 1}
    assert read(tmp_path / "kept.rejected.jsonl")[0]["duplicate_of"] == of(f"{data}:2", second)
    for source, against in ((run, None), (plain, run)):
        with pytest.raises(UsageError, match="would overwrite"):
            filter_dataset(source, data, only=["novelty"], against=against)
    with pytest.raises(RunError, match="is not a run"):
        filter_dataset(tmp_path, out)
    data.write_bytes(b"")
    with pytest.raises(RunError, match="has no instances"):
        filter_dataset(run, out)


def test_all_of_a_real_corpus(parity: Path, tmp_path: Path) -> None:
    """26,878 instructions that a model wrote; benchmarks/novelty.py --replay compares the list with the slow way."""
    outcome = filter_dataset(parity / "instructions_27k.jsonl.gz", tmp_path / "kept.jsonl", only=["novelty"])
    assert (outcome.rows, outcome.kept) == (26_878, 3_182)
    lines = read(tmp_path / "kept.rejected.jsonl")
    assert len(lines) == 23_696
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
