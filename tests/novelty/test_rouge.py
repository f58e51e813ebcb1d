"""Every decision is compared with brute force in rouge-score's arithmetic, and hundreds with the package itself."""

import json
import random
import string
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from selfinstruct.errors import UsageError
from selfinstruct.novelty import shortlist
from selfinstruct.novelty.entries import Entries
from selfinstruct.novelty.rouge import Match, NoveltyIndex, rouge_l
from selfinstruct.text.tokens import tokenizer, unicode_tokens
from tests.support.texts import FORMS, LISTS, SCAN, edited, score

LETTERS: dict[str, int] = {}


@cache
def letters(text: str, tokens: Callable[[str], list[str]]) -> str:
    """A text's tokens, a character for each that is known: what compares texts is several times as fast for it."""
    return "".join(chr(LETTERS.setdefault(token, len(LETTERS))) for token in tokens(text))


def closest(pool: list[str], text: str, tokens: Callable[[str], list[str]]) -> list[tuple[float, int]]:
    mine = letters(text, tokens)
    scores = [score(mine, letters(entry, tokens)) for entry in pool]
    return sorted(((-value, position) for position, value in enumerate(scores)))


def texts(rng: random.Random, kept: list[str]) -> Iterator[str]:
    """Texts that keep close to each other: edits, repeats, ties, empty ones, a few very long ones."""
    size = rng.choice([3, 10, 40, 300])
    vocabulary = [f"w{number}" for number in range(size)] + ["é", "中文", "’", "ＷＩＤＥ"]
    while True:
        if kept and rng.random() < 0.6:
            words = edited(rng, rng.choice(kept).split(" "), vocabulary)
        else:
            length = rng.choice([0, 1, 2, 7, 7, 10, 13, 13, 14, 20, 40, 300])
            words = [rng.choice(vocabulary) for _ in range(length)]
        yield " ".join(words)


# 82 decisions each.
@pytest.mark.parametrize("pools", [15, pytest.param(250, marks=pytest.mark.slow)])
def test_decisions_equal_brute_force(tmp_path: Path, pools: int) -> None:
    decided = rejected = 0
    for number in range(pools):
        rng = random.Random(number)
        threshold = rng.choice([0, 0.3, 0.5, 0.6, 0.7, 0.7, 0.7, 0.7, 0.8, 0.9, 1])
        profile = rng.choice(["rouge", "unicode"])
        tokens = tokenizer(profile)
        index = NoveltyIndex(threshold, profile, _scan_limit=rng.choice([LISTS, 8, 60, SCAN]))
        pool: list[str] = []
        split: list[str] = []
        source = texts(rng, pool)
        for step in range(82):
            text = next(source)
            mine = letters(text, tokens)
            best = max(((score(mine, other), -place) for place, other in enumerate(split)), default=(0.0, 0))
            expected = Match(best[0], pool[-best[1]], -best[1]) if pool and best[0] > threshold else None
            assert index.check(text) == expected, (number, step, text)
            decided += 1
            rejected += expected is not None
            if expected is None or rng.random() < 0.2:
                assert index.add(text) == len(pool)
                pool.append(text)
                split.append(mine)
            if step == 40:
                index.save(tmp_path / "pool")
                index = NoveltyIndex.load(tmp_path / "pool")
    assert 0.3 * decided < rejected < 0.7 * decided


@FORMS
def test_nearest_and_similarities_equal_brute_force(limit: int) -> None:
    rng = random.Random(limit)
    index = NoveltyIndex(0.7, _scan_limit=limit)
    pool: list[str] = []
    source = texts(rng, pool)
    for _ in range(150):
        text = next(source)
        expected = closest(pool, text, unicode_tokens)
        k = rng.randint(0, 14)
        found = index.nearest(text, k)
        assert [(-match.score, match.position) for match in found] == expected[:k]
        assert all(match.neighbour == pool[match.position] for match in found)
        ((top, mean), (_, nothing)) = index.similarities([text, "…"], k)
        assert top == found
        assert mean == (np.mean([-value for value, _ in sorted(expected, key=lambda item: item[1])]) if pool else 0)
        assert nothing == 0
        index.add(text)
        pool.append(text)


