"""The commands of docs/local-models.md, run against stand-ins that behave as llama.cpp was recorded."""

import asyncio
import json
import re
import shlex
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.habits import HABITS
from tests.support.paths import ROOT
from tests.support.processes import run
from tests.support.zoo import standing

pytestmark = pytest.mark.usefixtures("without_proxies")
PAGE = (ROOT / "docs" / "local-models.md").read_text("utf-8")
COMMANDS = [
    block.replace("\\\n", " ").strip()
    for block in re.findall(r"^```\n(selfinstruct .*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a stand-in of llama.cpp answers, in a thread of its own."""
    found: list[str] = []
    up, down = threading.Event(), threading.Event()

    async def stand() -> None:
        async with standing(HABITS["llama.cpp"]) as (there, _):
            found.append(there)
            up.set()
            await asyncio.to_thread(down.wait)

    thread = threading.Thread(target=lambda: asyncio.run(stand()))
    thread.start()
    up.wait(20)
    yield f"{found[0]}/v1"
    down.set()
    thread.join()


def test_the_page_has_its_commands() -> None:
    assert [command.split()[1] for command in COMMANDS] == ["doctor", "generate", "label"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command).split()[1])
def test_the_command_does_what_the_page_says(command: str, address: str, tmp_path: Path) -> None:
    reviews = [{"text": f"The {thing} was good."} for thing in ("soup", "room", "film")]
    (tmp_path / "reviews.jsonl").write_text("".join(json.dumps(row) + "\n" for row in reviews), "utf-8")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "general.jsonl").write_bytes((ROOT / "seeds" / "general.jsonl").read_bytes())
    words = shlex.split(re.sub(r"http://127\.0\.0\.1:80\d\d/v1", address, command))[1:]
    if "--model" in words:  # on this machine another server may listen where llama.cpp does
        words += ["--base-url", address]
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    if words[0] == "doctor":
        assert "llama.cpp" in done.stdout
        assert "--recipe small" in done.stdout
    if words[0] == "generate":
        assert len((tmp_path / "runs" / "general" / "tasks.jsonl").read_text("utf-8").splitlines()) == 20
        assert "is llama.cpp" in done.stderr
    if words[0] == "label":
        assert "3 records" in done.stderr or "3 of 3" in done.stderr
