"""The command doctor, as people and programs see it."""

import asyncio
import json
import shlex
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from selfinstruct.cli.render.doctor import examined
from selfinstruct.flows.doctor.flow import adoctor
from tests.support.habits import HABITS
from tests.support.processes import run
from tests.support.terminal import Terminal
from tests.support.zoo import Habit, standing

pytestmark = pytest.mark.usefixtures("without_proxies")


def told(habit: Habit, *words: str, cwd: Path, path: str = "/v1") -> CompletedProcess[str]:
    async def main() -> CompletedProcess[str]:
        async with standing(habit) as (address, _):
            return await asyncio.to_thread(run, "doctor", "--base-url", f"{address}{path}", *words, cwd=cwd)

    return asyncio.run(main())


def test_a_table_quirks_and_a_command(tmp_path: Path) -> None:
    done = told(HABITS["llama.cpp"], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Asking smollm2 (the only model it names) at http://127.0.0.1:")
    assert "one of them with a prompt of about 4,672 tokens" in done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("openai/smollm2 at http://127.0.0.1:")
    assert "server        llama.cpp b1-7e4c0a9" in lines
    assert "window        4,096 tokens (the model could have 8,192); a longer prompt is refused" in lines
    assert "grammar       held (grammar)" in lines
    assert "- any model name is taken: the answer names the real model" in lines
    words = shlex.split(lines[-1])
    assert words[:2] == ["selfinstruct", "generate"]
    assert Path(words[words.index("--seeds") + 1]).is_absolute()  # no seeds/ is near
    assert words[-4:] == ["--recipe", "small", "--concurrency", "4"]
    assert "\x1b" not in done.stdout + done.stderr


def test_the_command_works_as_it_is_printed(tmp_path: Path) -> None:
    async def main() -> CompletedProcess[str]:
        async with standing(HABITS["holds grammars only"]) as (address, _):
            shown = await asyncio.to_thread(run, "doctor", "--base-url", f"{address}/v1", cwd=tmp_path)
            words = shlex.split(shown.stdout.splitlines()[-1])
            words[words.index("-n") + 1] = "2"
            return await asyncio.to_thread(run, *words[1:], cwd=tmp_path)

    done = asyncio.run(main())
    assert done.returncode == 0, done.stderr
    assert "Done: 2 tasks of 2 asked for" in done.stderr


def test_json(tmp_path: Path) -> None:
    done = told(HABITS["Ollama that cuts"], "--json", cwd=tmp_path)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["server"]["name"] == "Ollama"
    assert found["findings"]["window"]["value"] == 2048
    assert "cut in silence" in found["quirks"][1]["name"]
    assert found["advice"]["recipe"] == "small"
    assert found["chosen"] == "the only model it names"


@pytest.mark.parametrize(
    ("habit", "path", "code", "line"),
    [
        (HABITS["is a web page"], "/v1", 1, "answers with a web page (Sign in), not with JSON"),
        (HABITS["wants a key"], "/v1", 1, "wants a key (401): set OPENAI_API_KEY"),
        (HABITS["Ollama without a model"], "/v1", 1, "Ollama has no model yet: ollama pull NAME"),
        (Habit(), "", 1, "answers 404; the API is at http://127.0.0.1:"),
        (Habit(), "/v1?key=x", 2, "the base URL must hold no user, password, query or fragment"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_a_code(
    habit: Habit, path: str, code: int, line: str, tmp_path: Path
) -> None:
    done = told(habit, cwd=tmp_path, path=path)
    assert done.returncode == code
    assert done.stdout == ""
    (said,) = done.stderr.splitlines()
    assert said.startswith("error: ")
    assert line in said


def test_nothing_to_ask(tmp_path: Path) -> None:
    done = run("doctor", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: say what to ask: --base-url URL")


def test_a_narrow_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    async def main() -> tuple[int, str]:
        async with standing(HABITS["Ollama that cuts"]) as (address, _):
            shown = Terminal(["doctor", "--base-url", f"{address}/v1"], tmp_path)
            return await asyncio.to_thread(shown.end)

    code, seen = asyncio.run(main())
    assert code == 0
    *lines, command = seen.replace("\r\n", "\n").strip().split("\n")
    assert command.startswith("selfinstruct generate ")
    assert max(len(line) for line in lines) <= 60
    assert "\x1b" not in seen


def test_what_a_server_says_does_not_act_on_the_terminal() -> None:
    async def main() -> list[str]:
        name = "some\x1b[31m-model-7b"
        async with standing(Habit(rows=({"id": name},), model=name)) as (address, _):
            return list(examined(await adoctor(f"{address}/v1")))

    assert not any("\x1b" in line for line in asyncio.run(main()))


def test_the_sandbox_of_this_machine_is_a_line_for_each_protection(tmp_path: Path) -> None:
    done = run("doctor", "--sandbox", cwd=tmp_path)
    told = json.loads(run("doctor", "--sandbox", "--json", cwd=tmp_path).stdout)
    lines = done.stdout.splitlines()
    assert lines[0] == f"programs run behind {told['walls']}, in Python {told['python']}"
    for wall in told["protections"]:
        assert any(line.startswith(f"{wall['name']:<13}{(wall['how'] or 'MISSING')[:20]}") for line in lines)
    assert done.returncode == (1 if told["missing"] or told["problems"] else 0)


def test_the_sandbox_is_looked_at_alone(tmp_path: Path) -> None:
    done = run("doctor", "--sandbox", "--model", "m", cwd=tmp_path)
    assert done.returncode == 2
    assert "--sandbox looks at this machine alone" in done.stderr
