"""Benchmarks kept out by the share of their items: what stands in a longer row, and what only sounds alike."""

import random
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import UsageError
from selfinstruct.filters import load_filters
from selfinstruct.flows.datasets.filter import filter_dataset
from selfinstruct.novelty.ngrams import NgramIndex
from selfinstruct.novelty.rouge import Match
from selfinstruct.text.tokens import unicode_tokens
from tests.support.filtering import of, sift
from tests.support.runs import read, write

TRAIN = "A train leaves Lyon at nine and reaches Paris two hours later. How fast does it go on average?"
PUMP = "Eine Pumpe füllt das leere Becken in sechs Stunden, eine zweite in vier. Wie lange brauchen beide zusammen?"
WELL = "一口井深十二米，蜗牛每天向上爬三米，夜里又滑下两米，它要几天才能爬出井口？"
BENCHMARK = [
    {"id": name, "instruction": text, "output": "?"} for name, text in (("t", TRAIN), ("p", PUMP), ("w", WELL))
]
LONG = "Rivers carry sand to the sea and the sea grinds it. " * 40
DE_FACTO = ("size=8", "share=0.5", "share_of=item", "text=instruction+input")


def rows(*texts: str) -> list[dict[str, Any]]:
    return [{"id": str(number), "instruction": text, "output": "So it is."} for number, text in enumerate(texts)]


def test_an_item_counts_however_long_the_row_is(tmp_path: Path) -> None:
    half = " ".join(TRAIN.split()[:9])
    data = rows(LONG + TRAIN, LONG + half, PUMP.replace("leere", "große"), f"{LONG}{WELL}", "Name a lake.")
    kept, rejected = sift(tmp_path, data, "ngrams", *DE_FACTO, against=BENCHMARK)
    assert kept == [2, 5], "nine of nineteen words are less than half"
    assert [(line, row["duplicate_of"]["id"]) for line, row in rejected.items()] == [(1, "t"), (3, "p"), (4, "w")]
    assert rejected[1]["score"] == 1.0
    assert rejected[1]["duplicate_of"] == of(f"{tmp_path}/other.jsonl:1", "t")
    assert rejected[1]["neighbour"] == " ".join(unicode_tokens(TRAIN))
    # Of the row it is little, which is what the share is one of by default.
    kept, _ = sift(tmp_path, data, "ngrams", "size=8", "share=0.5", "text=instruction+input", against=BENCHMARK)
    assert kept == [1, 2, 4, 5]


def test_the_words_in_common_are_shown_with_their_gaps() -> None:
    index = NgramIndex(size=3, share=0.5, shortest=2, share_of="item")
    for text in ("a b c d e f g h", "k l", "q r s t"):
        index.add(text)
    assert index.check("x a b c d y f g h z") == Match(7 / 8, "a b c d … f g h", 0)
    assert index.check("a b c d") is None, "half is not more than half"
    assert index.check("then k l and m") == Match(1.0, "k l", 1)
    assert index.check("q r s t a b c d e") == Match(1.0, "q r s t", 2), "the item of which there is most"


def test_a_phrase_of_many_items_is_passed_over() -> None:
    ask = "which of the following statements is true for"
    items = [f"{ask} {thing} or for none" for thing in ("copper", "a hare", "the sea", "wool")]
    plain, rid = (NgramIndex(4, 0.5, 2, "unicode", "item", common) for common in (0, 2))
    for text in [*items, ask]:
        plain.add(text)
        rid.add(text)
    row = f"{ask} a vowel?"
    found = plain.check(row)
    assert found is not None
    assert found.neighbour == ask
    assert rid.check(row) is None, "the words are those of five items"
    found = rid.check(f"{ask} copper or for none")
    assert found is not None
    assert found.position == 0


def test_names_of_variables_are_passed_over() -> None:
    items = "solve for x where x plus y is n and y is k"
    with_letters = NgramIndex(4, 0.4, 4, share_of="item")
    without = NgramIndex(4, 0.4, 4, share_of="item", letters=False)
    for index in (with_letters, without):
        index.add(items)
        index.add("井深十二米")
    other = "solve for a where a plus b is c and d is e"
    assert with_letters.check(other) is None
    found = without.check(other)
    assert found is not None
    assert found.neighbour == "solve for where plus is and is"
    assert without.check("这口井深十二米吗") == Match(1.0, "井 深 十 二 米", 1), "a character is a word there"


def test_documents_are_held_against_items_too(tmp_path: Path) -> None:
    corpus = [{"id": "1", "text": LONG + TRAIN, "metadata": {}}, {"id": "2", "text": LONG, "metadata": {}}]
    settings = [f"filters.ngrams.{setting}" for setting in DE_FACTO]
    filter_dataset(
        write(tmp_path / "c.jsonl", corpus), tmp_path / "k.jsonl", only=["ngrams"], overrides=settings,
        against=write(tmp_path / "b.jsonl", BENCHMARK),
    )  # fmt: skip
    assert [row["id"] for row in read(tmp_path / "k.jsonl")] == ["2"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"share_of": "benchmark"}, "there is no share of 'benchmark'; known: row, item"),
        ({"common": 3}, "needs share_of: item"),
        ({"common": -1, "share_of": "item"}, "at least 0"),
    ],
)
def test_what_it_cannot_count_is_refused(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load_filters({"ngrams": parameters})


def covered(item: list[str], row: list[str], size: int, passed_over: set[tuple[str, ...]]) -> float:
    """The share of an item that a row has, counted the slow way: word by word."""
    length = min(size, len(item))
    runs = [(start, tuple(item[start : start + length])) for start in range(len(item) - length + 1)]
    runs = [(start, run) for start, run in runs if run not in passed_over]
    theirs = {tuple(row[start : start + length]) for start in range(len(row) - length + 1)}
    counted = {place for start, _ in runs for place in range(start, start + length)}
    found = {place for start, run in runs if run in theirs for place in range(start, start + length)}
    return len(found) / len(counted) if counted else 0.0


@pytest.mark.parametrize("common", [0, 2])
def test_shares_are_those_of_a_slow_count(common: int) -> None:
    rng = random.Random(common)
    hits = 0
    for _ in range(300):
        items = [[rng.choice("abc") for _ in range(rng.randint(3, 12))] for _ in range(8)]
        row = [rng.choice("abc") for _ in range(20)]
        index = NgramIndex(4, 0.4, 3, share_of="item", common=common)
        owners: dict[tuple[str, ...], set[int]] = {}
        for number, item in enumerate(items):
            index.add(" ".join(item))
            length = min(4, len(item))
            for start in range(len(item) - length + 1):
                owners.setdefault(tuple(item[start : start + length]), set()).add(number)
        many = {run for run, numbers in owners.items() if common and len(numbers) > common}
        shares = [covered(item, row, 4, many) for item in items]
        best = max(range(len(items)), key=lambda number: (shares[number], -number))
        found = index.check(" ".join(row))
        expected = (shares[best], best) if shares[best] > 0.4 else None
        assert (None if found is None else (found.score, found.position)) == expected
        hits += found is not None
    assert 0 < hits < 300
