from pathlib import Path

import pytest

from selfinstruct.flows.label.flow import label
from tests.support.labels import LABELS
from tests.support.models import said, scripted
from tests.support.reviews import TEXTS
from tests.support.runs import write


@pytest.fixture
def contested(tmp_path: Path) -> Path:
    """A label run of four records; judges agree on p alone, which leaves q, r and s."""
    source = write(tmp_path / "data.jsonl", [{"id": name, "text": text} for name, text in TEXTS.items()])
    one = scripted("one", lambda request: "Answer: positive")
    two = scripted("two", lambda request: f"Answer: {'positive' if 'lovely' in said(request) else 'neutral'}")
    return label(source, [one, two], labels=LABELS, out=tmp_path / "labels").path
