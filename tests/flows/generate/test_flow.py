"""The main job: same bytes in any order, prefixes, resume, ends, rejections."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import (
    KeyRefused,
    OwnCodeError,
    RequestFailed,
    RunError,
    RunMismatch,
    SystematicFailure,
    UsageError,
)
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.flows.generate.options import read_options
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.models.offline import create
from selfinstruct.recipes.generate import Saturation
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Instance, Message, Request, Task
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.run import FILES, Run
from tests.support.models import Answering, Disorderly
from tests.support.runs import files


@pytest.mark.parametrize("n", [20, pytest.param(150, marks=pytest.mark.slow)])
def test_order_of_arrival_and_concurrency_do_not_show(seeds: Path, tmp_path: Path, n: int) -> None:
    alone = selfinstruct.generate(seeds, n=n, out=tmp_path / "alone", concurrency=1, model=Disorderly())
    assert alone.status == "done"
    for seed, concurrency in ((1, 7), (2, 64)):
        path = tmp_path / f"{concurrency}"
        model = Disorderly(seed)
        selfinstruct.generate(seeds, n=n, out=path, concurrency=concurrency, model=model)
        assert 1 < model.most_in_flight <= concurrency
        assert files(path) == files(tmp_path / "alone")


@pytest.mark.parametrize("sizes", [(7, 20, 40), pytest.param((12, 60, 200), marks=pytest.mark.slow)])
def test_files_for_less_are_a_prefix_of_files_for_more(seeds: Path, tmp_path: Path, sizes: tuple[int, ...]) -> None:
    for n in sizes:
        selfinstruct.generate(seeds, n=n, out=tmp_path / str(n), model=Disorderly(n))
    for small, large in pairwise(sizes):
        for name in FILES:
            less, more = ((tmp_path / str(n) / name).read_bytes() for n in (small, large))
            assert more.startswith(less), name


@pytest.mark.parametrize("n", [1, 10, 31])
def test_asked_for_n_got_n(seeds: Path, tmp_path: Path, n: int) -> None:
    run = selfinstruct.generate(seeds, n=n, out=tmp_path / "run")
    tasks = run.tasks()
    assert sum(bool(task.instances) for task in tasks) == n
    assert tasks[-1].instances
    rows = run.dataset()
    assert len(rows) == sum(len(task.instances) for task in tasks) == run.info["counts"]["instances"]
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({task.id for task in tasks}) == len(tasks)
    barren = {task.id for task in tasks if not task.instances}
    assert barren <= {row.get("task") for row in run.rejected()}


def needed(run: Run) -> Counter[str]:
    """The requests whose answers stand in the files."""
    count = Counter(bootstrap=run.info["counts"]["requests"])
    count["develop"] = len(run.tasks())
    return count


@pytest.mark.parametrize(("n", "spare"), [(10, 0), (60, 24), pytest.param(1000, 24, marks=pytest.mark.slow)])
def test_hardly_a_request_is_wasted(seeds: Path, tmp_path: Path, n: int, spare: int) -> None:
    model = Disorderly()
    run = selfinstruct.generate(seeds, n=n, out=tmp_path / "run", concurrency=64, model=model)
    sent: Counter[str] = Counter()
    for purpose, index, _ in model.asked:
        if purpose == "bootstrap":
            sent["bootstrap"] += 1
        else:
            sent["develop", index] = 1  # type: ignore[index]
    developed = sum(1 for key in sent if key != "bootstrap")
    wasted = sent["bootstrap"] - needed(run)["bootstrap"] + developed - needed(run)["develop"]
    assert 0 <= wasted <= spare
    assert max(model.asked.values()) == 1


def test_hash_seed_does_not_show(seeds: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(seeds), "-n", "12"]
    subprocess.run(
        [*command, "--out", str(tmp_path / "there")],
        env=os.environ | {"PYTHONHASHSEED": "4242"}, check=True, capture_output=True,
    )  # fmt: skip
    selfinstruct.generate(seeds, n=12, out=tmp_path / "here")  # with the hash seed of this process, another one
    assert files(tmp_path / "here") == files(tmp_path / "there")


def test_other_seed_other_tasks(seeds: Path, tmp_path: Path) -> None:
    for seed in (0, 1):
        selfinstruct.generate(seeds, n=5, out=tmp_path / str(seed), seed=seed)
    assert files(tmp_path / "0")["tasks.jsonl"] != files(tmp_path / "1")["tasks.jsonl"]


@pytest.mark.parametrize("n", [30, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize("recipe", ["chat", "paper", "alpaca"])
def test_every_recipe_runs(seeds: Path, tmp_path: Path, recipe: str, n: int) -> None:
    for concurrency in (1, 48):
        run = selfinstruct.generate(
            seeds,
            n=n,
            recipe=recipe,
            out=tmp_path / str(concurrency),
            concurrency=concurrency,
            model=Disorderly(concurrency),
        )
        assert run.status == "done"
        assert run.info["counts"]["tasks"] == n
    assert files(tmp_path / "1") == files(tmp_path / "48")
    classification = sum(bool(task.is_classification and task.instances) for task in run.tasks())
    assert run.info["counts"]["classification"] == classification
    labels = {task.is_classification for task in run.tasks()}
    assert labels == ({None} if recipe == "alpaca" else {True, False})
    assert all(task.type for task in run.tasks())


@pytest.mark.parametrize(("n", "step"), [(16, 3), pytest.param(80, 8, marks=pytest.mark.slow)])
def test_interrupted_and_resumed_many_times(seeds: Path, tmp_path: Path, n: int, step: int) -> None:
    selfinstruct.generate(seeds, n=n, out=tmp_path / "whole", model=Disorderly())
    asked: Counter[tuple[str, int, tuple[Message, ...]]] = Counter()
    for session in range(1, 30):
        model = Disorderly(session)
        run = selfinstruct.generate(
            seeds, n=n, out=tmp_path / "parts", model=model, max_requests=step * session, concurrency=1 + session % 9
        )
        asked += model.asked
        whole = files(tmp_path / "whole")
        assert all(whole[name].startswith(data) for name, data in files(tmp_path / "parts").items())
        if run.status == "done":
            break
        assert run.status == "max_requests"
        assert run.info["requests"] == step * session
    assert files(tmp_path / "parts") == files(tmp_path / "whole")
    assert max(asked.values()) == 1, "nothing is bought twice"
    assert session > 5


def test_resume_with_larger_n_gives_what_asking_at_once_gives(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=24, out=tmp_path / "once", model=Disorderly(1))
    selfinstruct.generate(seeds, n=9, out=tmp_path / "twice", model=Disorderly(2))
    run = selfinstruct.resume(tmp_path / "twice", n=24, model=Disorderly(3))
    assert run.info["target"] == 24
    assert files(tmp_path / "once") == files(tmp_path / "twice")


def test_smaller_n_takes_nothing_back(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=20, out=tmp_path / "run")
    before = files(tmp_path / "run")
    model = Disorderly()
    run = selfinstruct.generate(seeds, n=10, out=tmp_path / "run", model=model)
    assert files(tmp_path / "run") == before
    assert run.info["counts"]["tasks"] == 20
    assert not model.asked


def test_other_inputs_are_refused_and_named(seeds: Path, tmp_path: Path) -> None:
    path = tmp_path / "run"
    selfinstruct.generate(seeds, n=5, out=path)
    finance = seeds.with_name("finance.jsonl")
    with pytest.raises(RunMismatch, match="seeds"):
        selfinstruct.generate(finance, n=5, out=path)
    with pytest.raises(RunMismatch, match=r"seed \('0' there, '1' now\)"):
        selfinstruct.generate(seeds, n=5, out=path, seed=1)
    with pytest.raises(RunMismatch, match="recipe setting bootstrap"):
        selfinstruct.generate(seeds, n=5, out=path, overrides=("bootstrap.temperature=0.5",))
    selfinstruct.generate(seeds, n=5, out=path, overrides=("bootstrap.timeout=7",))


def repeating(request: Request) -> Completion:
    text = "### 1\nInstruction: Name three rivers of Europe and their sources.\nType: listing\nLabels: none"
    if request.purpose == "bootstrap":
        return Completion(text)
    return Completion("### Example 1\nInput: none\nOutput: Rhine, Danube, Rhone.")


def test_saturation_ends_a_run(seeds: Path, tmp_path: Path) -> None:
    overrides = ("saturation.candidates=30", "saturation.accepted=0.2")
    run = selfinstruct.generate(seeds, n=50, out=tmp_path / "run", model=Answering(repeating), overrides=overrides)
    assert run.status == "saturated"
    assert run.info["counts"]["tasks"] == 1
    assert run.info["counts"]["candidates"] == 30
    assert run.info["counts"]["rejected"] == {"bootstrap": {"repeats_demonstration": 20, "novelty": 9}}
    again = selfinstruct.resume(run.path, n=99, model=Answering(repeating))
    assert again.status == "saturated"


def test_tasks_without_instances_saturate_too(seeds: Path, tmp_path: Path) -> None:
    def barren(request: Request) -> Completion:
        if request.purpose == "bootstrap":
            word = f"zq{request.index}"
            lines = [
                f"### {i}\nInstruction: Say {word}x{i} {word}y{i} {word}z{i} aloud\nLabels: none" for i in range(1, 9)
            ]
            return Completion("\n".join(lines))
        return Completion("As an AI language model, I cannot.")

    run = selfinstruct.generate(
        seeds, n=50, out=tmp_path / "run", model=Answering(barren), overrides=("saturation.tasks=20",), max_failures=0
    )
    assert run.status == "saturated"
    assert run.info["counts"]["without_instance"] == 20
    assert {row["stage"] for row in run.rejected()} == {"instances"}
    assert all(task.instances == () for task in run.tasks())


def test_an_instance_of_an_earlier_task_is_rejected_at_its_tasks_place(tmp_path: Path) -> None:
    ledger = RunWriter(tmp_path, 2, Saturation(), FilterSet(load_filters({"repeats_instance": {}})), lambda task: None)
    same = (Instance("", "A cow."),)
    tasks = [Task("a", "Name it.", instances=same, request=0), Task("b", "Name it.", instances=same, request=1)]
    for number, task in ledger.admit(tasks):
        ledger.settle(number, DevelopedTask(task, ()))
    ledger.advance()
    ledger.close()
    [row] = map(json.loads, (tmp_path / "rejected.jsonl").read_text().splitlines())
    assert (row["rule"], row["value"], row["task"], row["request"]) == ("repeats_instance", "a", "b", 1)


def test_unreadable_answers_are_rejections_and_end(seeds: Path, tmp_path: Path) -> None:
    with pytest.raises(SystematicFailure, match=r"20 requests: cannot be read: it is empty"):
        selfinstruct.generate(
            seeds,
            n=5,
            out=tmp_path / "run",
            model=Answering(lambda _: Completion("")),
            overrides=("saturation.candidates=20",),
            max_failures=0,
        )
    run = Run(tmp_path / "run")
    assert run.status == "failed"
    rows = run.rejected()
    assert len(rows) == 20
    assert {(row["stage"], row["rule"]) for row in rows} == {("bootstrap", "unreadable")}
    assert [row["request"] for row in rows] == list(range(20))


def refuse(request: Request) -> Completion:
    raise KeyRefused("no key")


def test_request_that_fails_for_good_is_an_answer_too(seeds: Path, tmp_path: Path) -> None:
    offline = Disorderly().model

    class Refusing:
        name = "offline"

        def __init__(self) -> None:
            self.refused: list[tuple[str, int]] = []

        async def complete(self, request: Request) -> Completion:
            if request.index in (1, 5):
                self.refused.append((request.purpose, request.index))
                raise RequestFailed("the prompt was refused")
            return await offline.complete(request)

    first = Refusing()
    selfinstruct.generate(seeds, n=40, out=tmp_path / "run", model=first, max_requests=30, concurrency=4)
    second = Refusing()
    run = selfinstruct.generate(seeds, n=40, out=tmp_path / "run", model=second, concurrency=8, max_requests=500)
    selfinstruct.generate(seeds, n=40, out=tmp_path / "at-once", model=Refusing())
    assert files(tmp_path / "run") == files(tmp_path / "at-once")
    assert not set(first.refused) & set(second.refused)
    failed = [row for row in run.rejected() if row["rule"] == "failed"]
    assert {(row["stage"], row["value"]) for row in failed} == {
        ("bootstrap", "the prompt was refused"), ("instances", "the prompt was refused"),
    }  # fmt: skip
    before = files(tmp_path / "run")
    others = ("classify", "classify_again", "prefer/rank/1/score")
    with closing(Journal(tmp_path / "run" / "journal.db")) as journal:
        for purpose in others:
            lost = journal.put(purpose, "offline", Request(purpose, 0, ()), Completion("", None, error="lost"))
            asyncio.run(lost)
    with pytest.raises(KeyRefused):
        selfinstruct.resume(tmp_path / "run", retry_failed=True, model=Answering(refuse, "offline"))
    assert files(tmp_path / "run") == before, "a rewrite that breaks off changes nothing"
    healing = Disorderly()
    healed = selfinstruct.resume(tmp_path / "run", model=healing)
    asked = {(purpose, index): number for (purpose, index, _), number in healing.asked.items()}
    assert asked == {("instances", 1): 1, ("instances", 5): 1}, "and goes on"
    with closing(Journal(tmp_path / "run" / "journal.db")) as journal:
        failed_still = {purpose for (purpose, _), total in journal.totals().items() if total.failed}
    assert failed_still == {"bootstrap", "prefer/rank/1/score"}
    assert files(tmp_path / "run") != before
    assert {row["stage"] for row in healed.rejected() if row["rule"] == "failed"} == {"bootstrap"}
    assert healed.info["counts"]["tasks"] == 40
    assert not (tmp_path / "run" / ".rewrite").exists()
    selfinstruct.resume(tmp_path / "run")


def test_a_stopped_model_leaves_a_run_that_resumes(seeds: Path, tmp_path: Path) -> None:
    offline = Disorderly()

    class Running:
        name = "offline"

        async def complete(self, request: Request) -> Completion:
            if sum(offline.asked.values()) >= 25:
                raise KeyRefused("the key is refused: set OPENAI_API_KEY")
            return await offline.complete(request)

    with pytest.raises(KeyRefused, match="set OPENAI_API_KEY"):
        selfinstruct.generate(seeds, n=40, out=tmp_path / "run", model=Running())
    stopped = Run(tmp_path / "run")
    assert stopped.status == "failed"
    assert stopped.info["reason"] == "the key is refused: set OPENAI_API_KEY"
    assert stopped.info["requests"] == 25
    selfinstruct.resume(tmp_path / "run", model=Disorderly())
    selfinstruct.generate(seeds, n=40, out=tmp_path / "whole")
    assert files(tmp_path / "run") == files(tmp_path / "whole")


def test_stream_yields_tasks_as_they_settle(seeds: Path, tmp_path: Path) -> None:
    async def first_ten() -> list[str]:
        found = []
        async for task in selfinstruct.stream(seeds, n=60, out=tmp_path / "run"):
            assert task.instances or task.instances == ()
            found.append(task.id)
            if len(found) == 10:
                break
        return found

    ids = asyncio.run(first_ten())
    run = selfinstruct.resume(tmp_path / "run")
    assert [task.id for task in run.tasks()][:10] == ids
    assert run.status == "done"


def test_works_inside_a_running_event_loop(seeds: Path, tmp_path: Path) -> None:
    async def notebook() -> Run:
        return selfinstruct.generate(seeds, n=5, out=tmp_path / "run")

    assert asyncio.run(notebook()).status == "done"


def test_of_a_task_made_before_prompts_show_its_instruction_alone(seeds: Path) -> None:
    made = Task("p", "Tell a tale of two boats.", "secret", True, ("secret",), (Instance("secret", "secret"),))
    inputs = read_options(seeds, {}).inputs
    templates = inputs.recipe.templates | {"bootstrap.jinja": "{{ demonstrations }}"}
    inputs = replace(inputs, pool=(made,), recipe=replace(inputs.recipe, templates=templates))
    bootstrap = Bootstrap(inputs, Templates(inputs.recipe), FilterSet())
    shown = [bootstrap.request(index).messages[-1].content for index in range(8)]
    assert any(made.instruction in text for text in shown)
    assert not any("secret" in text for text in shown)


def test_max_cost_needs_a_price_and_is_kept(seeds: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--price"):
        selfinstruct.generate(seeds, n=30, out=tmp_path / "a", max_cost=1.0)
    from selfinstruct.prices import Price

    run = selfinstruct.generate(seeds, n=60, out=tmp_path / "b", max_cost=0.2, price=Price(5.0, 10.0))
    assert run.status == "max_cost"
    assert 0.15 < run.info["cost"] <= 0.2
    again = selfinstruct.resume(run.path)
    assert run.info["cost"] - 1e-9 <= again.info["cost"] <= 0.2
    more = selfinstruct.resume(run.path, max_cost=9.0)
    assert more.status == "done"


def test_the_task_that_fails_inside_stops_the_run_and_does_not_hang(seeds: Path, tmp_path: Path) -> None:
    def broken(request: Request) -> Completion:
        raise ZeroDivisionError("a bug in a user's model")

    with pytest.raises(OwnCodeError, match=r"test_flow\.py:\d+\): ZeroDivisionError: a bug in a user's model$"):
        selfinstruct.generate(seeds, n=15, out=tmp_path / "run", model=Answering(broken))
    assert Run(tmp_path / "run").status == "failed"


def test_a_file_that_cannot_be_written_stops_the_run_and_resumes(seeds: Path, tmp_path: Path) -> None:
    path = tmp_path / "run"
    selfinstruct.generate(seeds, n=15, out=path, max_requests=3)
    (path / "dataset.jsonl").unlink()
    (path / "dataset.jsonl").mkdir()
    with pytest.raises(RunError, match="cannot be written"):
        selfinstruct.generate(seeds, n=15, out=path)
    (path / "dataset.jsonl").rmdir()
    assert selfinstruct.generate(seeds, n=15, out=path, max_requests=99).status == "done"


@pytest.mark.parametrize("concurrency", [64, pytest.param(1, marks=pytest.mark.slow)])
def test_resuming_a_finished_run_buys_nothing(seeds: Path, tmp_path: Path, concurrency: int) -> None:
    for n in (20, 30):
        selfinstruct.generate(seeds, n=n, out=tmp_path / "run", concurrency=concurrency, model=Disorderly(n))
    for again in (1, 2, 3):
        model = Disorderly(again)
        selfinstruct.generate(seeds, n=30, out=tmp_path / "run", concurrency=again * 7, model=model)
        assert not model.asked


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"n": "3"}, "n: must be a number"),
        ({"n": 2.5}, "n: must be a number"),
        ({"price": (1, 2)}, "price: must be"),
        ({"model": object()}, "model: must be a name or a Model"),
        ({"overrides": "window=9"}, "overrides: must be a list of texts"),
        ({"overrides": ["filters.length.maximum=abc"]}, "filter length: maximum: input should be a valid integer"),
        (
            {"overrides": ["filters.length.max=3"]},
            "filter length: no parameter 'max'; its parameters: minimum, maximum",
        ),
        ({"overrides": ['filters.refusal.patterns=["("]']}, "filter refusal: "),
    ],
)
def test_wrong_values_are_refused_before_anything_is_made(
    seeds: Path, tmp_path: Path, option: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        selfinstruct.generate(seeds, out=tmp_path / "run", **option)  # type: ignore[arg-type]
    assert not (tmp_path / "run").exists()


def test_unknown_options_are_refused(seeds: Path) -> None:
    with pytest.raises(TypeError, match="max_costs"):
        selfinstruct.generate(seeds, max_costs=5)  # type: ignore[call-arg]


def test_a_timeout_of_the_session_overrides_those_of_all_stages(seeds: Path, tmp_path: Path) -> None:
    offline = create("")
    seen: set[tuple[str, float]] = set()

    class Timed(Answering):
        async def complete(self, request: Request) -> Completion:
            seen.add((request.purpose, request.timeout))
            return await offline.complete(request)

    model = Timed(lambda request: Completion(""))
    run = selfinstruct.generate(seeds, n=5, recipe="paper", model=model, timeout=7, out=tmp_path / "run")
    assert seen == {("bootstrap", 7), ("classify", 7), ("instances", 7)}
    assert run.info["session"]["timeout"] == 7
    seen.clear()
    selfinstruct.resume(tmp_path / "run", n=10, model=model)
    assert {seconds for _, seconds in seen} == {7}
    seen.clear()
    selfinstruct.resume(tmp_path / "run", n=20, model=model, timeout=9.5)
    assert {seconds for _, seconds in seen} == {9.5}
    plain = selfinstruct.generate(seeds, n=20, recipe="paper", model=model, out=tmp_path / "plain")
    assert files(run.path) == files(plain.path)
