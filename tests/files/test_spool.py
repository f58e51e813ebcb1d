"""Objects on disk come back as they were, and a disk without room is one line."""

from functools import partial

import pytest

from selfinstruct.errors import RunError
from selfinstruct.files.spool import IN_MEMORY, Spool
from selfinstruct.novelty.join.local import LocalEngine
from selfinstruct.novelty.join.run import joined
from tests.support.full_disk import no_more_than
from tests.support.pools import crowd

TEXTS = ["", "a", "中文", "\ud800", "line\nafter line", "", "x" * 5_000]


def test_texts_come_back() -> None:
    spool: Spool[str] = Spool()
    for number, text in enumerate(TEXTS):
        spool.append(text)
        assert spool[number] == text
    assert list(spool) == TEXTS
    assert spool[1::2] == TEXTS[1::2]


def test_no_room_is_one_line() -> None:
    said = r"^.+: rows cannot be kept there: File too large; free some space, or name another folder in TMPDIR$"
    with pytest.raises(RunError, match=said), no_more_than(4_096):
        Spool(["x" * (IN_MEMORY + 1)])
    here = partial(LocalEngine, workers=1)
    with (
        pytest.raises(RunError, match=said),
        no_more_than(4_096),
        joined(crowd(600), 0.7, "unicode", here, lambda _: 2),
    ):
        pass
