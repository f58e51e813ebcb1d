"""What headers say of a service's limits."""

import pytest

from selfinstruct.engine.wrappers.pace import duration, stated
from tests.serve.faults import Bucket


def limit(per_minute: float, burst: float = 1.0) -> Bucket:
    return Bucket(per_minute, burst, at=0.0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20ms", 0.02),
        ("1.5s", 1.5),
        ("6m0s", 360.0),
        ("1h2m3s", 3723.0),
        ("1m30.951s", 90.951),
        ("3", 3.0),
        ("1767225600", None),
        ("2026-01-01T00:00:00Z", None),
        ("", None),
        ("-1s", None),
        ("nan", None),
        (None, None),
    ],
)
def test_durations(text: str | None, seconds: float | None) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    ("limit", "remaining", "expected"),
    [
        ("60", "59", (60.0, 59.0, 1.0)),
        ("60", None, None),
        (None, "59", None),
        ("0", "0", None),
        ("many", "59", None),
    ],
)
def test_headers_that_do_not_say_enough_are_passed_over(
    limit: str | None, remaining: str | None, expected: tuple[float, float, float] | None
) -> None:
    given = {
        "x-ratelimit-limit-requests": limit,
        "x-ratelimit-remaining-requests": remaining,
        "x-ratelimit-reset-requests": "1s",
    }
    assert stated({name: text for name, text in given.items() if text is not None}, "requests") == expected
