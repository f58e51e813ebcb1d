"""Wishes go together: by domain as the recipe says, by kind as the seeds show, and for labels nothing but a subject."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.files.tasks import load_seeds
from selfinstruct.flows.generate.bootstrap import Bootstrap
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.generate import load_recipe, restore
from selfinstruct.recipes.templates import Templates
from tests.support.runs import SEEDS

FINANCE = SEEDS.parent / "finance.jsonl"
GENERAL = tuple(load_seeds(SEEDS))


def wishes(
    seeds: Path, recipe: str = "chat", overrides: tuple[str, ...] = (), topics: tuple[str, ...] = ()
) -> Iterator[tuple[bool, Mapping[str, str]]]:
    """What 300 requests wish for, each with whether it asks for tasks with labels."""
    tasks = GENERAL if seeds == SEEDS else tuple(load_seeds(seeds))
    inputs = Inputs(tasks, load_recipe(recipe, overrides), "offline", topics=topics)
    bootstrap = Bootstrap(inputs, Templates(inputs.recipe))
    bootstrap.sizes *= 300
    for index in range(300):
        shown = bootstrap.shown(index)
        yield from ((shown.classification, wish) for wish in shown.attributes)


def test_values_are_wished_for_only_beside_the_domains_they_stand_with() -> None:
    together = load_recipe("chat").together
    met = set()
    for classification, wish in wishes(SEEDS):
        if classification:
            continue
        [(name, value)] = [item for item in wish.items() if item[0] != "domain"]
        groups = [group["domain"] for group in together if value in group.get(name, ())]
        assert not groups or any(wish["domain"] in domains for domains in groups), wish
        met.add(bool(groups))
    assert met == {True, False}, "both kinds of values were drawn"


def test_values_of_chat_that_go_together_are_in_its_lists_and_every_domain_is_named() -> None:
    recipe = load_recipe("chat")
    for group in recipe.together:
        for name, values in group.items():
            assert set(values) <= set(recipe.attributes[name]), name
    named = {domain for group in recipe.together for domain in group["domain"]}
    assert named == set(recipe.attributes["domain"])


def test_without_pairs_anything_goes_with_anything() -> None:
    found = {
        (wish["domain"], wish["input"]) for _, wish in wishes(SEEDS, overrides=("together=[]",)) if "input" in wish
    }
    apart = [domain for domain, value in found if value == "code with its error message"]
    assert "dairy farming" in {domain for domain, _ in found}
    assert set(apart) - set(load_recipe("chat").together[0]["domain"])


def test_topics_go_with_everything() -> None:
    found = {wish.get("input") for _, wish in wishes(SEEDS, topics=("rivers", "lakes"))}
    assert set(load_recipe("chat").attributes["input"]) <= found


def test_requests_for_tasks_with_labels_wish_for_a_subject_alone() -> None:
    for seeds, name in ((SEEDS, "domain"), (FINANCE, "kind")):
        found = [wish for classification, wish in wishes(seeds) if classification]
        assert found
        assert all(wish.keys() == {name} for wish in found)
    labelled = {task.type.replace("_", " ") for task in load_seeds(FINANCE) if task.is_classification}
    assert {wish["kind"] for wish in found} <= labelled
    others = [wish for classification, wish in wishes(SEEDS, overrides=("classification_attributes=all",))]
    assert all(len(wish) == 2 for wish in others)


def test_kinds_go_with_what_the_seeds_of_that_kind_show() -> None:
    given = {task.type.replace("_", " "): bool(task.instances[0].input) for task in load_seeds(FINANCE)}
    found = [wish for _, wish in wishes(FINANCE)]
    assert all("kind" in wish and "form" not in wish for wish in found), "every task has a kind, and that is its form"
    inputs = [wish for wish in found if "input" in wish]
    assert {given[wish["kind"]] for wish in inputs} == {True, False}
    assert all(given[wish["kind"]] != wish["input"].startswith("none") for wish in inputs)


@pytest.mark.parametrize("text", ["[{form: [x], input: [y]}]", "[{domain: [x]}]"])
def test_an_entry_without_domain_or_partner_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="together: each entry needs a list domain, and a list of what goes with it"):
        load_recipe("chat", [f"together={text}"])


@pytest.mark.parametrize("name", shipped_recipes())
def test_recipes_of_before_there_were_pairs_are_what_they_were(name: str) -> None:
    """A recorded recipe without the two keys draws as it did, and a recipe that says nothing by them is no other."""
    data = load_recipe(name).as_dict()
    for key in ("together", "classification_attributes"):
        data.pop(key, None)
    before = restore(data)
    assert (before.together, before.classification_attributes) == ([], "all")
    assert not {"setting together", "setting classification_attributes"} & before.identity().keys()
