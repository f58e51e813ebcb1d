"""The interpreter as the command line sets it."""

import gc
import os

import pytest

from selfinstruct.cli.session.interpreter import THRESHOLDS, start
from tests.support.loading import loaded


def test_the_command_line_starts_with_one_thread_for_numpy_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thresholds = gc.get_threshold()
    try:
        for given, kept in ((None, "1"), ("4", "4")):
            monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
            if given:
                monkeypatch.setenv("OPENBLAS_NUM_THREADS", given)
            start()
            assert os.environ["OPENBLAS_NUM_THREADS"] == kept
        assert gc.get_threshold() == THRESHOLDS
    finally:
        gc.set_threshold(*thresholds)
    assert "numpy" not in loaded("import selfinstruct.__main__"), "it would be too late"
    code = (
        "import contextlib, gc, os\nfrom selfinstruct.__main__ import main\nsys.argv = ['selfinstruct', '--version']\n"
    )
    code += "with contextlib.suppress(SystemExit):\n    main()\n"
    code += "print(os.environ['OPENBLAS_NUM_THREADS'], gc.get_threshold())"
    assert f"4 {THRESHOLDS}" in loaded(code)
