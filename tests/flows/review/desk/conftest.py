from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.flows.review.desk.desk import Desk
from selfinstruct.flows.review.desk.opening import open_desk
from selfinstruct.flows.review.desk.options import DeskOptions

Opened = Callable[..., Desk]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Opens desks in a directory of the test's, and closes them at the end."""
    monkeypatch.chdir(tmp_path)
    desks: list[Desk] = []

    def open_one(source: Path, *reviewers: str, **options: Any) -> Desk:
        desk = open_desk(DeskOptions(source, reviewers or ("ann",), **options))
        desks.append(desk)
        return desk

    yield open_one
    for desk in desks:
        desk.close()
