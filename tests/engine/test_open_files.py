"""As many files as the system grants are open, and what that is too few for is said before it shows."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from selfinstruct.engine.open_files import BESIDE, fitting
from tests.serve import serving
from tests.support import toy_flow
from tests.support.processes import forked
from tests.support.runs import read

resource = pytest.importorskip("resource")


def _session(limits: tuple[int, int], texts: Path, out: Path, options: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("selfinstruct").addHandler(handler)
    toy_flow.shorten(texts, "openai/load", out, **options)
    told = {"said": said, "soft": resource.getrlimit(resource.RLIMIT_NOFILE)[0]}
    (out / "told.json").write_text(json.dumps(told))


@pytest.mark.parametrize(
    ("limits", "concurrency", "in_flight", "soft"),
    [((100, 100), 90, 100 - BESIDE, 100), ((90, 400), 90, 90, 400)],
    ids=["the hard limit is too low", "the soft limit is raised"],
)
def test_a_session_under_a_limit(
    limits: tuple[int, int], concurrency: int, in_flight: int, soft: int, tmp_path: Path
) -> None:
    texts, out = tmp_path / "texts.jsonl", tmp_path / "out"
    texts.write_text("".join(json.dumps({"text": f"Text {number} is rather long."}) + "\n" for number in range(200)))
    with serving(latency="fixed:200") as served:
        options = {"base_url": served.base_url, "concurrency": concurrency}
        process = forked(_session, limits, texts, out, options, env={"OPENAI_API_KEY": "test"})
        process.join(120)
        stats = served.stats()
    told = json.loads((out / "told.json").read_text())
    assert (told["soft"], len(read(out / "short.jsonl"))) == (soft, 200)
    assert stats["requests"] == 200, "none failed for want of a file"
    assert stats["max_in_flight"] <= in_flight
    lines = [line for line in told["said"] if "open files" in line]
    assert len(lines) == (limits[1] < concurrency + BESIDE)
    for line in lines:
        assert line.startswith(
            "--concurrency 90: needs 154 open files, and the system allows this process 100: no more"
        )
        assert "36 requests are in flight" in line
        assert "ulimit -n 154" in line


@pytest.mark.parametrize(
    ("concurrency", "models", "limit", "expected"),
    [
        (32, 1, 96, 32),
        (32, 1, 95, 31),
        (32, 2, 128, 32),
        (32, 3, 124, 20),
        (32, 0, 10, 32),
        (400, 1, None, 400),
        (8, 2, 10, 1),
    ],
)
def test_what_fits(concurrency: int, models: int, limit: int | None, expected: int) -> None:
    assert fitting(concurrency, models, limit) == expected
