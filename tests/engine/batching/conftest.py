from collections.abc import Iterator

import pytest

import selfinstruct
from tests.serve import Served, serving
from tests.support.batches import N
from tests.support.runs import SEEDS, files


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the run that is asked directly."""
    return files(selfinstruct.generate(SEEDS, n=N, out=tmp_path_factory.mktemp("whole") / "run").path)
