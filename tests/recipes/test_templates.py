"""Templates: what they are filled with, what they must not do, and where they are looked for."""

import re
from pathlib import Path

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.generate import STAGES, load_recipe
from selfinstruct.recipes.templates import Templates, quote
from selfinstruct.records import Message
from selfinstruct.shipped import folder
from tests.support.recipes import MINE, filled, write


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


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ instructio }}", r"classify\.jinja: undefined variable 'instructio'"),
        ("{% if %}", r"classify\.jinja:1:"),
        ("{% include '../secret' %}", "classify.jinja: names ../secret, and the recipe has no such template"),
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


def test_every_shipped_template_belongs_to_a_stage_or_to_a_template_of_one() -> None:
    for file in folder("prompts").glob("*/*.jinja"):
        recipe = load_recipe(file.parent.name)
        included = {name for text in recipe.templates.values() for name in re.findall(r'include "([^"]+)"', text)}
        stage = file.name.removesuffix(".jinja").removesuffix(".system")
        assert stage in (*STAGES, *recipe.stages) or file.name in included, file
