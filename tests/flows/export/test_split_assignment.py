"""Splits: all rows are kept or dropped with a reason, nothing that belongs together is parted, and nothing moves."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq
from typer.testing import CliRunner

from selfinstruct.cli.app import app
from selfinstruct.errors import UsageError
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.flows.export.split_assignment import Shares, SplitConflict, SplitRow, Splits, read_shares
from selfinstruct.flows.export.split_closeness import Leak, worst
from selfinstruct.flows.export.split_plan import plan_splits
from selfinstruct.text.tokens import unicode_tokens
from tests.support.cases import cases

Row: TypeAlias = tuple[str, str, str]
Rows: TypeAlias = Sequence[Row]
Plan: TypeAlias = tuple[Shares, float, bool, int]
THREE = Shares(("train", "validation", "test"), (8, 1, 1))
EVEN = Shares(("a", "b", "c"), (1, 1, 1))


def score(a: str, b: str) -> float:
    """ROUGE-L, written here once more; equal texts without a word are as close as others."""
    if a.strip() == b.strip():
        return 1.0
    one, other = unicode_tokens(a), unicode_tokens(b)
    common = LCSseq.similarity(one, other)
    precision, recall = (common / len(one), common / len(other)) if common else (0.0, 0.0)
    return 2 * precision * recall / (precision + recall) if common else 0.0


@pytest.mark.parametrize(
    ("text", "names", "weights"),
    [
        ("80/10/10", "train validation test", (8, 1, 1)),
        ("0.8/0.1/0.1", "train validation test", (8, 1, 1)),
        ("90/10", "train validation", (9, 1)),
        ("7/2", "train validation", (7, 2)),
        ("98.5/1/0.5", "train validation test", (197, 2, 1)),
        ("train=80, eval_2=20", "train eval_2", (4, 1)),
        ("fit=1,hold=1,late=1,last=1", "fit hold late last", (1, 1, 1, 1)),
    ],
)
def test_shares_are_read(text: str, names: str, weights: tuple[int, ...]) -> None:
    assert read_shares(text) == Shares(tuple(names.split()), weights)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "write 80/10/10"),
        ("80", "write 80/10/10"),
        ("70/10/10/10", "write 80/10/10"),
        ("train=100", "write 80/10/10"),
        ("80/20/0", "'0' is not a share"),
        ("80/-10/10", "'-10' is not a share"),
        ("80/x/10", "'x' is not a share"),
        ("1e3/1", "'1e3' is not a share"),
        ("nan/1", "'nan' is not a share"),
        ("train=80,test", "'' is not a share"),
        ("train=80,../test=20", "'../test' cannot name a split"),
        ("train=80,=20", "'' cannot name a split"),
        ("a-b=80,c=20", "'a-b' cannot name a split"),
        ("a=80,A=20", "the same name"),
    ],
)
def test_other_shares_are_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_shares(text)
    assert told in str(caught.value)


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "中", "é"]), max_size=9).map(" ".join)
TEXTS = WORDS | st.sampled_from(["", "…", " … ", "?!", "\ud800", "one two three four five six seven"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["", "", "", "g1", "g2", "g3"]), TEXTS, st.sampled_from(["", "x", "y"])), max_size=40
)
PLANS = st.tuples(
    st.sampled_from([THREE, EVEN, Shares(("p", "q"), (3, 2))]),
    st.sampled_from([0.3, 0.5, 0.7, 0.7, 1.0]),
    st.booleans(),
    st.sampled_from([1, 8, 10**9]),
)


def dealt(rows: Rows, plan: Plan) -> tuple[list[str | SplitConflict], Splits]:
    shares, threshold, stratify, limit = plan
    splits = Splits(shares, threshold, stratify=stratify, _scan_limit=limit)
    return [splits.deal(SplitRow(str(number), *row)) for number, row in enumerate(rows)], splits


def parted(a: Row, b: Row, threshold: float) -> bool:
    """Whether two rows may be in different splits."""
    alike = score(a[1], b[1])
    return alike <= threshold and alike < 1 and not (a[0] and a[0] == b[0])


def test_a_score_at_the_threshold_binds_nothing() -> None:
    items = [SplitRow(str(number), "", f"a {number}") for number in range(12)]
    splits = Splits(EVEN, 0.5)
    assert [splits.deal(item) for item in items] == [Splits(EVEN, 0.5).deal(item) for item in items]


@cases(150)
@given(ROWS, PLANS)
def test_any_rows_are_parted_or_dropped_and_never_leak(rows: Rows, plan: Plan) -> None:
    found, _ = dealt(rows, plan)
    assert len(found) == len(rows)
    kept = {number: name for number, name in enumerate(found) if isinstance(name, str)}
    assert set(kept.values()) <= set(plan[0].names)
    for (one, name), (other, another) in itertools.combinations(kept.items(), 2):
        assert name == another or parted(rows[one], rows[other], plan[1]), (rows[one], rows[other])
    for number, clash in enumerate(found):
        if isinstance(clash, SplitConflict):
            assert len({bond.split for bond in clash.bonds}) == len(clash.bonds) > 1
            for bond in clash.bonds:
                earlier = [at for at, name in kept.items() if at < number and name == bond.split]
                assert int(bond.id) in earlier
                assert not parted(rows[number], rows[int(bond.id)], plan[1])
                if bond.score is not None:
                    best = max(score(rows[number][1], rows[at][1]) for at in earlier)
                    assert bond.score == best == score(rows[number][1], rows[int(bond.id)][1])


@cases(100)
@given(ROWS, PLANS, st.data())
def test_what_is_appended_moves_nothing(rows: Rows, plan: Plan, data: st.DataObject) -> None:
    found, _ = dealt(rows, plan)
    number = data.draw(st.integers(0, len(rows)))
    assert dealt(rows[:number], plan)[0] == found[:number]


@cases(100)
@given(ROWS, PLANS)
def test_the_worst_pairs_are_those_of_brute_force(rows: Rows, plan: Plan) -> None:
    found, splits = dealt(rows, plan)
    kept = [(number, name) for number, name in enumerate(found) if isinstance(name, str)]
    scores: dict[tuple[int, int], float] = {}
    for (one, name), (other, another) in itertools.product(kept, kept):
        pair = plan[0].names.index(name), plan[0].names.index(another)
        if pair[0] < pair[1] and (alike := score(rows[one][1], rows[other][1])) > 0:
            scores[pair] = max(scores.get(pair, 0.0), alike)
    leaks = worst(splits.entries, splits.labels, len(plan[0].names))
    assert {pair: leak.score for pair, leak in leaks.items()} == scores
    for pair, leak in leaks.items():
        texts = [rows[int(splits.entries.text(at))][1] for at in (leak.first, leak.second)]
        assert [found[int(splits.entries.text(at))] for at in (leak.first, leak.second)] == [
            plan[0].names[label] for label in pair
        ]
        assert score(*texts) == leak.score


def test_a_row_without_bonds_depends_on_itself_alone() -> None:
    items = [SplitRow(str(number), f"task {number // 2}", f"w{number} x{number} y{number}") for number in range(400)]
    first = Splits(THREE)
    there = {item: first.deal(item) for item in items}
    random.Random(1).shuffle(items)
    again = Splits(THREE)
    assert {item: again.deal(item) for item in items} == there
    assert all(Splits(THREE).deal(item) == split for item, split in list(there.items())[:20])
    drawn = [str(Splits(THREE).deal(SplitRow("", f"task {number}", "…")))[:2] for number in range(16)]
    assert " ".join(drawn) == "tr tr tr te va tr tr tr tr tr tr tr tr tr te tr", "the same in all versions to come"


def test_shares_are_kept_about() -> None:
    splits = Splits(read_shares("80/15/5"))
    counts = Counter(splits.deal(SplitRow("", f"task {number}", hex(number))) for number in range(10_000))
    assert counts["train"] == pytest.approx(8_000, rel=0.02)
    assert counts["validation"] == pytest.approx(1_500, rel=0.08)


@pytest.mark.parametrize("shares", [THREE, EVEN, read_shares("70/20/10"), read_shares("98.5/1/0.5")])
def test_each_type_is_dealt_by_the_shares(shares: Shares) -> None:
    total = sum(shares.weights)
    splits = Splits(shares, stratify=True)
    kinds = ["email", "poem", "essay"]
    found = [(kind, splits.deal(SplitRow(f"{turn}", f"{kind} {turn}", "…" * (turn + 1), kind)))
             for turn in range(2 * total) for kind in kinds if turn or kind != "poem"]  # fmt: skip
    for kind in kinds:
        names = [name for own, name in found if own == kind]
        for start in range(0, total, 7):
            window = Counter(names[start : start + total])
            assert tuple(window[name] for name in shares.names) == shares.weights, "any so many of them in a row"


def test_types_of_one_row_each_still_follow_the_shares() -> None:
    splits = Splits(THREE, stratify=True)
    counts = Counter(splits.deal(SplitRow("", "", f"…{hex(number)}", f"type {number}")) for number in range(5_000))
    assert counts["train"] == pytest.approx(4_000, rel=0.03)
    assert counts["test"] == pytest.approx(500, rel=0.15)


def test_a_sibling_close_to_another_split_is_dropped_with_both() -> None:
    splits = Splits(Shares(("a", "b"), (1, 1)))
    base = "name the capital of the country that lies north of"
    assert splits.deal(SplitRow("1", "one", f"{base} Spain"), "a") == "a"
    assert splits.deal(SplitRow("2", "two", "paint a red fence before it rains today"), "b") == "b"
    clash = splits.deal(SplitRow("3", "two", f"{base} Italy"))
    assert isinstance(clash, SplitConflict)
    assert [(bond.split, bond.id, bond.score) for bond in clash.bonds] == [("a", "1", 10 / 11), ("b", "2", None)]
    assert splits.deal(SplitRow("4", "three", f"{base} Italy")) == "a", "what was dropped binds nothing"
    assert splits.deal(SplitRow("5", "three", "sing a song")) == "a"
    forced = splits.deal(SplitRow("6", "", f"{base} Greece"), "b")
    assert isinstance(forced, SplitConflict)
    assert [bond.split for bond in forced.bonds] == ["a"]


def test_many_equal_and_close_texts_stay_together_and_cost_little() -> None:
    splits = Splits(THREE, _scan_limit=50)
    rng = random.Random(3)
    found = {splits.deal(SplitRow(str(number), "", f"translate into French this word please {rng.randrange(40)}"))
             for number in range(1500)}  # fmt: skip
    assert len(found) == 1
    assert sum(bool(splits.entries.elements_of(position)) for position in range(1500)) <= 80


def test_thresholds_out_of_range_are_refused() -> None:
    for threshold in (0, -1, 1.01, float("nan")):
        with pytest.raises(UsageError, match="must be above 0"):
            Splits(THREE, threshold)


@pytest.mark.parametrize(
    ("threshold", "options", "told"),
    [
        (5.0, {"split": "80/20"}, "--split-threshold 5: must be above 0 and at most 1"),
        (0.0, {}, "--split-threshold 0: must be"),
        (float("nan"), {"against": "x.jsonl"}, "--split-threshold nan: must be"),
        (0.5, {"seeds": "x.jsonl"}, "--split-threshold: needs --split or --against"),
    ],
)
def test_a_threshold_that_does_nothing_is_refused(threshold: float, options: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        plan_splits(split_threshold=threshold, **options)
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    command = ["export", "none.jsonl", "--format", "alpaca", "--split-threshold", str(threshold), *arguments]
    assert told in str(CliRunner().invoke(app, command).exception)


@pytest.mark.parametrize(("count", "far"), [(1, True), (300, False)])
def test_shares_that_are_far_off_are_told(count: int, far: bool) -> None:
    plan = plan_splits("50/50", split_threshold=1)
    for number in range(count):
        plan.split_of("instances", DatasetRow(f"r{number}", f"t{number}", "", f"Say {number}", "", "x"))
    told = [line for line in plan.summary() if "far off" in line]
    assert told == (
        ["each task is assigned by its hash, so in a small dataset the shares can be far off"] if far else []
    )


def test_planted_near_duplicates_never_straddle_at_size() -> None:
    """Rows through the lists of rare words; a tenth are copies with a word changed."""
    rng = random.Random(5)
    vocabulary = [f"w{number}" for number in range(4000)]
    splits, rows, planted = Splits(THREE, _scan_limit=500), list[list[str]](), list[tuple[int, int]]()
    for number in range(3000):
        if rows and rng.random() < 0.1:
            origin = rng.randrange(len(rows))
            row = list(rows[origin])
            row[rng.randrange(len(row))] = rng.choice(vocabulary)
            planted.append((origin, number))
        else:
            row = rng.choices(vocabulary, k=rng.randint(8, 20))
        rows.append(row)
    found = [splits.deal(SplitRow(str(number), "", " ".join(row))) for number, row in enumerate(rows)]
    assert len(planted) > 250
    parted = [pair for pair in planted if len({name for at in pair if isinstance(name := found[at], str)}) > 1]
    assert not parted
    leaks = worst(splits.entries, splits.labels, 3)
    assert all(isinstance(leak, Leak) and 0 < leak.score <= 0.7 for leak in leaks.values())
    assert len({name for name in found if isinstance(name, str)}) == 3


def test_long_texts_are_held_against_each_other() -> None:
    rng = random.Random(6)
    vocabulary = [f"w{number}" for number in range(3000)]
    splits, origins = Splits(EVEN, _scan_limit=50), list[list[str]]()
    for number in range(90):
        words = rng.choices(vocabulary, k=rng.choice((70, 150, 300)))
        if number >= 60:
            words = [word if rng.random() < 0.85 else "new" for word in origins[number - 60]]
        origins.append(words)
    found = [splits.deal(SplitRow(str(number), "", " ".join(words))) for number, words in enumerate(origins)]
    assert [found[number] for number in range(60, 90)] == found[:30]
    leaks = worst(splits.entries, splits.labels, 3)
    kept = [(splits.labels[at], origins[at]) for at in range(90)]
    for (one, other), leak in leaks.items():
        pairs = itertools.product((w for label, w in kept if label == one), (w for label, w in kept if label == other))
        assert leak.score == max(score(" ".join(a), " ".join(b)) for a, b in pairs)
