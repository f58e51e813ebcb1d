"""How many cases Hypothesis looks at."""

from hypothesis import settings


def cases(number: int) -> settings:
    """That many in `make test-slow`, in `make test` a share of them: see the profiles of tests/conftest.py."""
    return settings(max_examples=max(5, number * settings().max_examples // 100))
