from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.errors import UsageError
from tests.support.runs import write


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    rows = [{"id": f"p{n}", "prompt": f"Ask {n}", "chosen": f"good {n}", "rejected": f"bad {n}"} for n in range(101)]
    return write(tmp_path / "pairs.jsonl", rows)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return write(tmp_path / "texts.jsonl", [{"id": f"t{number}", "text": f"Text {number}"} for number in range(60)])


def keys(desk: Any, name: str) -> list[str]:
    seat = next(seat for seat in desk.seats.values() if seat.reviewer == name)
    return [seat.key(at)[0] for at in range(len(seat))]


def test_each_reviewer_sees_all_in_an_order_of_their_own(texts: Path, opened: Any) -> None:
    desk = opened(texts, "ann", "bob")
    assert sorted(keys(desk, "ann")) == sorted(keys(desk, "bob")) == sorted(f"t{number}" for number in range(60))
    assert keys(desk, "ann") != keys(desk, "bob") != [f"t{number}" for number in range(60)]
    desk.close()
    assert keys(opened(texts, "bob"), "bob") == keys(desk, "bob")


def test_the_order_of_the_file_and_other_seeds(texts: Path, opened: Any) -> None:
    first = opened(texts, in_order=True)
    assert keys(first, "ann") == [f"t{number}" for number in range(60)]
    first.close()
    second = opened(texts, seed=1)
    second.close()
    assert keys(second, "ann") != keys(opened(texts, seed=2), "ann")


def test_each_side_stands_first_equally_often(pairs: Path, opened: Any) -> None:
    desk = opened(pairs, "ann", "bob")
    for seat in desk.seats.values():
        first = Counter(desk.item(seat, at)["sides"]["first"].split()[0] for at in range(len(seat)))
        assert abs(first["good"] - first["bad"]) <= 1
        exchanged = [seat.exchanged(at) for at in range(len(seat))]
        assert exchanged[::2] != exchanged[1::2]  # nobody can count along
        assert len(set(exchanged[::2])) == 2


def test_a_hash_says_who_sees_what_and_who_takes_over(texts: Path, opened: Any) -> None:
    names = ("ann", "bob", "cat")
    desk = opened(texts, *names, each=2)
    seen = {name: set(keys(desk, name)) for name in names}
    assert Counter(identifier for found in seen.values() for identifier in found) == {f"t{n}": 2 for n in range(60)}
    assert all(found for found in seen.values())
    bob = next(seat for seat in desk.seats.values() if seat.reviewer == "bob")
    first = desk.item(bob, 0)
    desk.decide(bob, {"id": first["id"], "seen": first["version"], "answer": "accept"})
    desk.close()
    left = opened(texts, *names, each=2, absent=("bob",))
    assert [seat.reviewer for seat in left.seats.values()] == ["ann", "cat"]
    now = {name: set(keys(left, name)) for name in ("ann", "cat")}
    rest = seen["bob"] - {first["id"]}
    assert rest <= now["ann"] | now["cat"]
    assert all(identifier in now["ann"] and identifier in now["cat"] for identifier in rest)
    assert (first["id"] in now["ann"]) != (first["id"] in now["cat"])  # decided by bob: one of them is enough


def test_some_records_come_twice_and_far_apart(texts: Path, opened: Any) -> None:
    desk = opened(texts, repeat=10)
    found = keys(desk, "ann")
    twice = [identifier for identifier, count in Counter(found).items() if count == 2]
    assert (len(found), len(twice)) == (66, 6)
    for identifier in twice:
        first, second = (at for at, key in enumerate(found) if key == identifier)
        assert second - first > 20


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"each": 3}, "--each: must be between 1 and 2"),
        ({"absent": ("bob",)}, "--for: without --each"),
        ({"each": 1, "absent": ("eve",)}, "--for: 'eve' is not among"),
        ({"each": 1, "absent": ("ann", "bob")}, "nobody is left"),
        ({"repeat": 51}, "--repeat: must be between"),
        ({"random": 61}, "--random: must be between 1 and 60"),
        ({"random": 5, "everything": True}, "--random and --all"),
        ({"type": "poem"}, "no record to review has the type 'poem'"),
        ({"graded": True}, "--grades: is for pairs"),
        ({"against": Path("x")}, "--against: say how many"),
        ({"differing": True}, "no record was answered differently"),
        ({"differing": True, "rejected": "all"}, "--differing and --rejected"),
    ],
)
def test_what_makes_no_sense_is_refused(texts: Path, opened: Any, options: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        opened(texts, "ann", "bob", **options)


@pytest.mark.parametrize("name", ["", "a/b", "<b>", "a" * 61, "a\nb"])
def test_names_are_names(texts: Path, opened: Any, name: str) -> None:
    with pytest.raises(UsageError, match="--reviewer"):
        opened(texts, name)
