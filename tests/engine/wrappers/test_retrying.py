"""Back-off, in virtual time: what is asked again, what fails for good, what stops the run."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from selfinstruct import errors
from selfinstruct.engine.wrappers.patience import Patience
from selfinstruct.engine.wrappers.retrying import ATTEMPTS, Retrying
from selfinstruct.records import Completion, Message, Request
from tests.support.virtual import run

LIMITED, BROKEN, DOWN = errors.RateLimited("slower"), errors.Retryable("500"), errors.NotReachable("refused")


def request(index: int) -> Request:
    return Request("p", index, (Message("user", "x"),))


class Scripted:
    """A model that does, at the n-th attempt of request `index`, what `play(index, n, now)` says."""

    name = "scripted"

    def __init__(self, play: Callable[[int, int, float], Exception | None]) -> None:
        self.play = play
        self.times: dict[int, list[float]] = {}

    async def complete(self, request: Request) -> Completion:
        now = asyncio.get_running_loop().time()
        times = self.times.setdefault(request.index, [])
        times.append(now)
        await asyncio.sleep(0.1)
        error = self.play(request.index, len(times), now)
        if error is not None:
            raise error
        return Completion("done")


def outcome(scripted: Scripted, *indices: int, outage: float = 600.0) -> list[Completion | BaseException]:
    """What becomes of these requests, all asked at once."""

    async def main() -> list[Completion | BaseException]:
        clock = asyncio.get_running_loop().time
        model = Retrying(scripted, outage=outage, clock=clock, rng=Random(0))
        asked = [model.complete(request(index)) for index in indices]
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert model.waiting == 0
        return list(results)

    return run(main)


@pytest.mark.parametrize("error", [LIMITED, BROKEN, DOWN])
def test_it_asks_again(error: Exception) -> None:
    scripted = Scripted(lambda index, attempt, now: error if attempt < 3 else None)
    assert outcome(scripted, 0) == [Completion("done")]
    assert len(scripted.times[0]) == 3


def test_back_off_grows_with_jitter_and_keeps_to_retry_after() -> None:
    scripted = Scripted(lambda index, attempt, now: BROKEN if attempt < 6 else None)
    outcome(scripted, 0, 1)
    waits = [later - earlier - 0.1 for earlier, later in zip(scripted.times[0], scripted.times[0][1:], strict=False)]
    assert all(0.25 * 2**n <= wait <= 0.5 * 2 ** (n + 1) for n, wait in enumerate(waits))
    assert scripted.times[0] != scripted.times[1]
    asked = errors.Retryable("503", retry_after=20.0)
    scripted = Scripted(lambda index, attempt, now: asked if attempt < 2 else None)
    outcome(scripted, 0)
    assert 20.1 <= scripted.times[0][1] <= 21.2


@pytest.mark.parametrize("asked", [0.0, 0.02, 0.9])
def test_a_wait_of_nearly_nothing_grows_as_if_none_were_asked_for(asked: float) -> None:
    again = errors.Retryable("503", retry_after=asked)
    scripted = Scripted(lambda index, attempt, now: again if attempt < 6 else None)
    outcome(scripted, 0)
    waits = [later - earlier - 0.1 for earlier, later in zip(scripted.times[0], scripted.times[0][1:], strict=False)]
    assert all(0.25 * 2**n <= wait <= 0.5 * 2 ** (n + 1) for n, wait in enumerate(waits))


def test_a_short_pause_of_a_rate_limit_is_kept_to() -> None:
    again = errors.RateLimited("429", retry_after=0.2)
    scripted = Scripted(lambda index, attempt, now: again if attempt < 9 else None)
    outcome(scripted, 0)
    assert scripted.times[0][-1] < 9 * 0.6


def test_answers_that_nobody_can_read_are_asked_for_six_times_only() -> None:
    scripted = Scripted(lambda index, attempt, now: errors.Unreadable("not JSON: OK"))
    (found,) = outcome(scripted, 0)
    assert isinstance(found, errors.Outage)
    assert "not JSON: OK (6 times" in str(found)
    assert len(scripted.times[0]) == 6


def test_rate_limits_use_up_no_attempts() -> None:
    scripted = Scripted(lambda index, attempt, now: LIMITED if index == 0 and attempt < 15 else None)
    assert outcome(scripted, 0, 1) == [Completion("done")] * 2


@pytest.mark.parametrize(("ends", "attempts"), [([BROKEN], 6), ([LIMITED, BROKEN], 12), ([DOWN, BROKEN], 12)])
def test_a_bad_request_fails_for_good_where_others_succeed(ends: list[Exception], attempts: int) -> None:
    """After six attempts; rate limits and refused connections between them are none."""

    async def main() -> None:
        scripted = Scripted(lambda index, attempt, now: None if index else ends[(attempt - 1) % len(ends)])
        model = Retrying(scripted, clock=asyncio.get_running_loop().time, rng=Random(0))
        bad = asyncio.create_task(model.complete(request(0)))
        index = 0
        while not bad.done():
            index += 1
            await asyncio.gather(model.complete(request(index)), asyncio.sleep(0.05))
        with pytest.raises(errors.RequestFailed, match=r"500 \(after 6 attempts\)"):
            await bad
        assert len(scripted.times[0]) == attempts

    run(main)


@pytest.mark.parametrize("bad", [1, 3])
def test_the_last_requests_fail_for_good_where_something_has_succeeded(bad: int) -> None:
    scripted = Scripted(lambda index, attempt, now: BROKEN if index else None)
    results = outcome(scripted, *range(bad + 1))
    assert [type(result) for result in results] == [Completion] + [errors.RequestFailed] * bad


@pytest.mark.parametrize(("error", "requests"), [(DOWN, 1), (DOWN, 32), (BROKEN, 32)])
def test_an_outage_in_the_middle_fails_no_request(error: Exception, requests: int) -> None:
    scripted = Scripted(lambda index, attempt, now: error if (index and now > 0.05) or index % 2 else None)
    results = outcome(scripted, *range(1, requests + 1), 0)
    assert not [result for result in results if isinstance(result, errors.RequestFailed)]
    assert [result for result in results if isinstance(result, errors.Outage)]


def test_where_nothing_succeeds_it_goes_on_and_then_says_outage() -> None:
    scripted = Scripted(lambda index, attempt, now: BROKEN)
    results = outcome(scripted, 0, 1)
    assert [type(result) for result in results] == [errors.Outage] * 2
    assert str(results[0]) == "nothing has succeeded for 10 minutes; last: 500"
    assert len(scripted.times[0]) > ATTEMPTS
    assert 540 < scripted.times[0][-1] < 601


def test_a_service_that_comes_back_within_the_outage_loses_nothing() -> None:
    scripted = Scripted(lambda index, attempt, now: BROKEN if 1 < now < 500 else None)
    assert outcome(scripted, *range(5)) == [Completion("done")] * 5
    scripted = Scripted(lambda index, attempt, now: BROKEN if now < 500 else None)
    assert outcome(scripted, *range(5)) == [Completion("done")] * 5


def test_endless_rate_limits_are_an_outage_too_even_behind_a_long_retry_after() -> None:
    scripted = Scripted(lambda index, attempt, now: errors.RateLimited("tomorrow", retry_after=86_400.0))
    [result] = outcome(scripted, 0)
    assert isinstance(result, errors.Outage)
    assert len(scripted.times[0]) == 2, "one last attempt when the time is up"


def test_idle_time_is_not_an_outage() -> None:
    async def main() -> Completion:
        scripted = Scripted(lambda index, attempt, now: BROKEN if index == 1 and attempt < 2 else None)
        model = Retrying(scripted, clock=asyncio.get_running_loop().time)
        await model.complete(request(0))
        await asyncio.sleep(5000)
        return await model.complete(request(1))

    assert run(main) == Completion("done")


def test_before_the_first_success_a_refused_connection_is_fatal_within_ten_seconds() -> None:
    scripted = Scripted(lambda index, attempt, now: DOWN)
    results = outcome(scripted, 0, 1, 2)
    assert [type(result) for result in results] == [errors.Unreachable] * 3
    assert [len(times) for times in scripted.times.values()] == [3] * 3
    assert max(times[-1] for times in scripted.times.values()) < 10


def test_after_the_first_success_a_refused_connection_is_waited_out() -> None:
    scripted = Scripted(lambda index, attempt, now: DOWN if index and now < 300 else None)
    assert outcome(scripted, 0, 1, 2) == [Completion("done")] * 3


@pytest.mark.parametrize("error", [errors.KeyRefused("no"), errors.RequestFailed("too long"), ValueError("bug")])
def test_other_errors_pass_at_once(error: Exception) -> None:
    scripted = Scripted(lambda index, attempt, now: error)
    assert outcome(scripted, 0) == [error]
    assert scripted.times == {0: [0.0]}


def test_waiting_counts_those_in_back_off() -> None:
    async def main() -> tuple[int, int]:
        scripted = Scripted(lambda index, attempt, now: BROKEN if index and attempt < 4 else None)
        model = Retrying(scripted, clock=asyncio.get_running_loop().time)
        asked = [asyncio.create_task(model.complete(request(index))) for index in range(3)]
        await asyncio.sleep(0.2)
        during = model.waiting
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return during, model.waiting

    assert run(main) == (2, 0)


def timed_out(seconds: float) -> errors.TimedOut:
    return errors.TimedOut(f"m: no answer within {seconds:g} s from http://127.0.0.1:8080/v1")


def test_the_first_time_out_is_told_with_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        clock = asyncio.get_running_loop().time
        scripted = Scripted(lambda index, attempt, now: timed_out(120) if attempt < 3 else None)
        model = Retrying(scripted, clock=clock, rng=Random(0), patience=Patience(in_flight=lambda: 7))
        await asyncio.gather(*(model.complete(replace(request(index), timeout=120.0)) for index in range(3)))

    run(main)
    assert [record.getMessage() for record in caplog.records] == [
        "m: no answer within 120 s from http://127.0.0.1:8080/v1; attempt 2 of 6 waits 240 s; --timeout 600 waits "
        "longer from the first, --concurrency 4 asks less at once"
    ]
    patience = Patience(30.0)
    for number in range(2):
        patience.timed_out(request(number), timed_out(30), 2, 6)
    assert [record.getMessage() for record in caplog.records[1:]] == [
        "m: no answer within 30 s from http://127.0.0.1:8080/v1; attempt 2 of 6 waits 60 s; --timeout 150 waits "
        "longer from the first"
    ]


MISFIT = errors.Misfit("m answered 500: 1 validation error: input should be 'text' or 'json_object', request 4711")


@pytest.mark.parametrize("requests", [1, 2, 8])
def test_the_same_words_about_the_form_for_all_of_the_first_requests_are_a_refusal(requests: int) -> None:
    scripted = Scripted(lambda index, attempt, now: MISFIT)
    results = outcome(scripted, *range(requests))
    assert [type(result) for result in results] == [errors.RequestFailed] * requests
    assert "json_object" in str(results[0])
    assert sum(map(len, scripted.times.values())) <= requests + 4
    assert max(times[-1] for times in scripted.times.values()) < 3


@pytest.mark.parametrize("other", [None, BROKEN, errors.Misfit("m answered 500: unsupported")])
def test_words_about_the_form_beside_anything_else_are_an_outage(other: Exception | None) -> None:
    scripted = Scripted(lambda index, attempt, now: other if index == 0 and attempt < 2 else MISFIT)
    if other is None:
        [*results] = outcome(scripted, *range(8))
        assert results[0] == Completion("done")
        assert all(len(times) >= ATTEMPTS for index, times in scripted.times.items() if index)
    else:
        assert isinstance(outcome(scripted, 0)[0], errors.Outage)
