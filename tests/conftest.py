import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import selfinstruct
from tests.support.paths import PARITY
from tests.support.runs import SEEDS, copied
from tests.support.s3 import Bucket, bucket_at, serving_s3

# A command of its own would compile the package each time, and BLAS start threads for sums that need none.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A stranger's `make test` must not fail by chance, nor because the machine is slow; `make test-slow` looks at more
# cases, and at other ones each time.
SLOW_IS_FINE = [HealthCheck.too_slow]
settings.register_profile("fixed", derandomize=True, max_examples=15, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("random", deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.load_profile("fixed")


def pytest_collection_finish() -> None:
    """Thousands of tests and the modules behind them are here to stay: no need to look through them for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def seeds() -> Path:
    return SEEDS


@pytest.fixture
def parity() -> Path:
    if not PARITY.is_dir():
        pytest.skip("the recorded completions (../shared/parity) are not beside this checkout")
    return PARITY


@pytest.fixture
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of the machine's stands between."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of ten tasks, to read and to copy."""
    path = tmp_path_factory.mktemp("made") / "run"
    selfinstruct.generate(SEEDS, n=10, out=path)
    return path


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A run of ten tasks to go on with."""
    return copied(made, tmp_path / "run")


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """One service for all tests, which takes long to start and to end."""
    pytest.importorskip("moto")
    with serving_s3() as address:
        yield address


@pytest.fixture
def s3(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """An empty bucket, which the environment points at."""
    return bucket_at(s3_address, monkeypatch)
