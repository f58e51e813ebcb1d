"""Finding A3 and its kind: a failure that all requests share is one failure, and no request's own."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.engine.wrappers.alike import folded
from selfinstruct.engine.wrappers.budget import Budget
from selfinstruct.engine.wrappers.evidence import Evidence
from selfinstruct.errors import RequestFailed, SystematicFailure
from selfinstruct.models.offline import create
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import Run
from tests.support.labels import LABELS
from tests.support.models import Answering, said
from tests.support.personal import Bulk
from tests.support.runs import files, write

WORDS = "test/answering: 400 no adapter of that name, request 7f3a"


def refusing(when: Callable[[Request], bool] = lambda request: True, words: str = WORDS) -> Answering:
    """The offline model, but for requests that are refused."""
    offline = create("")

    class _Some(Answering):
        async def complete(self, request: Request) -> Completion:
            self.requests.append(request)
            await asyncio.sleep(0)
            if when(request):
                raise RequestFailed(words)
            return await offline.complete(request)

    return _Some(lambda request: Completion(""))


def prompts(folder: Path, number: int) -> Path:
    return write(folder / "prompts.jsonl", [{"instruction": f"Say {word(i)} aloud."} for i in range(number)])


def word(number: int) -> str:
    return "".join(chr(97 + int(digit)) * 3 for digit in f"{number:03}")


def generate(seeds: Path, folder: Path, model: Answering, **options: Any) -> Any:
    return selfinstruct.generate(seeds, n=4, model=model, out=folder / "out", **options)


def distill(seeds: Path, folder: Path, model: Answering, **options: Any) -> Any:
    return selfinstruct.distill(prompts(folder, 60), model=model, out=folder / "out", **options)


def rank(seeds: Path, folder: Path, model: Answering, **options: Any) -> Any:
    return selfinstruct.prefer(prompts(folder, 60), "rank", models=[model], out=folder / "out", **options)


def label(seeds: Path, folder: Path, model: Answering, **options: Any) -> Any:
    rows = write(folder / "rows.jsonl", [{"id": str(i), "text": word(i)} for i in range(40)])
    return selfinstruct.label(rows, [model, create("")], labels=LABELS, out=folder / "out", **options)


FLOWS = [generate, distill, rank, label]


@pytest.mark.parametrize("flow", FLOWS)
def test_requests_that_all_fail_alike_stop_a_session_and_leave_no_failure(
    flow: Callable[..., Any], seeds: Path, tmp_path: Path
) -> None:
    model = refusing()
    with pytest.raises(SystematicFailure, match="all failed alike: test/answering: 400 no adapter of that name"):
        flow(seeds, tmp_path, model)
    assert len(model.requests) < 200
    again = flow(seeds, tmp_path, refusing(lambda request: False))
    assert again.status == "done"
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    flow(seeds, fresh, refusing(lambda request: False))
    for file in ("dataset.jsonl", "tasks.jsonl", "rejected.jsonl", "preferences.jsonl", "labels.jsonl"):
        if (fresh / "out" / file).exists():
            assert (tmp_path / "out" / file).read_bytes() == (fresh / "out" / file).read_bytes()


@pytest.mark.parametrize("flow", FLOWS)
def test_answers_of_which_none_can_be_read_stop_a_session(
    flow: Callable[..., Any], seeds: Path, tmp_path: Path
) -> None:
    model = Answering(lambda request: Completion("⁂ qwertz ⁂", "length"))
    with pytest.raises(SystematicFailure, match=r"none of the first \d+ answers .* can be read.*qwertz"):
        flow(seeds, tmp_path, model, concurrency=4)
    assert len(model.requests) < 60


@pytest.mark.parametrize("number", [1, 3, 19, 20, 60])
def test_a_session_that_gets_nothing_is_never_done(number: int, tmp_path: Path) -> None:
    source = prompts(tmp_path, number)
    with pytest.raises(SystematicFailure, match="no adapter"):
        selfinstruct.distill(source, model=refusing(), out=tmp_path / "out")
    run = Run(tmp_path / "out")
    assert (run.status, run.rejected(), run.info["usage"]) == ("failed", [], [])
    told = "1 request" if number == 1 else f"any of {number} requests"
    with pytest.raises(SystematicFailure, match=f"nothing came of {told}: .*--retry-failed"):
        selfinstruct.distill(source, model=refusing(), out=tmp_path / "out", max_failures=0)
    assert Run(tmp_path / "out").info["usage"][0]["failed"] == number


def test_failures_among_answers_are_the_requests_own(tmp_path: Path) -> None:
    source = prompts(tmp_path, 60)
    run = selfinstruct.distill(source, model=refusing(lambda it: "bbb" in said(it)), out=tmp_path / "out")
    assert run.status == "done"
    assert {row["rule"] for row in run.rejected()} == {"failed"}
    assert len(run.rejected()) == sum("bbb" in word(i) for i in range(60)) == 15


def test_a_service_that_turns_bad_half_way_stops_the_session_too(tmp_path: Path) -> None:
    source = prompts(tmp_path, 90)
    last = [f"Say {word(i)} aloud." for i in range(30, 90)]
    with pytest.raises(SystematicFailure, match=r"the last 2[0-9] requests"):
        selfinstruct.distill(source, model=refusing(lambda it: said(it) in last), out=tmp_path / "out", concurrency=4)
    run = Run(tmp_path / "out")
    assert (len(run.dataset()), run.rejected()) == (30, [])
    done = selfinstruct.distill(source, model=refusing(lambda it: False), out=tmp_path / "out")
    assert (done.status, len(done.dataset())) == ("done", 90)


def test_one_stage_that_always_fails_stops_the_session(tmp_path: Path) -> None:
    """As a judge does whose prompts are too long for it, while responses go well."""
    judge = refusing(lambda it: "/response" not in it.purpose)
    with pytest.raises(SystematicFailure, match=r"\(prefer/rank/1/"):
        rank(tmp_path, tmp_path, judge)


@pytest.mark.parametrize(
    ("words", "goes_on"),
    [
        ("400 your prompt was flagged by our content filter", True),
        ("400 this model's maximum context length is 2048 tokens, you asked for 3100", True),
        ("400 no adapter of that name", False),
    ],
)
def test_what_is_said_of_the_prompts_is_theirs(words: str, goes_on: bool, tmp_path: Path) -> None:
    """A file sorted by length, or by what a filter refuses, can be finished; anything else needs --max-failures."""
    source = prompts(tmp_path, 60)
    last = [f"Say {word(i)} aloud." for i in range(30, 60)]
    model = refusing(lambda it: said(it) in last, words)
    if not goes_on:
        with pytest.raises(SystematicFailure):
            selfinstruct.distill(source, model=model, out=tmp_path / "out", concurrency=4)
        model.requests.clear()
    run = selfinstruct.distill(
        source, model=model, out=tmp_path / "out", concurrency=4, max_failures=None if goes_on else 0
    )
    assert (run.status, len(run.dataset()), len(run.rejected())) == ("done", 30, 30)


def test_a_filter_that_refuses_everything_is_no_systematic_failure_and_not_done_either(tmp_path: Path) -> None:
    model = refusing(words="400 content_filter: the prompt was flagged")
    with pytest.raises(SystematicFailure, match=r"nothing came of any of 40 requests"):
        selfinstruct.distill(prompts(tmp_path, 40), model=model, out=tmp_path / "out")
    assert len(Run(tmp_path / "out").rejected()) == 40


def test_a_job_whose_lines_all_fail_alike_records_none(tmp_path: Path) -> None:
    class Failing(Bulk):
        async def results(self, identifier: str, requests: Any) -> Any:
            for key in requests:
                yield key, RequestFailed(WORDS)

    source = prompts(tmp_path, 40)
    with pytest.raises(SystematicFailure, match=r"40 requests .* all failed alike"):
        selfinstruct.distill(source, model=Failing(), out=tmp_path / "out", batch=True, batch_minimum=1, poll=0.001)
    done = selfinstruct.distill(source, model=Bulk(), out=tmp_path / "out", batch=True, batch_minimum=1, poll=0.001)
    assert (done.status, len(done.dataset())) == ("done", 40)


def test_a_killed_session_has_recorded_nothing_of_a_suspicion(tmp_path: Path) -> None:
    """What fails is journaled only once another request has succeeded: a kill in between poisons nothing."""
    seen: list[int] = []
    source = prompts(tmp_path, 30)

    def failing(request: Request) -> bool:
        journal = tmp_path / "out" / "journal.db"
        seen.append(json.loads((tmp_path / "out" / "run.json").read_text())["requests"] if journal.exists() else 0)
        return True

    with pytest.raises(SystematicFailure):
        selfinstruct.distill(source, model=refusing(failing), out=tmp_path / "out", concurrency=1)
    assert set(seen) == {0}
    assert Run(tmp_path / "out").info["usage"] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("400 (request req_0a1b2c): no such model", "400 (request req_99ffee): no such model"),
        ("you asked for 3100 tokens, not 2048", "you asked for 19 tokens, not 2048"),
        ("invalid: 'a text of a prompt that is quoted at length'", "invalid: 'another text, quoted at length as well'"),
    ],
)
def test_words_are_alike_but_for_numbers_ids_and_quotations(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert folded(one) != folded("500 " + one + " today")


def test_a_rare_stage_is_not_held_until_the_end() -> None:
    async def scenario() -> None:
        evidence = Evidence(20, Budget(), frozenset(), lambda: 1)
        ticket = await evidence.begin("m", "rare")
        evidence.end("m", "rare", failed=True)
        waiting = asyncio.ensure_future(evidence.failed(ticket, "m", "rare", "odd"))
        for number in range(20):
            await asyncio.sleep(0)
            assert not waiting.done()
            ticket = await evidence.begin("m", "common")
            evidence.answered(ticket, "m", Request("common", number, ()), Completion("yes"))
            evidence.end("m", "common")
        await waiting

    asyncio.run(scenario())


def test_files_agree_with_those_of_a_session_that_never_stopped(seeds: Path, tmp_path: Path) -> None:
    """Contract 1: an interruption by a systematic failure shows in no file."""
    with pytest.raises(SystematicFailure):
        generate(seeds, tmp_path, refusing(lambda it: it.purpose == "instances"), concurrency=3)
    generate(seeds, tmp_path, refusing(lambda it: False))
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    generate(seeds, fresh, refusing(lambda it: False))
    assert files(tmp_path / "out") == files(fresh / "out")
