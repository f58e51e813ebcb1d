from pathlib import Path

import pytest
from hypothesis import settings

# A stranger's `make test` must not fail by chance; `make test-heavy` looks at other cases each time.
settings.register_profile("fixed", derandomize=True)
settings.register_profile("random")
settings.load_profile("fixed")

ROOT = Path(__file__).resolve().parent.parent
PARITY = ROOT.parent / "shared" / "parity"


@pytest.fixture
def seeds() -> Path:
    return ROOT / "seeds" / "general.jsonl"


@pytest.fixture
def parity() -> Path:
    if not PARITY.is_dir():
        pytest.skip("the recorded completions (../shared/parity) are not beside this checkout")
    return PARITY
