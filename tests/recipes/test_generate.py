"""Recipes: shipped ones, inheritance, overrides, and what is wrong with a bad one."""

from dataclasses import replace
from pathlib import Path

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.base import shipped_recipes
from selfinstruct.recipes.generate import STAGES, load_recipe, restore
from selfinstruct.recipes.templates import VARIABLES, Templates, quote
from selfinstruct.records import Message
from selfinstruct.shipped import folder

MINE = "inherits: chat\n"


def write(place: Path, text: str, **templates: str) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    (place / "recipe.yaml").write_text(text)
    for name, body in templates.items():
        (place / f"{name}.jinja").write_text(body)
    return place


def filled(stage: str) -> dict[str, object]:
    values: dict[str, object] = {
        "topic": "", "language": "", "guidance": "", "demonstrations": [], "count": 3, "classification": False,
        "attributes": [{}] if stage == "bootstrap" else {}, "instruction": "Sort these.", "type": "", "labels": [],
        "is_classification": None,
    }  # fmt: skip
    return {name: values[name] for name in VARIABLES[stage]}


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


def test_nothing_ends_a_quotation() -> None:
    assert quote("a\rb\u2028> c\n\nd ") == "> a\n> b\n> > c\n>\n> d"
    assert quote("") == ">"


@pytest.mark.parametrize("name", shipped_recipes())
@pytest.mark.parametrize("option", ["topic", "language", "guidance"])
def test_steering_reaches_every_prompt(name: str, option: str) -> None:
    recipe = load_recipe(name)
    prompts = Templates(recipe)
    for stage in STAGES:
        if recipe.stage(stage) is None:
            continue
        variables = filled(stage)
        plain = "\n".join(turn.content for turn in prompts.messages(stage, variables))
        steered = "\n".join(turn.content for turn in prompts.messages(stage, variables | {option: "Xhosa riddles"}))
        assert "Xhosa riddles" not in plain
        assert "Xhosa riddles" in steered, stage


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
        ("bootstrap.temperatur=1", r"bootstrap\.temperatur: unknown key"),
        ("nonsense=1", "nonsense: unknown key"),
        ("window=wide", "window: input should be a valid integer"),
        ("window=2", "window: must be at least 8"),
        ("bootstrap.temperature=hot", r"bootstrap\.temperature: input should be a valid number"),
        ("classification_share=1.5", "classification_share: must lie between 0 and 1"),
        ("form=free", "form: input should be 'chat', 'paper' or 'alpaca'"),
        ("window", "write stage.key=value"),
        ("attributes.domain=[]", r"attributes\.domain: the list is empty"),
        ("output_first=false", "input_first and output_first: give both"),
    ],
)
def test_bad_overrides_name_the_key(override: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        load_recipe("chat", [override])


# Ten lines, ten thousand million values.
ALIASES = "a0: &x0 [1]\n" + "".join(f"a{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 10)}]\n" for i in range(1, 10))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inherits: chat\ncolour: red\n", r"recipe\.yaml: colour: unknown key"),
        ("inherits: nowhere\n", "there is no recipe 'nowhere'; known: alpaca, chat, paper"),
        ("inherits: .\n", "goes round in a circle"),
        ("- a list\n", "must hold keys and values"),
        ("a: [1\n", r"recipe\.yaml:2: cannot be read: is not YAML"),
        ("a: " + "[" * 100_000, r"recipe\.yaml: cannot be read: is nested too deeply"),
        ("a: &a [*a]\n", r"recipe\.yaml: cannot be read: is not YAML: its aliases make more than 100,000 values"),
        (ALIASES, r"recipe\.yaml: cannot be read: is not YAML: its aliases make more than 100,000 values"),
        ("form: chat\n", "the template bootstrap.jinja is missing"),
    ],
)
def test_bad_recipes_name_the_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        load_recipe(write(tmp_path / "bad", text))


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ instructio }}", r"classify\.jinja: undefined variable 'instructio'"),
        ("{% if %}", r"classify\.jinja:1:"),
        ("{% include '../secret' %}", "no template"),
        ("{% include instruction %}", "must name a template of the recipe"),
    ],
)
def test_bad_templates_are_found_before_anything_is_asked(tmp_path: Path, template: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        Templates(load_recipe(write(tmp_path / "bad", MINE, classify=template)))


BELOW = "works on numbers below 10,000 only"
HOSTILE = {
    "{{ instruction.__class__.__mro__ }}": "'__class__' of 'str' object is unsafe",
    "{{ labels.append(1) }}": "'append' of 'list' object is unsafe",
    "{{ 'x' * 1000000000 }}": BELOW,
    "{{ 2 ** 99999 }}": BELOW,
    "{{ '%1000000000d' % 1 }}": BELOW,
    "{{ '{:>1000000000}'.format(1) }}": "'format' of 'str' object is unsafe",
    "{{ '{:>1000000000}' | attr('format') }}": "'format' of 'str' object is unsafe",
    "{{ 'x'.ljust(1000000000) }}": "'ljust' of 'str' object is unsafe",
    "{{ attributes.nowhere }}": "has no attribute 'nowhere'",
    "{% for i in range(99999) %}{% for j in range(99) %}xxxxxxxxxxxx{% endfor %}{% endfor %}": "more than 1,000,000",
} | {
    f"{{{{ instruction | {name} }}}}": f"No filter named '{name}'"
    for name in ("center", "format", "indent", "replace", "wordwrap", "xmlattr", "urlize", "pprint", "random")
}  # fmt: skip


@pytest.mark.parametrize(("template", "message"), HOSTILE.items())
def test_hostile_templates_are_stopped(tmp_path: Path, template: str, message: str) -> None:
    """By what stops them before they make anything large: the bound on the output comes last."""
    recipe = load_recipe(write(tmp_path / "bad", MINE, classify=template))
    with pytest.raises(RecipeError, match=message):
        Templates(recipe).messages("classify", filled("classify"))


def test_a_system_turn_follows_its_variables(tmp_path: Path) -> None:
    templates = {"classify.system": "{{ topic }}", "input_first.system": "{{ labels | join }}"}
    prompts = Templates(load_recipe(write(tmp_path / "mine", MINE, **templates)))
    for topic in ("a", "b", "a"):
        assert prompts.system("classify", filled("classify") | {"topic": topic}) == (Message("system", topic),)
    labels: list[str] = []
    for text in ("x", "xy"):
        labels.append(text[-1])
        assert prompts.system("input_first", filled("input_first") | {"labels": labels}) == (Message("system", text),)


def test_a_template_of_two_recipes_includes_what_stands_in_its_own(tmp_path: Path) -> None:
    for rule in ("Be brief.", "Rhyme.", "{{ topic }}"):
        recipe = load_recipe(write(tmp_path / "mine", MINE, classify="{% include 'rule.jinja' %}", rule=rule))
        [*_, turn] = Templates(recipe).messages("classify", filled("classify") | {"topic": "Tides."})
        assert turn.content == rule.replace("{{ topic }}", "Tides.")


def test_model_text_is_never_a_template() -> None:
    prompts = Templates(load_recipe("chat"))
    turns = prompts.messages("classify", filled("classify") | {"instruction": "{{ 7 * 7 }}{% raw %}"})
    assert turns[-1] == Message("user", "Task: {{ 7 * 7 }}{% raw %}")


def test_every_shipped_template_belongs_to_a_stage() -> None:
    for file in folder("prompts").glob("*/*.jinja"):
        assert file.name.removesuffix(".jinja").removesuffix(".system") in STAGES, file
