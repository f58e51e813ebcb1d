"""What a bootstrap prompt shows, and what of its answer becomes a candidate."""

import json
from collections import Counter
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.bootstrap import Bootstrap, lag
from selfinstruct.flows.generate.options import read_options
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Rejection, Request, Task
from tests.support.models import Disorderly


def test_candidates_beyond_those_asked_for_are_too_many(seeds: Path) -> None:
    inputs = read_options(seeds, {"overrides": ("candidates=2",)}).inputs
    bootstrap = Bootstrap(inputs, Templates(inputs.recipe), FilterSet())
    said = "\n\n".join(f"### {number}\nInstruction: Name sea {number}.\nLabels: none" for number in (1, 2, 3))
    *kept, last = bootstrap.admit(Completion(said))
    assert [type(item) for item in kept] == [Task, Task]
    assert last == Rejection("bootstrap", "too_many", "Name sea 3.", 3, request=0, candidate=2)


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
    assert "topic: 3 of 3 covered" in shown


def test_own_recipe_changes_what_is_asked(seeds: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "recipe.yaml").write_text("inherits: chat\ninstances: 1\nattributes: {domain: [falconry]}\n")
    run = selfinstruct.generate(seeds, n=15, recipe=mine, out=tmp_path / "run")
    assert {task.attributes["domain"] for task in run.tasks()} == {"falconry"}
    assert {len(task.instances) for task in run.tasks() if task.instances} == {1}
