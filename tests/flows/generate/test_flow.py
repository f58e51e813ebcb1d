"""The main job: same bytes in any order, prefixes, resume, ends, rejections."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.canonical import content_id
from selfinstruct.errors import KeyRefused, RequestFailed, RunDamaged, RunError, RunLocked, RunMismatch, UsageError
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.bootstrap import Bootstrap, lag
from selfinstruct.flows.generate.classify import classify
from selfinstruct.flows.generate.instances import DevelopedTask, develop
from selfinstruct.flows.generate.options import read_options
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.recipes.generate import Saturation
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Instance, Rejection, Request, Task
from selfinstruct.runs.directory import locked
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.run import FILES, Run
from tests.support.models import Answering, Disorderly
from tests.support.runs import files


def test_order_of_arrival_and_concurrency_do_not_show(seeds: Path, tmp_path: Path) -> None:
    alone = selfinstruct.generate(seeds, n=150, out=tmp_path / "alone", concurrency=1, model=Disorderly())
    assert alone.status == "done"
    for seed, concurrency in ((1, 7), (2, 64)):
        path = tmp_path / f"{concurrency}"
        model = Disorderly(seed)
        selfinstruct.generate(seeds, n=150, out=path, concurrency=concurrency, model=model)
        assert 1 < model.most_in_flight <= concurrency
        assert files(path) == files(tmp_path / "alone")


def test_files_for_less_are_a_prefix_of_files_for_more(seeds: Path, tmp_path: Path) -> None:
    for n in (12, 60, 200):
        selfinstruct.generate(seeds, n=n, out=tmp_path / str(n), model=Disorderly(n))
    for small, large in (("12", "60"), ("60", "200")):
        for name in FILES:
            assert (tmp_path / large / name).read_bytes().startswith((tmp_path / small / name).read_bytes()), name


@pytest.mark.parametrize("n", [1, 10, 57])
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


@pytest.mark.parametrize(("n", "spare"), [(10, 0), (1000, 24)])
def test_hardly_a_request_is_wasted(seeds: Path, tmp_path: Path, n: int, spare: int) -> None:
    model = Disorderly()
    run = selfinstruct.generate(seeds, n=n, out=tmp_path / "run", concurrency=64, model=model)
    sent: Counter[str] = Counter()
    for purpose, index in model.asked:
        if purpose == "bootstrap":
            sent["bootstrap"] += 1
        else:
            sent["develop", index] = 1  # type: ignore[index]
    developed = sum(1 for key in sent if key != "bootstrap")
    wasted = sent["bootstrap"] - needed(run)["bootstrap"] + developed - needed(run)["develop"]
    assert 0 <= wasted <= spare
    assert max(model.asked.values()) == 1


def test_hash_seed_does_not_show(seeds: Path, tmp_path: Path) -> None:
    for hash_seed in ("0", "4242"):
        command = [sys.executable, "-m", "selfinstruct", "generate", "--seeds", str(seeds), "-n", "40"]
        subprocess.run(
            [*command, "--out", str(tmp_path / hash_seed)],
            env=os.environ | {"PYTHONHASHSEED": hash_seed}, check=True, capture_output=True,
        )  # fmt: skip
    assert files(tmp_path / "0") == files(tmp_path / "4242")


def test_other_seed_other_tasks(seeds: Path, tmp_path: Path) -> None:
    for seed in (0, 1):
        selfinstruct.generate(seeds, n=20, out=tmp_path / str(seed), seed=seed)
    assert files(tmp_path / "0")["tasks.jsonl"] != files(tmp_path / "1")["tasks.jsonl"]


@pytest.mark.parametrize("recipe", ["chat", "paper", "alpaca"])
def test_every_recipe_runs(seeds: Path, tmp_path: Path, recipe: str) -> None:
    for concurrency in (1, 48):
        run = selfinstruct.generate(
            seeds,
            n=200,
            recipe=recipe,
            out=tmp_path / str(concurrency),
            concurrency=concurrency,
            model=Disorderly(concurrency),
        )
        assert run.status == "done"
        assert run.info["counts"]["settled"] == 200
    assert files(tmp_path / "1") == files(tmp_path / "48")
    classification = sum(bool(task.is_classification and task.instances) for task in run.tasks())
    assert run.info["counts"]["classification"] == classification
    labels = {task.is_classification for task in run.tasks()}
    assert labels == ({None} if recipe == "alpaca" else {True, False})
    assert all(task.type for task in run.tasks())


def test_interrupted_and_resumed_many_times(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=80, out=tmp_path / "whole", model=Disorderly())
    asked: Counter[tuple[str, int]] = Counter()
    for session in range(1, 30):
        model = Disorderly(session)
        run = selfinstruct.generate(
            seeds, n=80, out=tmp_path / "parts", model=model, max_requests=8 * session, concurrency=1 + session % 9
        )
        asked += model.asked
        whole = files(tmp_path / "whole")
        assert all(whole[name].startswith(data) for name, data in files(tmp_path / "parts").items())
        if run.status == "done":
            break
        assert run.status == "max_requests"
        assert run.info["requests"] == 8 * session
    assert files(tmp_path / "parts") == files(tmp_path / "whole")
    assert max(asked.values()) == 1, "nothing is bought twice"
    assert session > 5


def test_resume_with_larger_n_gives_what_asking_at_once_gives(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=90, out=tmp_path / "once", model=Disorderly(1))
    selfinstruct.generate(seeds, n=25, out=tmp_path / "twice", model=Disorderly(2))
    run = selfinstruct.resume(tmp_path / "twice", n=90, model=Disorderly(3))
    assert run.info["target"] == 90
    assert files(tmp_path / "once") == files(tmp_path / "twice")


def test_smaller_n_takes_nothing_back(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=40, out=tmp_path / "run")
    before = files(tmp_path / "run")
    model = Disorderly()
    run = selfinstruct.generate(seeds, n=10, out=tmp_path / "run", model=model)
    assert files(tmp_path / "run") == before
    assert run.info["counts"]["settled"] == 40
    assert not model.asked


def test_torn_tail_is_mended_and_other_changes_are_errors(seeds: Path, tmp_path: Path) -> None:
    path = tmp_path / "run"
    selfinstruct.generate(seeds, n=30, out=path)
    before = files(path)
    for name in FILES:
        (path / name).write_bytes(before[name][:-37])
    selfinstruct.resume(path)
    assert files(path) == before
    (path / "tasks.jsonl").unlink()
    selfinstruct.resume(path)
    assert files(path) == before
    changed = before["tasks.jsonl"].replace(b"classification", b"clAssification", 1)
    (path / "tasks.jsonl").write_bytes(changed)
    with pytest.raises(RunDamaged, match=r"tasks\.jsonl:1: is not the line this run wrote"):
        selfinstruct.resume(path)
    assert (path / "tasks.jsonl").read_bytes() == changed


def test_a_reader_leaves_out_a_torn_last_line_and_names_a_bad_one(seeds: Path, tmp_path: Path) -> None:
    run = selfinstruct.generate(seeds, n=3, out=tmp_path / "run")
    rows = run.dataset()
    path = run.path / "dataset.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    assert run.dataset() == rows[:-1]
    path.write_text(f'{json.dumps(rows[0])}\n{{"id": 1}}\n')
    with pytest.raises(RunDamaged, match=r"dataset\.jsonl:2: is not a line that a run writes"):
        run.dataset()


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


def test_two_writers_are_kept_apart(seeds: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "run"), pytest.raises(RunLocked):
        selfinstruct.generate(seeds, n=5, out=tmp_path / "run")


def test_default_directory(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert selfinstruct.generate(seeds, n=3).path == Path("runs/general")
    assert selfinstruct.generate(seeds, n=4).path == Path("runs/general")
    assert selfinstruct.generate(seeds, n=3, seed=1).path == Path("runs/general-2")
    assert selfinstruct.generate(seeds, n=3, seed=1).path == Path("runs/general-2")


def repeating(request: Request) -> Completion:
    text = "### 1\nInstruction: Name three rivers of Europe and their sources.\nType: listing\nLabels: none"
    if request.purpose == "bootstrap":
        return Completion(text)
    return Completion("### Example 1\nInput: none\nOutput: Rhine, Danube, Rhone.")


def test_saturation_ends_a_run(seeds: Path, tmp_path: Path) -> None:
    overrides = ("saturation.candidates=30", "saturation.accepted=0.2")
    run = selfinstruct.generate(seeds, n=50, out=tmp_path / "run", model=Answering(repeating), overrides=overrides)
    assert run.status == "saturated"
    assert run.info["counts"]["settled"] == 1
    assert run.info["counts"]["candidates"] == 30
    assert run.info["counts"]["rejected"] == {"bootstrap": {"echo": 17, "novelty": 12}}
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
        seeds, n=50, out=tmp_path / "run", model=Answering(barren), overrides=("saturation.tasks=20",)
    )
    assert run.status == "saturated"
    assert run.info["counts"]["barren"] == 20
    assert {row["stage"] for row in run.rejected()} == {"instances"}
    assert all(task.instances == () for task in run.tasks())


def test_an_instance_of_an_earlier_task_is_rejected_at_its_tasks_place(tmp_path: Path) -> None:
    ledger = RunWriter(tmp_path, 2, Saturation(), FilterSet(load_filters({"seen": {}})), lambda task: None)
    same = (Instance("", "A cow."),)
    tasks = [Task("a", "Name it.", instances=same, request=0), Task("b", "Name it.", instances=same, request=1)]
    for number, task in ledger.admit(tasks):
        ledger.settle(number, DevelopedTask(task, ()))
    ledger.advance()
    ledger.close()
    [row] = map(json.loads, (tmp_path / "rejected.jsonl").read_text().splitlines())
    assert (row["rule"], row["value"], row["task"], row["request"]) == ("seen", "a", "b", 1)


@pytest.mark.parametrize(("accepted", "closed"), [(2, False), (1, True)])
def test_saturated_is_what_has_fewer_than_the_share(tmp_path: Path, accepted: int, closed: bool) -> None:
    ledger = RunWriter(tmp_path, 5, Saturation(candidates=10, accepted=0.2), FilterSet(), lambda task: None)
    ledger.admit([Task("t", "Say a.")] * accepted + [Rejection("bootstrap", "length", "Say.")] * (10 - accepted))
    ledger.close()
    assert ledger.closed is closed


def test_equal_instances_get_ids_of_their_own(tmp_path: Path) -> None:
    ledger = RunWriter(tmp_path, 1, Saturation(), FilterSet(), lambda task: None)
    task = Task("t", "Say a.", instances=(Instance("", "a"), Instance("", "a")), request=0)
    ledger.admit([task])
    ledger.settle(0, DevelopedTask(task, ()))
    ledger.advance()
    ledger.close()
    first, second = (json.loads(line)["id"] for line in (tmp_path / "dataset.jsonl").read_text().splitlines())
    assert second == f"{first}-2"


def test_a_task_that_repeats_gets_an_id_of_its_own(seeds: Path) -> None:
    inputs = read_options(seeds, {}).inputs
    known = Task(content_id("Name the sea."), "Name the sea.")
    bootstrap = Bootstrap(replace(inputs, seeds=(known,)), Templates(inputs.recipe), FilterSet())
    said = "\n\n".join(f"### {number}\nInstruction: Name the sea.\nLabels: none" for number in (1, 2))
    added = bootstrap.admit(Completion(said))
    assert [item.id for item in added if isinstance(item, Task)] == [f"{known.id}-2", f"{known.id}-3"]


def test_candidates_beyond_those_asked_for_are_surplus(seeds: Path) -> None:
    inputs = read_options(seeds, {"overrides": ("candidates=2",)}).inputs
    bootstrap = Bootstrap(inputs, Templates(inputs.recipe), FilterSet())
    said = "\n\n".join(f"### {number}\nInstruction: Name sea {number}.\nLabels: none" for number in (1, 2, 3))
    *kept, last = bootstrap.admit(Completion(said))
    assert [type(item) for item in kept] == [Task, Task]
    assert last == Rejection("bootstrap", "surplus", "Name sea 3.", 3, request=0, candidate=2)


def test_instances_beyond_those_wanted_are_drawn_and_not_the_last(seeds: Path) -> None:
    inputs = read_options(seeds, {"recipe": "alpaca", "overrides": ("instances=2",)}).inputs
    task = Task("t", "Name a number.", instances=tuple(Instance("", str(number)) for number in range(5)))
    prompts, model = Templates(inputs.recipe), Answering(lambda _: Completion(""))
    drawn = set()
    for index in range(20):
        found = asyncio.run(develop(inputs, prompts, model, FilterSet(), task, index))
        kept = tuple(int(item.output) for item in found.task.instances)
        assert [(item.rule, item.value) for item in found.rejections] == [
            ("surplus", number + 1) for number in range(5) if number not in kept
        ]
        drawn.add(kept)
    assert all(one < other for one, other in drawn)
    assert len(drawn) > 5


@pytest.mark.parametrize(
    ("said", "label", "rejected"),
    [
        (["Classification: yes\nType: mood\nLabels: glad; sad"], True, []),
        (["Hm.", "Classification: no\nType: tale\nLabels: none"], False, []),
        (["Hm.", "Well."], None, [("classify", "Hm."), ("classify_again", "Well.")]),
    ],
)
def test_a_label_that_cannot_be_read_is_asked_for_once_more(
    seeds: Path, said: list[str], label: bool | None, rejected: list[tuple[str, str]]
) -> None:
    inputs = read_options(seeds, {}).inputs
    answers = iter(said)
    model = Answering(lambda _: Completion(next(answers)))
    found, problems = asyncio.run(classify(inputs, Templates(inputs.recipe), model, Task("t", "Name the mood."), 3))
    assert found.is_classification is label
    assert found.labels == (("glad", "sad") if label else ())
    assert [(item.rule, item.value, item.text) for item in problems] == [("unreadable", *item) for item in rejected]
    assert [item.purpose for item in model.requests] == ["classify", "classify_again"][: len(said)]
    assert {item.index for item in model.requests} == {3}
    assert len({item.messages for item in model.requests}) == len(said), "in other words"


def test_unreadable_answers_are_rejections_and_end(seeds: Path, tmp_path: Path) -> None:
    run = selfinstruct.generate(
        seeds,
        n=5,
        out=tmp_path / "run",
        model=Answering(lambda _: Completion("")),
        overrides=("saturation.candidates=20",),
    )
    assert run.status == "saturated"
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
    assert healing.asked == {("instances", 1): 1, ("instances", 5): 1}, "and goes on"
    with closing(Journal(tmp_path / "run" / "journal.db")) as journal:
        failed_still = {purpose for (purpose, _), total in journal.totals().items() if total.failed}
    assert failed_still == {"bootstrap", "prefer/rank/1/score"}
    assert files(tmp_path / "run") != before
    assert {row["stage"] for row in healed.rejected() if row["rule"] == "failed"} == {"bootstrap"}
    assert healed.info["counts"]["settled"] == 40
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


def test_demonstrations_grow_with_the_pool(seeds: Path, tmp_path: Path) -> None:
    run = selfinstruct.generate(seeds, n=150, out=tmp_path / "run")
    tasks = run.tasks()
    machine = {task.id for task in tasks}
    shown: dict[int, tuple[str, ...]] = {
        task.request: task.demonstrations for task in tasks if task.request is not None
    }
    assert all(len(ids) == 8 for ids in shown.values())
    counts = [sum(name in machine for name in ids) for _, ids in sorted(shown.items())]
    assert counts[:8] == [0] * 8
    assert max(counts) == 2
    assert counts.count(2) > len(counts) / 3


def test_the_pool_that_is_sampled_lies_as_far_behind_as_published(seeds: Path) -> None:
    lags = {0: 8, 17: 8, 18: 9, 19: 9, 20: 10, 127: 63, 128: 64, 1000: 64}
    assert {index: lag(index, 64) for index in lags} == lags
    inputs = read_options(seeds, {}).inputs
    bootstrap = Bootstrap(inputs, Templates(inputs.recipe), FilterSet())
    for admitted, ready in ((0, 8), (1, 9), (9, 17), (10, 19), (11, 21)):
        while bootstrap.admitted < admitted:
            bootstrap.admit(Completion(""))
        assert [index for index in range(30) if bootstrap.ready(index)] == list(range(ready))


def test_few_seeds_are_all_shown(tmp_path: Path) -> None:
    path = tmp_path / "three.jsonl"
    path.write_text(
        "".join(
            json.dumps({"instruction": f"Tell me about the {name} of ships."}) + "\n"
            for name in ("sails", "masts", "hulls")
        )
    )
    run = selfinstruct.generate(path, n=30, out=tmp_path / "run")
    assert all(len(set(task.demonstrations)) in (3, 4, 5) for task in run.tasks())


def test_pool_is_neither_repeated_nor_written(seeds: Path, tmp_path: Path) -> None:
    first = selfinstruct.generate(seeds, n=30, out=tmp_path / "first")
    second = selfinstruct.generate(seeds, n=30, out=tmp_path / "second", pool=first.path / "tasks.jsonl")
    assert not {task.instruction for task in first.tasks()} & {task.instruction for task in second.tasks()}
    shown = {name for task in second.tasks() for name in task.demonstrations}
    assert shown & {task.id for task in first.tasks()}


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

    run = selfinstruct.generate(seeds, n=300, out=tmp_path / "b", max_cost=0.2, price=Price(1.0, 2.0))
    assert run.status == "max_cost"
    assert 0.15 < run.info["cost"] <= 0.2
    again = selfinstruct.resume(run.path)
    assert run.info["cost"] - 1e-9 <= again.info["cost"] <= 0.2
    more = selfinstruct.resume(run.path, max_cost=9.0)
    assert more.status == "done"


@pytest.mark.parametrize("recipe", ["chat", "paper", "alpaca"])
def test_topic_language_and_guidance_reach_every_prompt(seeds: Path, tmp_path: Path, recipe: str) -> None:
    offline = Disorderly().model
    asked: list[Request] = []

    class Listening:
        name = "offline"

        async def complete(self, request: Request) -> Completion:
            asked.append(request)
            return await offline.complete(request)

    selfinstruct.generate(
        seeds, n=12, recipe=recipe, out=tmp_path / "run", model=Listening(),
        topic="tidal mills", language="Plattdeutsch", guidance="Never mention cats.",
    )  # fmt: skip
    assert {request.purpose for request in asked} >= (
        {"bootstrap"} if recipe == "alpaca" else {"bootstrap", "instances"}
    )
    for request in asked:
        text = "\n".join(turn.content for turn in request.messages)
        assert all(word in text for word in ("tidal mills", "Plattdeutsch", "Never mention cats.")), request.purpose


def test_topic_tree_is_sampled_and_its_coverage_shown(seeds: Path, tmp_path: Path) -> None:
    tree = tmp_path / "topics.txt"
    tree.write_text("Crafts\n  Pottery\n  Weaving\n    Looms\nTrade\n")
    run = selfinstruct.generate(seeds, n=60, out=tmp_path / "run", topics=tree)
    topics = Counter(task.attributes["topic"] for task in run.tasks())
    assert set(topics) == {"Crafts > Pottery", "Crafts > Weaving > Looms", "Trade"}
    assert min(topics.values()) > 8
    assert "domain" not in run.info["attributes"]
    from selfinstruct.cli.render.generate import coverage

    shown = "\n".join(coverage([task.attributes for task in run.tasks()], run.info["attributes"]))
    assert "topic: 3 of 3 met" in shown


def test_own_recipe_changes_what_is_asked(seeds: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "recipe.yaml").write_text("inherits: chat\ninstances: 1\nattributes: {domain: [falconry]}\n")
    run = selfinstruct.generate(seeds, n=15, recipe=mine, out=tmp_path / "run")
    assert {task.attributes["domain"] for task in run.tasks()} == {"falconry"}
    assert {len(task.instances) for task in run.tasks() if task.instances} == {1}


def test_the_task_that_fails_inside_stops_the_run_and_does_not_hang(seeds: Path, tmp_path: Path) -> None:
    def broken(request: Request) -> Completion:
        raise ZeroDivisionError("a bug in a user's model")

    with pytest.raises(ZeroDivisionError):
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


def test_a_lost_journal_is_told_from_somebody_elses_files(seeds: Path, tmp_path: Path) -> None:
    selfinstruct.generate(seeds, n=3, out=tmp_path)
    (tmp_path / "journal.db").unlink()
    with pytest.raises(RunDamaged, match=r"journal\.db: records no inputs: it was emptied or lost"):
        selfinstruct.generate(seeds, n=3, out=tmp_path)


def test_somebody_elses_files_are_left_alone(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "dataset.jsonl").write_text("mine\n")
    with pytest.raises(RunMismatch, match=r"holds a dataset\.jsonl that is not of this run"):
        selfinstruct.generate(seeds, n=5, out=tmp_path)
    with pytest.raises(RunMismatch, match=r"holds a dataset\.jsonl that is not of this run"):
        selfinstruct.distill(seeds, n=5, out=tmp_path, model="offline")
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.jsonl"]
    assert (tmp_path / "dataset.jsonl").read_text() == "mine\n"


@pytest.mark.parametrize("concurrency", [1, 64])
def test_resuming_a_finished_run_buys_nothing(seeds: Path, tmp_path: Path, concurrency: int) -> None:
    for n in (60, 80):
        selfinstruct.generate(seeds, n=n, out=tmp_path / "run", concurrency=concurrency, model=Disorderly(n))
    for again in (1, 2, 3):
        model = Disorderly(again)
        selfinstruct.generate(seeds, n=80, out=tmp_path / "run", concurrency=again * 7, model=model)
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
