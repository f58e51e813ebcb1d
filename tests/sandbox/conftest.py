from collections.abc import Iterator

import pytest

from selfinstruct.sandbox.process import ProcessRunner
from selfinstruct.sandbox.slots import CannotStart, open_slot
from selfinstruct.sandbox.walls import PROTECTIONS
from tests.support.sandboxes import Box


def _boxes(walls: str) -> Iterator[Box]:
    try:
        open_slot(walls, 0).close()
    except CannotStart as error:
        pytest.skip(f"this machine has no {walls}: {error}")
    with ProcessRunner(walls=walls, allow_missing=PROTECTIONS, at_once=2) as runner:
        yield Box(runner)


@pytest.fixture(scope="session")
def namespaces() -> Iterator[Box]:
    yield from _boxes("namespaces")


@pytest.fixture(scope="session")
def landlock() -> Iterator[Box]:
    yield from _boxes("landlock")


@pytest.fixture(scope="session")
def bare() -> Iterator[Box]:
    """Limits alone: what shows that a program does find what better walls hide."""
    yield from _boxes("bare")


@pytest.fixture(params=["namespaces", "landlock"])
def box(request: pytest.FixtureRequest) -> Box:
    """Both kinds of walls that hold everything."""
    found: Box = request.getfixturevalue(request.param)
    return found
