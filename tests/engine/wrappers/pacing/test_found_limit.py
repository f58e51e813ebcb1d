"""Limits that nobody states, and refusals at random, in virtual time: what is left of ideal, and what is refused."""

import statistics

import pytest

from benchmarks.pace import SCENARIOS, measure
from selfinstruct.engine.wrappers.pacing.base_share import BaseShare
from selfinstruct.engine.wrappers.pacing.found_limit import AdaptiveLimit
from selfinstruct.engine.wrappers.pacing.weighing import RateStage, weigh

HELD_OUT = range(200, 203)  # the constants were chosen by other seeds
NAMED = {scenario.name: scenario for scenario in SCENARIOS}


@pytest.mark.parametrize(
    ("name", "least", "most_refused"),
    [
        pytest.param("at random", 0.4, 0.13, marks=pytest.mark.slow),
        pytest.param("at random, log-normal", 0.4, 0.13, marks=pytest.mark.slow),
        pytest.param("at random, refused late", 0.4, 0.13, marks=pytest.mark.slow),
        pytest.param("at random 5 %", 0.4, 0.08, marks=pytest.mark.slow),
        pytest.param("limit 100/s", 1 / 1.05, 0.01, marks=pytest.mark.slow),
        ("limit 100/s, log-normal", 0.94, 0.01),
        pytest.param("limit 100/s, stated", 1 / 1.05, 0.01, marks=pytest.mark.slow),
        pytest.param("limit 100/s, Retry-After 1", 1 / 1.05, 0.01, marks=pytest.mark.slow),
        ("both, 100/s", 1 / 1.5, 0.2),
    ],
)
def test_what_is_left_of_ideal(name: str, least: float, most_refused: float) -> None:
    scenario = NAMED[name]
    found = [measure(scenario, 1000, seed) for seed in HELD_OUT]
    seconds, refused = (statistics.median(column) for column in zip(*found, strict=True))
    assert scenario.ideal(1000) / seconds >= least
    assert refused <= most_refused


@pytest.mark.parametrize(
    ("stages", "is_limit"),
    [
        ([RateStage(320, 30, 20), RateStage(160, 20, 8), RateStage(80, 60, 0)], True),
        ([RateStage(320, 60, 40), RateStage(160, 60, 27), RateStage(80, 60, 6)], True),
        ([RateStage(320, 60, 6), RateStage(160, 60, 7), RateStage(80, 60, 6)], False),
        ([RateStage(320, 200, 9), RateStage(160, 40, 2), RateStage(80, 40, 3)], False),
        ([RateStage(100, 100, 0)], False),
    ],
)
def test_a_limit_is_told_from_chance(stages: list[RateStage], is_limit: bool) -> None:
    assert (weigh(stages, 0.05).ratio > 4) == is_limit


def test_the_limit_that_is_likeliest_lies_between_what_was_allowed_and_what_hurt() -> None:
    assert 80 <= weigh([RateStage(320, 60, 41), RateStage(160, 60, 22), RateStage(80, 60, 0)], 0.01).limit <= 130


def test_refusals_at_a_share_that_is_known_raise_no_alarm_and_more_do() -> None:
    base = BaseShare()
    for number in range(1, 401):
        base.passed(number)
        if number % 10 == 0:
            base.refused()
            assert not base.alarm
    assert base.share == pytest.approx(0.1, abs=0.02)
    for number in range(401, 421):
        base.passed(number)
        if number % 2:
            base.refused()
    assert base.alarm


def test_what_one_request_is_told_to_wait_delays_no_other_while_others_are_answered() -> None:
    backing = AdaptiveLimit()
    answered, *refused = (backing.send(0.0) for _ in range(4))
    backing.answered(answered, 0.2)
    backing.refused(refused[0], 0.2, 20.0)
    assert backing.wait(0.2) < 1
    for sent in refused[1:]:
        backing.refused(sent, 0.2, 20.0)
    assert backing.wait(0.2) == 20.0, "three in a row tell of all"


def test_a_pace_is_never_none_at_all() -> None:
    """Where all that is in flight hangs nothing was sent of late; stages of rate 0 cannot be weighed."""
    limit = AdaptiveLimit(64)
    for number in range(40):
        limit.send(float(number))
    rate = limit._pace(500.0)
    assert 0 < rate < 5
    assert weigh([RateStage(rate, 10, 5), RateStage(rate / 2, 10, 5)], 0.1).limit > 0
