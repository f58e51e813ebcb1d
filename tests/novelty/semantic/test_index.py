"""Every decision is compared with brute force, and odd texts are taken as they come."""

from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from selfinstruct.files.tasks import load_seeds
from selfinstruct.novelty.rouge import Match
from selfinstruct.novelty.semantic.index import WORDS_NEAR, SemanticIndex
from selfinstruct.novelty.semantic.meeting import meet
from selfinstruct.novelty.semantic.wording import read
from selfinstruct.novelty.vectors.static import cosines, load

pytest.importorskip("wordllama")

ASKING = ["Write", "Compose", "Please write", "List", "Name", "Explain", "Can you describe", "Remove", "Delete"]
THINGS = "film movie story tale poem house home price cost dog cat river kids children picture image journey".split()
ABOUT = [
    "",
    "for Ada",
    "in 3 lines",
    "in three lines",
    "from Rome to Oslo",
    "from Oslo to Rome",
    "without rain",
    "fast",
]


def texts(rng: Random, count: int) -> list[str]:
    made = []
    for _ in range(count):
        things = " and ".join(rng.sample(THINGS, rng.choice([0, 1, 1, 2])))
        made.append(f"{rng.choice(ASKING)} {things} {rng.choice(ABOUT)}".strip())
    return made


wording = cache(read)


@cache
def vector(text: str) -> NDArray[np.int16]:
    return load().vector(wording(text).words)


def by_hand(pool: list[str], text: str, threshold: float) -> Match | None:
    """The first that is equal, else the highest score, the earliest of equals, of all entries, one by one."""
    words, mine = load(), wording(text)
    if text.lower() in (lowered := [other.lower() for other in pool]):
        return Match(1.0, pool[position := lowered.index(text.lower())], position)
    best: Match | None = None
    for position, other in enumerate(pool):
        its = wording(other)
        score = round(float(cosines(vector(text), vector(other)[None])[0]), 4)
        if score >= threshold and meet(mine, its, lambda word: words.near(word, WORDS_NEAR)) and mine.words:
            best = best if best is not None and best.score >= score else Match(score, other, position)
    return best


@pytest.mark.parametrize("pools", [2, pytest.param(40, marks=pytest.mark.slow)])
def test_it_finds_what_brute_force_finds(pools: int) -> None:
    decided = rejected = 0
    for number in range(pools):
        rng = Random(f"semantic:{number}")
        threshold = rng.choice([0.5, 0.7, 0.75, 0.85])
        index, pool = SemanticIndex(threshold), list[str]()
        for text in texts(rng, 150):
            expected = by_hand(pool, text, threshold)
            assert index.check(text) == expected, (number, text)
            decided, rejected = decided + 1, rejected + (expected is not None)
            if expected is None or rng.random() < 0.2:
                assert index.add(text) == len(pool)
                pool.append(text)
        assert len(index) == len(pool)
    assert 0.1 * decided < rejected < 0.95 * decided


def test_many_candidates_are_narrowed_down_without_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for few in (0, 32, 10_000):
        monkeypatch.setattr("selfinstruct.novelty.semantic.index._FEW", few)
        index = SemanticIndex()
        matches = []
        for text in texts(Random("few"), 400):
            matches.append(index.check(text))
            index.add(text)
        found.append(matches)
    assert found[0] == found[1] == found[2]
    assert sum(match is not None for match in found[0]) > 100


ODD = [
    "",
    " ",
    "!!!",
    "x",
    "名",
    "บ",
    "the of to",
    "word " * 20_000,
    "y" * 200_000,
    "\ud800",
    "a\u0301",
    "5",
    "5 6",
    "İstanbul",
]


def test_odd_texts_go_in_and_are_found_again() -> None:
    index = SemanticIndex()
    for number, text in enumerate(ODD):
        assert index.check(text) is None, text[:20]
        assert index.add(text) == number
    for number, text in enumerate(ODD):
        match = index.check(text)
        # Only what is blank is no duplicate of itself.
        expected = Match(1.0, text, number) if text.strip() else None
        assert match == expected, text[:20]


def test_each_text_is_a_duplicate_of_itself() -> None:
    pairs = (Path(__file__).parent / "pairs.tsv").read_text(encoding="utf-8").split("\n")[1:]
    rows = [task.instruction for name in ("general", "finance") for task in load_seeds(f"seeds/{name}.jsonl")]
    rows += [text for line in pairs for text in line.split("\t") if text]
    rows += texts(Random("itself"), 200)
    rows += [
        "Write the given list from its end to its beginning.",
        "Go to Paris, then from Paris to Rome and back to Paris.",
        "Translate from English to French and from French to English.",
        "Count from 1 to 10 and from 10 to 1",
        "¿?",
    ]
    for text in rows:
        for again in (text, f"  {text.upper()} "):
            index = SemanticIndex(1)
            index.add("")
            index.add(text)
            assert index.check(again) == Match(1.0, text, 1), text


def test_the_pool_grows_past_its_first_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("selfinstruct.novelty.semantic.index._BLOCK", 4)
    index = SemanticIndex()
    rows = [f"Name the rivers of region {number}" for number in range(50)]
    for row in rows:
        index.add(row)
    assert [index.check(row) for row in rows] == [Match(1.0, row, number) for number, row in enumerate(rows)]


def test_a_score_is_a_cosine() -> None:
    index = SemanticIndex(0.5)
    index.add("Recommend a film for a rainy day")
    found = index.check("Suggest a movie for a rainy day")
    assert found is not None
    vectors = [
        load().vector(read(text).words).astype(float) for text in (found.neighbour, "Suggest a movie for a rainy day")
    ]
    expected = vectors[0] @ vectors[1] / np.linalg.norm(vectors[0]) / np.linalg.norm(vectors[1])
    assert found.score == pytest.approx(expected, abs=1e-4)
    assert 0.5 < found.score < 1
