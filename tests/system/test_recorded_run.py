"""The paper recipe over HTTP on recorded completions: the files equal a plain replay of the published rules."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiohttp import web
from rapidfuzz.distance import LCSseq

import selfinstruct
from selfinstruct.runs.run import Run
from tests.support.runs import read

COMPLETIONS, LABELS, INSTANCES = (
    f"{name}.jsonl" for name in ("instruction_completions", "classification_labels", "instance_completions")
)


def first(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for record in records:
        found.setdefault(record["instruction"], record)
    return found


def recorded_server(parity: Path) -> web.Application:
    """Answers bootstrap prompts with the recordings in order of arrival, the others by the task they ask about."""
    completions = iter(read(parity / COMPLETIONS))
    labels, instances = first(read(parity / LABELS)), first(read(parity / INSTANCES))

    def answer(prompt: str) -> tuple[str, str | None]:
        last = prompt[prompt.rindex("\nTask: ") + 7 :] if "\nTask: " in prompt else ""
        if last.endswith("\nIs it classification?"):
            known = labels.get(last.removesuffix("\nIs it classification?"))
            return (known["raw"] if known else " No"), "stop"
        if last:
            known = instances.get(last)
            return (known["raw_instances"], known["finish_reason"]) if known else ("", "stop")
        known = next(completions, None)
        return (known["text"], known["finish_reason"]) if known else ("", "stop")

    async def complete(request: web.Request) -> web.Response:
        text, finish_reason = answer((await request.json())["prompt"])
        if finish_reason is None:
            return web.json_response({"error": {"message": "recorded as failed"}}, status=400)
        return web.json_response({"choices": [{"text": text, "finish_reason": finish_reason}]})

    app = web.Application()
    app.router.add_post("/v1/completions", complete)
    return app


LETTERS: dict[str, str] = {}


def letters(text: str) -> str:
    """A text's tokens, a character for each: what compares texts is several times as fast for it."""
    return "".join(LETTERS.setdefault(token, chr(len(LETTERS))) for token in re.findall("[a-z0-9]+", text.lower()))


def novel(text: str, pool: list[str]) -> bool:
    tokens = letters(text)
    for other in pool:
        common = LCSseq.similarity(tokens, other)
        if common:
            precision, recall = common / len(tokens), common / len(other)
            if 2 * precision * recall / (precision + recall) > 0.7:
                return False
    pool.append(tokens)
    return True


def replay(parity: Path) -> Iterator[tuple[str, bool, set[tuple[str, str]]]]:
    """Each kept instruction in order, its label, its instances before the cap of five."""
    labels, instances = first(read(parity / LABELS)), first(read(parity / INSTANCES))
    seeds = read(parity / "seed_tasks.jsonl")
    pool = [letters(seed["instruction"]) for seed in seeds]
    for record in read(parity / COMPLETIONS):
        for instruction in record["expected"]["instructions"]:
            if not novel(instruction, pool):
                continue
            label = instruction in labels and labels[instruction]["is_classification"]
            found = instances.get(instruction)
            route = "as_output_first" if label else "as_input_first"
            final = found["expected"][route]["final"] if found and found["finish_reason"] is not None else []
            yield instruction, label, {(given, output) for given, output in final}


def test_files_equal_a_plain_replay(parity: Path, tmp_path: Path) -> None:
    expected = list(replay(parity))
    while not expected[-1][2]:
        expected.pop()
    n = sum(bool(found) for _, _, found in expected)
    assert n > 30

    async def run() -> Run:
        runner = web.AppRunner(recorded_server(parity))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        try:
            return await selfinstruct.agenerate(
                parity / "seed_tasks.jsonl",
                n=n,
                recipe="paper",
                model="openai/recorded",
                base_url=f"http://127.0.0.1:{port}/v1",
                concurrency=1,
                overrides=("saturation.candidates=0", "saturation.tasks=0"),
                out=tmp_path / "run",
            )
        finally:
            await runner.cleanup()

    run_made = asyncio.run(run())
    assert run_made.status == "done"
    tasks = run_made.tasks()
    assert [task.instruction for task in tasks] == [instruction for instruction, _, _ in expected]
    for task, (_, label, final) in zip(tasks, expected, strict=True):
        made = {(item.input, item.output) for item in task.instances}
        assert task.is_classification == label
        assert len(task.instances) == len(made) == min(5, len(final))
        assert made <= final
    dataset = [(row["instruction"], row["input"], row["output"]) for row in run_made.dataset()]
    assert dataset == [(task.instruction, item.input, item.output) for task in tasks for item in task.instances]
    whole = read(parity / COMPLETIONS)
    rejected = [(row["rule"], row["text"]) for row in run_made.rejected() if row["stage"] == "bootstrap"]
    published = [(row["rule"], row["text"]) for record in whole for row in record["expected"]["rejected"]]
    rules = {"length_3_150": "length"}
    seen = [(rules.get(rule, rule), text) for rule, text in published]
    by_rule = [pair for pair in rejected if pair[0] != "novelty"]
    assert by_rule == seen[: len(by_rule)]
    assert len(by_rule) >= len(seen) - 5
