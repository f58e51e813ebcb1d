"""Results that a service shows a while after it says that a job is over: they are waited for, and bought once."""

import asyncio
from collections.abc import Sequence

import pytest

from selfinstruct.engine.batching.results import Taken, Unanswered, take_whole
from selfinstruct.errors import BatchRefused
from selfinstruct.models.batches import State
from selfinstruct.records import Completion, Job
from tests.support.virtual import run

KEYS = "abcdef"
JOB = Job("t", "test/desk", "completed", "batch_7", len(KEYS))


def shown(answers: str, failures: str = "") -> Taken:
    """What is taken where the service shows these answers and failures."""
    outcomes = {key: Completion(key) if key in answers else Unanswered.AGAIN for key in KEYS}
    return Taken(dict(outcomes), set(answers + failures), ["refused"] * len(failures))


def whole(looks: Sequence[Taken], state: State) -> tuple[Taken, int, float]:
    """What comes of it, after how many looks and seconds; the last one is repeated."""
    count = 0

    async def once() -> Taken:
        nonlocal count
        count += 1
        return looks[min(count, len(looks)) - 1]

    async def main() -> tuple[Taken, int, float]:
        taken = await take_whole(once, JOB, state, asyncio.sleep, 120.0)
        return taken, count, asyncio.get_running_loop().time()

    return run(main)


@pytest.mark.parametrize(
    ("state", "looks", "needed"),
    [
        (State("completed", True, 6), [shown(KEYS)], 1),
        (State("completed", True, 6), [shown(""), shown(""), shown(""), shown(KEYS)], 4),
        (State("Completed", True, 6), [shown(""), shown(KEYS)], 2),
        (State("completed", True, 6), [shown("abc"), shown("abcd"), shown(KEYS)], 3),
        (State("completed", True, 4, 2), [shown("abcd"), shown("abcd", "ef")], 2),
        (State("PartiallyCompleted", True, 4, 2), [shown(""), shown("abcd", "ef")], 2),
        (State("expired", True, 2), [shown("ab")], 1),
        (State("expired", True), [shown("")], 1),
        (State("cancelled", True), [shown("")], 1),
        (State("completed", True), [shown(""), shown(KEYS)], 2),
        (State("completed", True), [shown(KEYS)], 1),
        (State("completed", True, 99), [shown(KEYS)], 1),
    ],
)
def test_what_is_counted_is_waited_for(state: State, looks: list[Taken], needed: int) -> None:
    taken, looked, seconds = whole(looks, state)
    assert taken is looks[-1]
    assert looked == needed
    assert seconds <= 2.0


@pytest.mark.parametrize("state", [State("completed", True, 6), State("completed", True), State("expired", True, 3)])
def test_a_job_that_shows_nothing_is_named_and_not_asked_again(state: State) -> None:
    with pytest.raises(BatchRefused, match=r"^batch job batch_7 is completed, with \d of 6 requests answered.*resume"):
        whole([shown("")], state)


def test_answers_that_a_file_leaves_out_for_minutes_are_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    taken, _, seconds = whole([shown("abcd")], State("completed", True, 6))
    assert list(taken.outcomes.values()).count(Unanswered.AGAIN) == 2
    assert seconds == pytest.approx(120)
    assert "2 of 6 requests have no answer and are asked again" in caplog.text


def test_failures_that_are_not_shown_are_waited_for_less() -> None:
    taken, _, seconds = whole([shown("abcd")], State("completed", True, 4, 2))
    assert len(taken.lines) == 4
    assert seconds == pytest.approx(12)
    assert whole([shown("")], State("failed", True, 0, 6))[0].outcomes["a"] is Unanswered.AGAIN
