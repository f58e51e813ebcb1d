"""A model that writes tasks and no instance in the form: the run stops within twenty of them, over loopback."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from selfinstruct import agenerate
from selfinstruct.errors import SystematicFailure
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.flows.generate.first_tasks import FirstTasks
from selfinstruct.models.offline import create
from selfinstruct.records import Completion, Instance, Rejection, Task, Usage
from selfinstruct.runs.run import Run
from tests.serve.canned import answering
from tests.serve.server import decode, encode

PROSE = "The task is to determine whether a label is wanted. There are many ways to do that."


def standing_in(say: Callable[[str], str], asked: list[str]) -> Callable[[web.BaseRequest], Any]:
    """The offline model where it writes tasks; `say` makes something else of its other answers."""
    offline = create("")

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        answer = await offline.complete(decode(json.loads(await request.text()), chat=True))
        writes_tasks = "Instruction:" in answer.text
        asked.append("bootstrap" if writes_tasks else "other")
        text = answer.text if writes_tasks else say(answer.text)
        said = Completion(text, answer.finish_reason, Usage(30, 40))
        return web.json_response(encode(said, chat=True))

    return handle


def run(seeds: Path, out: Path, say: Callable[[str], str], **options: Any) -> list[str]:
    """Generate with a stand-in; what it was asked."""
    asked: list[str] = []

    async def main() -> None:
        async with answering(standing_in(say, asked)) as address:
            await agenerate(seeds, model="openai/any", base_url=f"{address}/v1", out=out, recipe="chat", **options)

    asyncio.run(main())
    return asked


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (PROSE, r"none of the first 20 .*'The task is to determine whether"),
        (
            "Input: none\nOutput:",
            r"none of the first 20 tasks has an instance \(.*empty_output.*example: '.*Output:",
        ),
    ],
)
def test_a_run_of_which_no_task_gets_an_instance_stops_by_itself(
    said: str, words: str, seeds: Path, tmp_path: Path
) -> None:
    asked: list[str] = []

    def say(text: str) -> str:
        asked.append(text)
        return said

    with pytest.raises(SystematicFailure, match=words):
        run(seeds, tmp_path / "run", say, n=200, concurrency=4)
    assert 20 <= len(asked) <= 30
    stopped = Run(tmp_path / "run")
    assert (stopped.status, stopped.dataset()) == ("failed", [])
    assert stopped.info["counts"]["accepted"] > 0
    assert "failed" not in {row["rule"] for row in stopped.rejected()}
    assert sum(row["failed"] for row in stopped.info["usage"]) == 0

    before, bought = len(asked), stopped.info["requests"]
    with pytest.raises(SystematicFailure, match=words):  # where nothing is mended: nothing anew, and not for long
        run(seeds, tmp_path / "run", say, n=200, concurrency=4)
    assert len(asked) - before <= 30

    again = run(seeds, tmp_path / "run", lambda text: text, n=5, concurrency=4)
    done = Run(tmp_path / "run")
    assert (done.status, done.info["counts"]["tasks"]) == ("done", 5)
    assert done.info["requests"] > bought
    assert len(again) < 30


def test_told_to_go_on_it_goes_on(seeds: Path, tmp_path: Path) -> None:
    asked = run(seeds, tmp_path / "run", lambda text: PROSE, n=200, max_failures=0, overrides=("saturation.tasks=40",))
    assert Run(tmp_path / "run").status == "saturated"
    assert asked.count("other") >= 40


def settled(*instances: Instance, rule: str = "unreadable", text: str = "Well, ...") -> DevelopedTask:
    task = Task("t", "Do it.", instances=instances, request=0)
    return DevelopedTask(task, () if instances else (Rejection("instances", rule, text),))


def test_one_of_twenty_has_to_have_an_instance_until_saturation_rules() -> None:
    first = FirstTasks(20)
    for number in range(39):
        first.take("m", settled(*([Instance("", "x")] if number == 3 else [])))
    with pytest.raises(SystematicFailure, match=r"m: only 1 of the first 40 tasks has .*\(instances unreadable 39\)"):
        first.take("m", settled())
    first = FirstTasks(20)
    for number in range(500):
        first.take("m", settled(*([Instance("", "x")] if number % 20 == 0 and number < 100 else [])))


def test_what_failed_or_was_withheld_and_silence_say_nothing_of_the_form() -> None:
    first = FirstTasks(20)
    for _ in range(30):
        first.take("m", settled(text=" "))
    for rule in ["failed", "content_filter"] * 30:
        first.take("m", settled(rule=rule))
    assert first.settled == 0


def test_a_server_that_fails_over_the_form_of_every_request_stops_the_run(seeds: Path, tmp_path: Path) -> None:
    asked: list[str] = []
    words = "1 validation error: {'type': 'literal_error', 'msg': \"Input should be 'text' or 'json_object'\"}"

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        asked.append(request.path)
        return web.json_response({"error": {"message": words, "type": "internal_server_error"}}, status=500)

    async def main() -> None:
        async with answering(handle) as address:
            await agenerate(seeds, model="openai/any", base_url=f"{address}/v1", out=tmp_path / "run", n=20)

    with pytest.raises(SystematicFailure, match=r"all failed alike: .*500.*Input should be 'text' or 'json_object'"):
        asyncio.run(main())
    assert len(asked) < 30
    assert (Run(tmp_path / "run").status, Run(tmp_path / "run").info["usage"]) == ("failed", [])
