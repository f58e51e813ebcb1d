"""Objects on disk come back as they were, and a disk without room is one line."""

import resource
from collections.abc import Iterator
from functools import partial

import pytest

from selfinstruct.errors import RunError
from selfinstruct.files.spool import IN_MEMORY, Spool
from selfinstruct.novelty.join.local import LocalEngine
from selfinstruct.novelty.join.run import joined
from tests.support.pools import crowd

TEXTS = ["", "a", "中文", "\ud800", "line\nafter line", "", "x" * 5_000]


@pytest.fixture
def little_room() -> Iterator[None]:
    """No file may have more than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_texts_come_back() -> None:
    spool: Spool[str] = Spool()
    for number, text in enumerate(TEXTS):
        spool.append(text)
        assert spool[number] == text
    assert list(spool) == TEXTS
    assert spool[1::2] == TEXTS[1::2]


def test_no_room_is_one_line(little_room: None) -> None:
    said = r"^.+: rows cannot be kept there: File too large; free some space, or name another folder in TMPDIR$"
    with pytest.raises(RunError, match=said):
        Spool(["x" * (IN_MEMORY + 1)])
    here = partial(LocalEngine, workers=1)
    with pytest.raises(RunError, match=said), joined(crowd(600), 0.7, "unicode", here, lambda _: 2):
        pass
