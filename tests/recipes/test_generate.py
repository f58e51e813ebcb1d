"""Recipes: shipped ones, inheritance, overrides, and what is wrong with a bad one."""

from dataclasses import replace
from pathlib import Path

import pytest

from selfinstruct.errors import (
    RecipeError,
)
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.recipes.distill import load_distill_recipe
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.generate import Saturation, load_recipe, restore
from selfinstruct.recipes.ground import load_ground_recipe
from selfinstruct.recipes.judging import load_judging_recipe
from selfinstruct.recipes.label import load_label_recipe
from selfinstruct.recipes.prefer import load_preference_recipe
from selfinstruct.recipes.templates import Templates
from selfinstruct.recipes.topics import load_topic_recipe
from selfinstruct.records import Rejection, Task
from tests.support.recipes import MINE, filled, write


@pytest.mark.parametrize("name", shipped_recipes())
def test_shipped_recipes_load_and_survive_a_round_trip(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.name == name
    assert restore(recipe.as_dict()) == recipe
    assert restore(recipe.as_dict()).identity() == recipe.identity()


def test_a_recipe_is_another_one_where_a_run_could_differ() -> None:
    recipe = load_recipe("chat")
    slow = replace(recipe, bootstrap=replace(recipe.bootstrap, timeout=1.0), description="")
    assert slow.identity() == recipe.identity()
    turned = replace(recipe, filters=dict(reversed(recipe.filters.items())))
    for other in (turned, replace(recipe, window=63), replace(recipe, templates=recipe.templates | {"a": "b"})):
        assert other.identity() != recipe.identity()


def test_published_shapes_of_the_paper_recipe() -> None:
    prompts = Templates(load_recipe("paper"))
    shown = [{"instruction": text} for text in ("Add\n  these:", "Name it.")]
    [turn] = prompts.messages("bootstrap", filled("bootstrap") | {"demonstrations": shown})
    lines = turn.content.split("\n")
    assert lines[1:] == ["1. Add these", "2. Name it.", "3."]
    [turn] = prompts.messages("classify", filled("classify"))
    assert turn.content.endswith("Task: Sort these.\nIs it classification?")
    assert turn.content.count("\nIs it classification? Yes") == 12
    assert turn.content.count("\nIs it classification? No") == 19
    for stage in ("input_first", "output_first"):
        [turn] = prompts.messages(stage, filled(stage))
        assert turn.content.endswith("Task: Sort these.")


def test_inherits_merges_settings_and_falls_back_to_templates(tmp_path: Path) -> None:
    mine = write(
        tmp_path / "mine",
        MINE + "bootstrap: {temperature: 0.3}\nfilters: {novelty: {threshold: 0.5}, refusal: false}\n",
        classify="Is it? {{ instruction }}",
    )  # fmt: skip
    recipe, chat = load_recipe(mine), load_recipe("chat")
    assert recipe.name == "mine"
    assert recipe.bootstrap.temperature == 0.3
    assert recipe.bootstrap.max_tokens == chat.bootstrap.max_tokens
    assert recipe.filters["novelty"] == {"threshold": 0.5, "profile": "unicode"}
    assert "refusal" not in recipe.filters
    assert recipe.templates["classify.jinja"] == "Is it? {{ instruction }}"
    assert recipe.templates["input_first.jinja"] == chat.templates["input_first.jinja"]
    below = write(tmp_path / "below", "inherits: ../mine\nbootstrap: {top_p: 0.9}\n")
    assert load_recipe(below).bootstrap.temperature == 0.3


def test_overrides() -> None:
    recipe = load_recipe(
        "paper", ["bootstrap.temperature=0.9", "window=8", "api=chat", "filters.novelty.threshold=0.4"]
    )
    assert (recipe.bootstrap.temperature, recipe.window, recipe.api) == (0.9, 8, "chat")
    assert recipe.filters["novelty"]["threshold"] == 0.4
    assert load_recipe("chat", ["bootstrap.temperature=1"]) == load_recipe("chat", ["bootstrap.temperature=1.0"])


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("bootstrap.temperatur=1", r"bootstrap\.temperatur: unknown key; did you mean bootstrap\.temperature\?"),
        ("temperature=1", r"temperature: unknown key; did you mean \w+\.temperature\?"),
        ("nonsense=1", "nonsense: unknown key; known: form, .*, filters, "),
        ("window=wide", "window: input should be a valid integer"),
        ("window=2", "window: must be at least 8"),
        ("bootstrap.temperature=hot", r"bootstrap\.temperature: input should be a valid number"),
        ("classification_share=1.5", "classification_share: must be between 0 and 1"),
        ("overused.times=.inf", r"overused\.times: must be at least 1 \(found inf\)"),
        ("form=free", "form: input should be 'chat', 'paper' or 'alpaca'"),
        ("window", "write stage.key=value"),
        ("attributes.domain=[]", r"attributes\.domain: the list is empty"),
        ("output_first=false", "input_first and output_first: give both"),
    ],
)
def test_bad_overrides_name_the_key(override: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        load_recipe("chat", [override])


LOADERS = {
    "bootstrap": load_recipe, "score": load_judging_recipe, "compare": load_preference_recipe,
    "label": load_label_recipe, "ask": load_ground_recipe, "grow": load_topic_recipe, "response": load_distill_recipe,
}  # fmt: skip
OUTSIDE = [
    ("max_tokens", "0", "must be at least 1"),
    ("max_tokens", "-3", "must be at least 1"),
    ("temperature", "-1", "must be at least 0"),
    ("temperature", ".nan", "must be at least 0"),
    ("temperature", ".inf", "must be at least 0"),
    ("top_p", "5", "must be between 0 and 1"),
    ("presence_penalty", "-2.5", "must be between -2 and 2"),
    ("frequency_penalty", "3", "must be between -2 and 2"),
    ("timeout", "0", "must be above 0"),
    ("timeout", "-5", "must be above 0"),
]


@pytest.mark.parametrize("stage", LOADERS)
@pytest.mark.parametrize(("key", "value", "told"), OUTSIDE)
def test_no_kind_of_recipe_samples_out_of_range(stage: str, key: str, value: str, told: str) -> None:
    name = "rank" if stage == "compare" else "chat"
    found = value.removeprefix(".")
    with pytest.raises(RecipeError, match=rf"recipe\.yaml with --set: {stage}\.{key}: {told} \(found {found}\)$"):
        LOADERS[stage](name, [f"{stage}.{key}={value}"])
    LOADERS[stage](name, [f"{stage}.{key}=1"])


def test_stages_of_a_method_and_the_temperatures_of_rank_have_the_same_ranges() -> None:
    with pytest.raises(RecipeError, match=r"stages\.solve\.top_p: must be between 0 and 1 \(found 5\)"):
        load_recipe("gated", ["stages.solve.top_p=5"])
    with pytest.raises(RecipeError, match=r"temperatures\.1: must be at least 0 \(found -1\)"):
        load_preference_recipe("rank", ["temperatures=[1, -1]"])


def test_what_is_out_of_range_is_told_a_line_each(tmp_path: Path) -> None:
    bad = write(
        tmp_path / "bad", "inherits: chat\nbootstrap: {max_tokens: 0}\nsaturation: {candidates: -1, tasks: -5}\n"
    )
    with pytest.raises(RecipeError) as caught:
        load_recipe(bad)
    file = bad / "recipe.yaml"
    assert str(caught.value).splitlines() == [
        f"{file}: bootstrap.max_tokens: must be at least 1 (found 0)",
        f"{file}: saturation.candidates: must be at least 0 (found -1)",
        f"{file}: saturation.tasks: must be at least 0 (found -5)",
    ]
    with pytest.raises(RecipeError, match=r"saturation\.accepted: must be between 0 and 1 \(found 2\)"):
        load_ground_recipe("chat", ["saturation.accepted=2"])


# Ten lines, ten thousand million values.
ALIASES = "a0: &x0 [1]\n" + "".join(f"a{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 10)}]\n" for i in range(1, 10))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inherits: chat\ncolour: red\n", r"recipe\.yaml: colour: unknown key"),
        ("inherits: nowhere\n", "there is no recipe 'nowhere'; known: alpaca, base, chat, "),
        ("inherits: .\n", "is circular"),
        ("- a list\n", "must hold keys and values"),
        ("a: [1\n", r"recipe\.yaml:2: cannot be read: is not YAML"),
        ("a: " + "[" * 1_200, r"recipe\.yaml: cannot be read: is nested too deeply"),
        ("a: &a [*a]\n", r"recipe\.yaml: cannot be read: is not YAML: its aliases expand to more than 100,000 values"),
        (ALIASES, r"recipe\.yaml: cannot be read: is not YAML: its aliases expand to more than 100,000 values"),
        ("form: chat\n", "the template bootstrap.jinja is missing"),
    ],
)
def test_bad_recipes_name_the_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        load_recipe(write(tmp_path / "bad", text))


@pytest.mark.parametrize(("accepted", "closed"), [(2, False), (1, True)])
def test_saturated_is_what_has_fewer_than_the_share(tmp_path: Path, accepted: int, closed: bool) -> None:
    ledger = RunWriter(tmp_path, 5, Saturation(candidates=10, accepted=0.2), FilterSet(), lambda task: None)
    ledger.admit([Task("t", "Say a.")] * accepted + [Rejection("bootstrap", "length", "Say.")] * (10 - accepted))
    ledger.close()
    assert ledger.closed is closed


def test_a_filter_to_be_taken_away_must_be_known() -> None:
    for text, hint in (("novlty", r"did you mean novelty\?"), ("xyz", "known: ")):
        with pytest.raises(RecipeError, match=f"--set filters.{text}=false: there is no filter '{text}'; {hint}"):
            load_recipe("chat", [f"filters.{text}=false"])
    assert "novelty" not in load_recipe("chat", ["filters.novelty=false", "filters.jaccard=false"]).filters
