from pathlib import Path

import pytest

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
