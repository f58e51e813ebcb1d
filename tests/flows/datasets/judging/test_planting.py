"""Planted errors: each is another text, wrong for certain, and no kind is planted where it cannot be."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from selfinstruct.filters import load_filters
from selfinstruct.flows.datasets.judging.answers import answers_of
from selfinstruct.flows.datasets.judging.fitness import Fitness, JudgeTest, Share, prepare, result
from selfinstruct.flows.datasets.judging.planting import PLANTS, Soil, plant, soil_of
from selfinstruct.flows.datasets.rows import load_rows
from selfinstruct.records import Instance, Task
from tests.support.runs import SEEDS, write

LONG = "The mill stands by the river. It ground oats until 1907. Its wheel is gone now. Swallows nest under the roof."


def soil(output: str, instruction: str = "Say something", **more: Any) -> Soil:
    return Soil(Task("t", instruction), Instance("", output), **more)


MADE: list[tuple[str, Soil, set[str]]] = [
    ("swapped", soil("Paris", others=("Paris", "paris.", "", "Rome")), {"Rome"}),
    ("swapped", soil(LONG, others=("The mill stands by a river.", "Rain falls.")), {"Rain falls."}),
    ("number", soil("It took 9 days."), {f"It took {n} days." for n in (10, 8, 19, 91, 16)}),
    ("number", soil("0"), {"1", "10", "7"}),
    ("label", soil("Positive", labels=("positive", "negative")), {"negative"}),
    ("condition", soil("One. Two. Three.", "Describe rain in exactly three sentences."),
     {"Two. Three.", "One. Three.", "One. Two.", "One. One. Two. Three.", "One. Two. Two. Three.",
      "One. Two. Three. Three.", "One. Two. Three. One. Two. Three."}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "found"), MADE)
def test_what_is_planted(kind: str, given: Soil, found: set[str]) -> None:
    assert {plant(kind, given, Random(seed)) for seed in range(200)} == found


NOT_MADE: list[tuple[str, Soil]] = [
    ("swapped", soil("Paris")),
    ("swapped", soil("Paris", others=("It is Paris", "PARIS"))),
    ("number", soil("None.")),
    ("label", soil("maybe", labels=("yes", "no"))),
    ("label", soil("yes", labels=("yes", "Yes."))),
    ("truncated", soil("Seven words are too few for it")),
    ("condition", soil("One. Two.", "Describe rain.")),
    ("condition", soil("One. Two.", "Describe rain in exactly three sentences.")),
    ("repeated", soil("Oder")),
]


@pytest.mark.parametrize(("kind", "given"), NOT_MADE)
def test_what_cannot_be_planted(kind: str, given: Soil) -> None:
    assert all(plant(kind, given, Random(seed)) is None for seed in range(20))


def test_a_text_stops_half_way_or_comes_again() -> None:
    for seed in range(50):
        cut = plant("truncated", soil(LONG), Random(seed))
        assert cut is not None
        assert LONG.startswith(cut)
        assert 0.2 < len(cut) / len(LONG) < 0.8
        assert not cut.endswith(".")
        again = plant("repeated", soil(LONG), Random(seed))
        assert again is not None
        (extra,) = {part for part in LONG.split(". ") if again.count(part.strip(".")) > 1}
        assert again.count(extra.strip(".")) == 4


def test_a_planted_condition_is_one_that_was_kept_and_no_longer_is(tmp_path: Path) -> None:
    (claims,) = load_filters({"claims": {}})
    given = soil("- oats\n- rye\n- barley", "Name grains. Your answer must contain exactly 3 bullet points.")
    found = plant("condition", given, Random(1))
    assert found is not None
    assert claims(given.task, given.instance) is None
    assert claims(given.task, Instance("", found)) is not None
    row = {
        "instruction": "Speak of the mill", "output": LONG,
        "checks": [{"check": "required_words", "words": ["Swallows"]}],
    }  # fmt: skip
    (read,) = load_rows(write(tmp_path / "data.jsonl", [row]))
    carried = plant("condition", soil_of(read, 0, (), ()), Random(1))
    assert carried == "The mill stands by the river. It ground oats until 1907. Its wheel is gone now."
    del row["checks"]
    (read,) = load_rows(write(tmp_path / "other.jsonl", [row]))
    assert plant("condition", soil_of(read, 0, (), ()), Random(1)) is None


def _prepared(path: Path, number: int, seed: int) -> JudgeTest:
    rows = load_rows(path)
    return prepare(rows, answers_of(rows, len(rows)), number, seed)


def test_errors_are_planted_in_the_rows_of_the_file(tmp_path: Path) -> None:
    made = _prepared(SEEDS, 60, 0)
    assert len(made.planted) == 60
    kinds = Counter(text.planted for text in made.planted)
    assert set(kinds) >= {"swapped", "number", "truncated", "repeated"}
    assert max(kinds.values()) - min(kinds["swapped"], kinds["truncated"]) <= 1, "as many of each as there can be"
    rows = load_rows(SEEDS)
    known = {(text.prompt, text.response) for text in answers_of(rows, len(rows)).texts}
    prompts = {prompt for prompt, _ in known}
    for text in made.planted:
        assert text.prompt in prompts
        assert (text.prompt, text.response) not in known
    assert made == _prepared(SEEDS, 60, 0)
    assert made != _prepared(SEEDS, 60, 1)
    few = write(tmp_path / "few.jsonl", [{"instruction": "Name a river", "output": "Oder"}])
    assert _prepared(few, 60, 0) == JudgeTest([], [0])


def test_labels_are_flipped_that_rows_of_a_type_have(tmp_path: Path) -> None:
    rows = [
        {
            "task_id": f"t{at}", "id": f"i{at}", "type": "sentiment", "is_classification": True,
            "instruction": f"Say what text {at} sounds like", "input": "", "output": ("good", "bad")[at % 2],
        }
        for at in range(10)
    ]  # fmt: skip
    made = _prepared(write(tmp_path / "data.jsonl", rows), 100, 0)
    flipped = [text for text in made.planted if text.planted == "label"]
    assert len(flipped) == 10
    assert {text.response for text in flipped} == {"good", "bad"}


def test_what_the_test_comes_to() -> None:
    rows = load_rows(SEEDS)
    test = prepare(rows, answers_of(rows, len(rows)), 20, 0)
    passed: list[bool | None] = [True] * 5 + [False] * 13 + [None] * 2
    found = result(test, passed, [True] * 15 + [False] * 3 + [None] * 2)
    told = found.as_dict()
    assert told["false_accepts"] == {"found": 5, "of": 20, "share": 0.25, "low": 0.1119, "high": 0.4687}
    assert (told["false_rejects"]["found"], told["false_rejects"]["of"]) == (5, 20)
    assert sum(share["of"] for share in told["kinds"].values()) == 20
    assert sum(share["found"] for share in told["kinds"].values()) == 5
    assert set(told["kinds"]) <= set(PLANTS)
    assert told["difference"] == {"share": 0.5, "low": 0.1907, "high": 0.6954}
    assert [found.unfit(most) for most in (0.2, 0.24, 0.25, 1.0)] == ["lenient", "lenient", "", ""]
    nothing = Fitness(Share(0, 0), Share(0, 3), {})
    assert nothing.unfit(1.0) == "unplanted", "of a judge on which nothing could be tried nothing is known"
    assert nothing.as_dict()["false_accepts"] == {"found": 0, "of": 0, "share": None, "low": 0.0, "high": 1.0}
    assert nothing.as_dict()["difference"] is None


FOUND: list[tuple[tuple[int, int], tuple[int, int], str]] = [
    # planted errors it passed, answers as they are it rejected
    ((0, 40), (0, 40), ""),
    ((0, 40), (35, 40), ""),
    ((0, 40), (36, 40), "alike"),
    ((0, 40), (40, 40), "alike"),
    ((8, 40), (23, 40), ""),
    ((8, 40), (24, 40), "alike"),
    ((8, 40), (40, 40), "alike"),
    ((9, 40), (40, 40), "lenient"),
    ((40, 40), (0, 40), "lenient"),
    ((40, 40), (40, 40), "lenient"),
    ((0, 3), (0, 3), ""),
    ((0, 3), (1, 3), "alike"),
    ((0, 2), (0, 2), ""),
    ((0, 3), (0, 1), ""),
    ((0, 2), (0, 1), "small"),
    ((0, 1), (0, 1), "small"),
    ((0, 1), (0, 2), "small"),
    ((0, 1), (1, 1), "small"),
    ((1, 1), (0, 1), "lenient"),
    ((0, 0), (1, 1), "unplanted"),
]


@pytest.mark.parametrize(("passed", "rejected", "why"), FOUND)
def test_a_judge_must_be_shown_to_tell_errors_apart(
    passed: tuple[int, int], rejected: tuple[int, int], why: str
) -> None:
    assert Fitness(Share(*passed), Share(*rejected), {}).unfit(0.2) == why
