"""Means, intervals and the verdict, on figures whose outcome is known."""

from random import Random

import pytest

from selfinstruct.flows.prove.verdict import BETTER, UNSHOWN, WORSE, interval, judge, share_of, spelled


def drawn(share: float, tasks: int, seeds: int, name: str) -> list[list[float]]:
    rng = Random(name)
    return [[float(rng.random() < share) for _ in range(tasks)] for _ in range(seeds)]


TASKS = [f"t{number}" for number in range(150)]


@pytest.mark.parametrize(
    ("kept", "others", "named", "verdict", "code"),
    [
        (0.9, {"untrained": 0.1}, [], BETTER, 0),
        (0.5, {"untrained": 0.5}, [], UNSHOWN, 3),
        (0.1, {"untrained": 0.9}, [], WORSE, 4),
        (0.9, {"untrained": 0.1, "other": 0.9}, ["other"], UNSHOWN, 3),
        (0.9, {"untrained": 0.1, "other": 0.5}, ["other"], BETTER, 0),
        # Worse than any arm is worse, whatever the verdict is about.
        (0.6, {"untrained": 0.1, "random": 0.9}, [], WORSE, 4),
        (0.1, {"untrained": 0.9, "other": 0.1}, ["other"], WORSE, 4),
        (0.9, {"untrained": 0.1, "one": 0.5, "two": 0.9}, ["one", "two"], UNSHOWN, 3),
    ],
)
def test_verdicts(kept: float, others: dict[str, float], named: list[str], verdict: str, code: int) -> None:
    rights = {"untrained": drawn(others.pop("untrained"), 150, 1, "u"), "kept": drawn(kept, 150, 3, "k")}
    rights |= {arm: drawn(share, 150, 3, arm) for arm, share in others.items()}
    found = judge(rights, TASKS, named)
    assert (found.verdict, found.exit_code) == (verdict, code)
    assert found.told.startswith({BETTER: "Better", UNSHOWN: "No difference shown", WORSE: "Worse"}[verdict])
    assert all(spelled(arm) in found.told for arm in named if verdict == WORSE)
    for item in found.compared:
        assert item.difference.low <= item.difference.value <= item.difference.high


def test_the_same_answers_in_every_arm_show_nothing_and_no_width() -> None:
    same = drawn(0.5, 150, 3, "same")
    [other] = judge({"untrained": same, "kept": same}, TASKS, []).compared
    assert (other.difference.low, other.difference.high) == (0.0, 0.0)


def test_tasks_of_one_cluster_count_as_one() -> None:
    values = [[float(number % 50 < 25) for number in range(150)]] * 3
    apart = interval(values, TASKS)
    together = interval(values, [f"c{(number % 50) // 10}" for number in range(150)])
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_a_seed_that_goes_wrong_widens_the_interval() -> None:
    steady = interval([[1.0] * 75 + [0.0] * 75] * 3, TASKS)
    shaky = interval([[1.0] * 150, [0.0] * 150, [1.0] * 75 + [0.0] * 75], TASKS)
    assert shaky.high - shaky.low > 2 * (steady.high - steady.low)


def test_a_share_of_what_is_decided_is_counted_by_tasks() -> None:
    part = [1.0, 1.0, 0.0, 0.0] * 20
    whole = [1.0, 1.0, 1.0, 0.0] * 20
    apart = share_of(part, whole, [str(place) for place in range(80)])
    together = share_of(part, whole, [str(place // 20) for place in range(80)])
    assert apart.value == together.value == pytest.approx(2 / 3)
    assert together.high - together.low < 0.01 < apart.high - apart.low, "clusters of the same mix"
    by_outcome = share_of(sorted(part), [1.0] * 80, [str(place // 20) for place in range(80)])
    assert by_outcome.high - by_outcome.low > 2 * (apart.high - apart.low)


@pytest.mark.parametrize(
    ("clusters", "told"),
    [(TASKS, "150 held-out tasks"), ([name[:-1] for name in TASKS], "150 held-out rows of 15 tasks")],
)
def test_rows_of_one_task_are_not_told_as_tasks(clusters: list[str], told: str) -> None:
    same = drawn(0.5, 150, 3, "same")
    assert f"of {told}," in judge({"untrained": same, "kept": same}, clusters, []).told


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    held = sum(
        found.low <= 0.4 <= found.high
        for number in range(60)
        for found in [interval(drawn(0.4, 120, 1, f"{number}"), TASKS[:120])]
    )
    assert 52 <= held <= 60
