from collections.abc import Iterator

import pytest

from selfinstruct.models.bedrock_client import open_runtime
from tests.support.aws import pretend
from tests.support.bedrock import ID, SERVICE


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)


@pytest.fixture(scope="session")
def canned_service() -> Iterator[None]:
    """One service and one client for most tests: a client takes long to make."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        pretend(monkeypatch)
        SERVICE.start()
        SERVICE.reached = open_runtime(ID, region=None, profile=None, endpoint_url=SERVICE.address, connections=8)
        yield
        SERVICE.end()