def test_nearest_measures_all_where_bounds_do_not_help() -> None:
    index = NoveltyIndex(_scan_limit=LISTS)
    pool = [f"{letter} {number} x" for number in range(60) for letter in string.ascii_lowercase]
    for text in pool:
        index.add(text)
    found = index.nearest("b 7 x and some more words that nobody has", 30)
    expected = closest(pool, "b 7 x and some more words that nobody has", unicode_tokens)
    assert [(-match.score, match.position) for match in found] == expected[:30]


@FORMS
def test_exact_ties_are_decided_as_rouge_score_rounds_them(limit: int) -> None:
    """At 7/10 of common tokens the floats fall on either side of 0.7; 2l/(m + n) would accept all of these."""
    above = 0
    ties = [(m, n, 7 * (m + n) // 20) for m in range(1, 61) for n in range(1, 61) if 7 * (m + n) % 20 == 0]
    ties = [(m, n, common) for m, n, common in ties if common <= min(m, n)]
    for m, n, common in ties:
        shared = [f"c{number}" for number in range(common)]
        entry = " ".join(shared + [f"x{number}" for number in range(n - common)])
        text = " ".join([f"y{number}" for number in range(m - common)] + shared)
        index = NoveltyIndex(_scan_limit=limit)
        index.add(entry)
        value = score(text.split(), entry.split())
        match = index.check(text)
        assert (None if match is None else match.score) == (value if value > 0.7 else None), (m, n)
        above += match is not None
    assert 0 < above < len(ties)


@FORMS
def test_decisions_equal_the_package(limit: int) -> None:
    scorer = pytest.importorskip("rouge_score.rouge_scorer").RougeScorer(["rougeL"], use_stemmer=False)
    rng = random.Random(7)
    index = NoveltyIndex(profile="rouge", _scan_limit=limit)
    pool: list[str] = []
    words = "the a Write list of it's x_y naïve İ 3.5 K poem 東京 sum-up U.S.".split()
    rejected = 0
    for _ in range(110):
        chosen = [rng.choice(words) for _ in range(rng.randint(0, 9))]
        text = " ".join(edited(rng, rng.choice(pool).split(" "), words) if pool and rng.random() < 0.5 else chosen)
        scores = [scorer.score(entry, text)["rougeL"].fmeasure for entry in pool]
        best = max(scores, default=0.0)
        match = index.check(text)
        assert (match and (match.score, match.position)) == ((best, scores.index(best)) if best > 0.7 else None)
        assert [found.score for found in index.nearest(text, 3)] == sorted(scores, reverse=True)[:3]
        rejected += match is not None
        if match is None or len(pool) % 5 == 0:
            index.add(text)
            pool.append(text)
    assert 20 < rejected < 90


def recorded(parity: Path) -> Iterator[tuple[dict[str, object], bool]]:
    before = None
    with (parity / "rouge_replay.jsonl").open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield row, row["source"] != before
            before = row["source"]


@pytest.mark.parametrize(
    "limit",
    [60, *(pytest.param(limit, marks=pytest.mark.slow) for limit in (SCAN, LISTS))],
    ids=["both", "scan", "lists"],
)
def test_recorded_decisions(parity: Path, limit: int) -> None:
    with (parity / "seed_tasks.jsonl").open(encoding="utf-8") as file:
        seeds = [json.loads(line)["instruction"] for line in file]
    index = NoveltyIndex(profile="rouge", _scan_limit=limit)
    rows = 0
    for row, fresh in recorded(parity):
        if fresh:
            index = NoveltyIndex(profile="rouge", _scan_limit=limit)
            for seed in seeds:
                index.add(seed)
        text = str(row["instruction"])
        assert len(index) == row["pool_size"]
        assert (index.check(text) is None) == row["kept"], row["case_id"]
        assert index.nearest(text, 1)[0].score == row["max_rougeL"], row["case_id"]
        ((top, mean),) = index.similarities([text])
        most = row["most_similar"]
        assert isinstance(most, dict)
        # Published as a mapping: texts that stand in the pool twice are one key there.
        assert set(most.values()) <= {match.score for match in index.nearest(text, 14)}, row["case_id"]
        assert max(most.values()) == top[0].score
        if len(most) == 10:
            assert sorted(most.values(), reverse=True) == [match.score for match in top], row["case_id"]
        if row.get("avg_similarity_score") is not None:
            assert mean == pytest.approx(row["avg_similarity_score"], abs=1e-12)
        if row["kept"]:
            index.add(text)
        rows += 1
    assert rows == 547


@FORMS
def test_many_that_come_close(limit: int) -> None:
    """Where a shortlist is long, what is shared is counted first; what shares just enough must stay."""
    index = NoveltyIndex(_scan_limit=limit)
    shared = "a b c d e f g h"
    for number in range(100):
        index.add(f"{shared} x{number} y{number} z{number}")
    near = score(list("abcdefghpqr"), list("abcdefghxyz"))
    assert index.check(f"{shared} p q r") == Match(near, f"{shared} x0 y0 z0", 0)
    assert index.check("a b c d e f g o p q r") is None
    assert index.check("h g f e d c b a p q r") is None
    index.add(f"{shared} p z z")
    match = index.check(f"{shared} p q r")
    assert match is not None
    assert (match.position, match.score) == (100, score(list("abcdefghpqr"), list("abcdefghpzz")))


@FORMS
def test_long_texts_equal_brute_force(limit: int) -> None:
    rng = random.Random(11)
    vocabulary = [f"w{number}" for number in range(300)]
    index = NoveltyIndex(0.6, _scan_limit=limit)
    pool: list[str] = []
    rejected = 0
    for _ in range(160):
        words = rng.choices(vocabulary, k=rng.randint(150, 300))
        if pool and rng.random() < 0.5:
            words = rng.choice(pool).split(" ")
            for place in rng.sample(range(len(words)), rng.randint(len(words) // 4, len(words) // 2)):
                words[place] = rng.choice(vocabulary)
        text = " ".join(words)
        (best, where) = closest(pool, text, unicode_tokens)[0] if pool else (0.0, 0)
        match = index.check(text)
        assert (match and (match.score, match.position)) == ((-best, where) if -best > 0.6 else None)
        rejected += match is not None
        index.add(text)
        pool.append(text)
    assert 20 < rejected < 140


@FORMS
def test_texts_without_tokens_match_nothing(limit: int) -> None:
    index = NoveltyIndex(0, _scan_limit=limit)
    for text in ("", "!?", "word"):
        index.add(text)
    assert index.check("") is None
    assert index.check("...") is None
    assert index.nearest("", 5) == [Match(0.0, "", 0), Match(0.0, "!?", 1), Match(0.0, "word", 2)]
    assert NoveltyIndex().nearest("x") == []
    assert NoveltyIndex().similarities(["x"]) == [([], 0.0)]


@pytest.mark.parametrize(("threshold", "near", "same"), [(0, True, True), (0.99, False, True), (1, False, False)])
@FORMS
def test_extreme_thresholds(threshold: float, near: bool, same: bool, limit: int) -> None:
    index = NoveltyIndex(threshold, _scan_limit=limit)
    for number in range(100):
        index.add(f"alpha {number} beta")
    assert (index.check("one alpha two three four five six seven") is not None) is near
    assert (index.check("alpha 42 beta") is not None) is same


@FORMS
def test_the_earliest_of_equals_is_named(limit: int) -> None:
    index = NoveltyIndex(_scan_limit=limit)
    for text in ("something else here", "a b c d", "A b, c d!", "a b c d"):
        index.add(text)
    assert index.check("a b c d") == Match(1.0, "a b c d", 1)
    assert [match.position for match in index.nearest("a b c d", 3)] == [1, 2, 3]


@pytest.mark.slow
def test_a_vocabulary_larger_than_the_code_points() -> None:
    """1.2 million different tokens, more than there are characters, among them one text with more than 50,000."""
    words = [f"{number:x}" for number in range(1_200_000)]
    index = NoveltyIndex(_scan_limit=LISTS)
    for start in range(0, len(words), 60_000):
        index.add(" ".join(words[start : start + 60_000]))
    tail = " ".join(words[-12:])
    assert index.check(tail) is None
    assert index.add(tail) == 20
    match = index.check(" ".join(words[-11:]))
    assert match == Match(score(words[-11:], words[-12:]), tail, 20)
    long = [*words[100:60_000], "never", "seen"]
    match = index.check(" ".join(long))
    assert match is not None
    assert (match.position, match.score) == (0, score(long, words[:60_000]))
    (top, mean), (other, _) = index.similarities([" ".join(long), tail])
    assert (top[0], top[1].score) == (match, 0)
    assert mean == match.score / 21
    assert [found.position for found in other[:2]] == [20, 19]


@FORMS
def test_save_and_load(tmp_path: Path, limit: int) -> None:
    index = NoveltyIndex(0.6, "rouge", _scan_limit=limit)
    pool: list[str] = ["", "half a pair \ud800", "日本語", "repeat repeat repeat the the"]
    source = texts(random.Random(1), pool)
    pool += [next(source) for _ in range(150)]
    for text in pool[:100]:
        index.add(text)
    index.save(tmp_path / "pool")
    loaded = NoveltyIndex.load(tmp_path / "pool")
    assert (len(loaded), loaded.threshold, loaded.profile) == (100, 0.6, "rouge")
    for text in pool[100:]:
        assert loaded.admit(text) == index.admit(text)
        assert loaded.nearest(text) == index.nearest(text)
    loaded.save(tmp_path / "one")
    index.save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "pool", "two"]
    NoveltyIndex().save(tmp_path / "empty")
    assert len(NoveltyIndex.load(tmp_path / "empty")) == 0


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    index = NoveltyIndex()
    index.add("Explain how tides work")
    index.save(tmp_path / "pool")
    whole = (tmp_path / "pool").read_bytes()
    for data in (b"", b"{}", whole[:40], whole[:-3], whole.replace(whole[40:44], b"\0\0\0\0")):
        (tmp_path / "broken").write_bytes(data)
        with pytest.raises(UsageError, match="broken is not a saved novelty index"):
            NoveltyIndex.load(tmp_path / "broken")


@pytest.mark.parametrize(
    ("threshold", "profile"), [(-0.1, "unicode"), (1.1, "unicode"), (float("nan"), "rouge"), (0.7, "other")]
)
def test_settings_out_of_range_are_refused(threshold: float, profile: str) -> None:
    with pytest.raises(UsageError, match=r"between 0 and 1|known: unicode, rouge"):
        NoveltyIndex(threshold, profile)


def test_long_lists_lose_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long lists, here those of 300 entries, are not read whole, but by the lengths that can score."""
    monkeypatch.setattr(shortlist, "_SHORT_LIST", 3 * 300)
    rng = random.Random(5)
    pool = ["".join(rng.choices("abcdef", k=rng.randint(4, 13))) for _ in range(1500)]
    entries = Entries(0.6, LISTS)
    for text in pool:
        entries.add(text, list(text))
    for asked in pool[::18]:
        tokens, elements = entries.read(list(asked))
        close = {place for place, text in enumerate(pool) if score(asked, text) > 0.6}
        assert close <= set(entries.near(elements, len(tokens)))


def test_the_last_shared_word_of_long_texts_counts() -> None:
    """Seventy of 99 and 100 words are just above 0.7, for more entries than are measured one by one."""
    index = NoveltyIndex(0.7)
    shared = [f"c{number}" for number in range(70)]
    for entry in range(40):
        index.add(" ".join([*shared, *(f"x{entry}y{number}" for number in range(29))]))
    found = index.check(" ".join([*shared, *(f"z{number}" for number in range(30))]))
    assert found is not None
    assert found.position == 0
    assert found.score == pytest.approx(140 / 199)


def test_a_saved_index_is_put_in_place_of_the_old_one(tmp_path: Path) -> None:
    index = NoveltyIndex()
    index.add("one two three")
    index.save(tmp_path / "pool")
    whole = (tmp_path / "pool").read_bytes()
    with (tmp_path / "pool").open("rb") as reader:
        index.add("four five six")
        index.save(tmp_path / "pool")
        assert reader.read() == whole
    assert len(NoveltyIndex.load(tmp_path / "pool")) == 2


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([], [], 0.0),
        ([], ["a"], 0.0),
        (["a"], ["b"], 0.0),
        (["a", "b"], ["a", "b"], 1.0),
        (["a", "x", "b"], ["a", "b", "y", "z"], 2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4)),
        ([7, 8], [8, 7, 8], 2 * 1 * (2 / 3) / (1 + 2 / 3)),
    ],
)
def test_two_texts_as_tokens(one: list[str], other: list[str], expected: float) -> None:
    assert rouge_l(one, other) == expected
