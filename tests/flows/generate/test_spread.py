"""Seeds of one field give tasks of that field; those as wide as the shipped ones are spread over domains."""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

import selfinstruct
from selfinstruct.canonical import to_json
from selfinstruct.files.tasks import load_seeds
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.flow import preview
from selfinstruct.flows.generate.inputs import Inputs, load_inputs
from selfinstruct.flows.generate.subjects import spread
from selfinstruct.flows.generate.subjects.spread import are_wide, own_kinds, shared_words
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Task
from tests.support.runs import SEEDS, write

FINANCE = SEEDS.parent / "finance.jsonl"
INSURANCE = [
    "Explain what a deductible is in a home insurance policy.",
    "Write a polite letter that refuses a claim for water damage because the policy excludes it.",
    "Classify the claim below: fire, theft, water or liability.",
    "Summarise the accident report for the claims handler.",
    "Which documents are needed to report a stolen bicycle to the insurer?",
    "Compute the payout after the deductible.",
]
COOKING = [
    "请给出一道用西红柿做的菜的做法。",
    "请说明怎样用西红柿做汤。",
    "这道菜用什么调料做?",
    "请写出做菜用的材料。",
]


def tasks(texts: Sequence[str], count: int) -> list[Task]:
    """So many tasks that say these, each with a number of its own."""
    return [Task(f"t{n}", f"{texts[n % len(texts)]} ({n})", f"kind_{n}", None, (), ()) for n in range(count)]


def test_the_shipped_seeds_are_wide_and_so_is_any_good_part_of_them() -> None:
    seeds = load_seeds(SEEDS)
    assert are_wide(seeds)
    parts = [Random(number).sample(seeds, 60) for number in range(20)]
    assert sum(map(are_wide, parts)) >= 19


@pytest.mark.parametrize(
    "seeds",
    [load_seeds(FINANCE), tasks(INSURANCE, 40), tasks(COOKING, 40), load_seeds(SEEDS)[:12]],
    ids=["finance", "insurance", "chinese", "few"],
)
def test_seeds_of_one_field_or_few_of_them_are_not(seeds: list[Task]) -> None:
    assert not are_wide(seeds)


def test_words_in_common_are_counted_by_pairs() -> None:
    one, other = (Task(f"t{n}", text, "", None, (), ()) for n, text in enumerate(["Name rivers.", "Name old rivers."]))
    assert shared_words([one, other]) == 1.0, "of the two words of the shorter one both"
    assert shared_words([]) == shared_words([one]) == 0.0


def prompts(seeds: Path, **options: object) -> str:
    found = preview(seeds, n=40, **options)  # type: ignore[arg-type]
    return "\n".join(turn.content for step in found.steps for turn in step.messages)


@pytest.mark.parametrize("recipe", ["chat", "small"])
def test_domains_are_asked_for_where_seeds_are_wide_or_where_that_is_wanted(tmp_path: Path, recipe: str) -> None:
    domains = load_recipe(recipe).attributes["domain"]

    def domain_in(text: str) -> bool:
        return any(domain in text for domain in domains)

    assert domain_in(prompts(SEEDS, recipe=recipe, out=tmp_path / "a"))
    assert not domain_in(prompts(FINANCE, recipe=recipe, out=tmp_path / "b"))
    assert domain_in(prompts(FINANCE, recipe=recipe, out=tmp_path / "c", overrides=("spread=domains",)))
    assert not domain_in(prompts(SEEDS, recipe=recipe, out=tmp_path / "d", overrides=("spread=seeds",)))
    assert not domain_in(prompts(SEEDS, recipe=recipe, out=tmp_path / "e", topic="rivers"))


def test_the_seeds_own_types_take_the_place_of_the_domains(tmp_path: Path) -> None:
    text = prompts(FINANCE, out=tmp_path / "r")
    assert "Keep to the field that the tasks above belong to" in text
    assert "Keep to the field" not in prompts(SEEDS, out=tmp_path / "s")
    run = selfinstruct.generate(FINANCE, n=12, out=tmp_path / "r")
    kinds = {task.type.replace("_", " ") for task in load_seeds(FINANCE)}
    assert set(run.info["attributes"]["kind"]) == kinds
    assert "domain" not in run.info["attributes"]
    assert {task.attributes.get("kind", "term definition") for task in run.tasks()} <= kinds
    assert "prompts keep to their own 32 types" in run.info["spread"]
    assert "spread" not in selfinstruct.generate(SEEDS, n=2, out=tmp_path / "s").info


def test_seeds_without_types_leave_the_place_empty() -> None:
    recipe = load_recipe("chat")
    seeds = [Task(f"t{n}", "河", "", None, (), ()) for n in range(9)]
    assert own_kinds(seeds, recipe) == ()
    assert set(Inputs(tuple(seeds), recipe, "offline").attributes()) == {"form", "audience", "input"}
    assert own_kinds(seeds, load_recipe("paper")) is None


@pytest.mark.parametrize(("seeds", "said"), [(SEEDS, "spread over 140 domains"), (FINANCE, "their own 32 types")])
def test_a_dry_run_says_which_it_is(tmp_path: Path, seeds: Path, said: str) -> None:
    found = preview(seeds, n=10, out=tmp_path / "r")
    assert said in " ".join(found.notes)
    assert preview(seeds, n=10, out=tmp_path / "r", recipe="paper").notes == ()
    assert preview(seeds, n=10, out=tmp_path / "r", topic="rivers").notes == ()


def test_seeds_are_compared_once_however_many_prompts_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def counting(seeds: Sequence[Task]) -> float:
        compared.append(len(seeds))
        return 0.0

    monkeypatch.setattr(spread, "shared_words", counting)
    inputs = Inputs(tuple(load_seeds(SEEDS)), load_recipe("chat"), "offline")
    bootstrap = Bootstrap(inputs, Templates(inputs.recipe))
    for index in range(8):
        bootstrap.request(index)
    assert compared == [185]


def test_a_run_that_began_before_there_was_such_a_key_goes_on_as_it_began(tmp_path: Path) -> None:
    write(tmp_path / "seeds.jsonl", [{"instruction": text} for text in INSURANCE])
    inputs = Inputs(tuple(load_seeds(tmp_path / "seeds.jsonl")), load_recipe("chat"), "offline")
    texts = inputs.dump()
    assert "domain" not in load_inputs(texts).attributes()
    recipe = json.loads(texts["recipe"])
    del recipe["spread"]
    assert "domain" in load_inputs(texts | {"recipe": to_json(recipe)}).attributes()
