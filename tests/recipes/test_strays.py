"""What a recipe would pass over in silence is refused: stray templates, keys given twice, options nobody uses."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import RecipeError
from selfinstruct.filters import load_filters
from selfinstruct.recipes.generate import load_recipe, restore
from tests.support.runs import SEEDS

_YAML = "inherits: chat\ndescription: mine\n"


def _recipe(place: Path, yaml: str = "", **templates: str) -> Path:
    (place / "recipe.yaml").write_text(_YAML + yaml)
    for name, text in templates.items():
        (place / name.replace("__", ".")).write_text(text)
    return place


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("input-first.jinja", r"input-first\.jinja: belongs to no stage, .*; did you mean input_first\.jinja\?"),
        ("bootstrap_system.jinja", r"; did you mean bootstrap\.system\.jinja\?"),
        ("Bootstrap.jinja", r"; did you mean bootstrap\.jinja\?"),
        ("zebra.jinja", r"; templates are named after a stage: bootstrap\.jinja, classify\.jinja"),
        ("bootstrap.jinja2", r"bootstrap\.jinja2: is not read: templates end in \.jinja; rename it bootstrap\.jinja"),
        ("bootstrap.j2", r"rename it bootstrap\.jinja"),
    ],
)
def test_a_template_that_nothing_renders_is_refused(name: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=told):
        load_recipe(_recipe(tmp_path, **{name: "Write."}))


def test_one_that_is_included_or_of_a_stage_taken_out_is_none(tmp_path: Path) -> None:
    place = _recipe(
        tmp_path, "classify_again: false\n", classify_again__jinja="x", bootstrap__jinja="{% include 'part.jinja' %}",
        part__jinja="Write {{ count }}.",
    )  # fmt: skip
    recipe = load_recipe(place)
    assert restore(recipe.as_dict()) == recipe
    with pytest.raises(RecipeError, match=r"part\.jinja: belongs to no stage"):
        load_recipe(_recipe(tmp_path, bootstrap__jinja="Write."))


@pytest.mark.parametrize("group", ["distill", "labels", "ground", "preferences"])
def test_so_it_is_with_recipes_of_every_kind(group: str, tmp_path: Path) -> None:
    from selfinstruct.recipes import distill, ground, label, prefer

    load = {
        "distill": distill.load_distill_recipe, "labels": label.load_label_recipe,
        "ground": ground.load_ground_recipe, "preferences": prefer.load_preference_recipe,
    }[group]  # fmt: skip
    parent = "rank" if group == "preferences" else "chat"
    (tmp_path / "recipe.yaml").write_text(f"inherits: {parent}\n")
    load(tmp_path)
    (tmp_path / "stray.jinja").write_text("x")
    with pytest.raises(RecipeError, match=r"stray\.jinja: belongs to no stage"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("yaml", "told"),
    [
        ("window: 8\nwindow: 9\n", r"recipe\.yaml:4: 'window' is there twice, in line 3 already"),
        ("bootstrap:\n  max_tokens: 8\n  max_tokens: 9\n", r"recipe\.yaml:5: 'max_tokens' is there twice"),
        ("description: again\n", r"recipe\.yaml:3: 'description' is there twice, in line 2 already"),
        ("inherit: chat\n", r"inherit: unknown key; did you mean inherits\?"),
    ],
)
def test_a_key_that_would_be_lost_is_refused(yaml: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=told):
        load_recipe(_recipe(tmp_path, yaml))


@pytest.mark.parametrize("name", ["length"])
def test_a_maximum_below_its_minimum_is_refused(name: str) -> None:
    with pytest.raises(RecipeError, match=r"maximum: must not be below minimum \(found 60 and 70\)"):
        load_filters({name: {"minimum": 70, "maximum": 60}})
    with pytest.raises(RecipeError, match="maximum: must not be below minimum"):
        load_filters({name: {"minimum": 700}})  # than the usual one
    assert load_filters({name: {"minimum": 60, "maximum": 60}})


def test_steering_that_no_template_uses_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = _recipe(tmp_path, bootstrap__jinja="Write {{ count }} tasks.", bootstrap__system__jinja="Write.")
    selfinstruct.preview(SEEDS, recipe=str(place), language="German")
    assert "--language: the template bootstrap.jinja of the recipe" in caplog.text
    notes = selfinstruct.validate(place).notes
    assert notes == (
        "bootstrap.jinja does not use topic, language or guidance: the options of that name change nothing there",
    )
    for name in ("classify", "classify_again", "input_first", "output_first"):
        (place / f"{name}.jinja").write_text("{{ instruction }}")
    with pytest.raises(
        RecipeError, match=r"--language: no template of the recipe .* uses it; write \{\{ language \}\}"
    ):
        selfinstruct.preview(SEEDS, recipe=str(place), language="German")
    selfinstruct.preview(SEEDS, recipe=str(place))


@pytest.mark.parametrize("value", ["false", "null"])
def test_an_inherited_attribute_can_be_taken_out(value: str, tmp_path: Path) -> None:
    place = _recipe(tmp_path, f"attributes:\n  audience: {value}\n")
    assert "audience" in load_recipe("chat").attributes
    assert "audience" not in load_recipe(place).attributes
    assert "audience" not in load_recipe("chat", [f"attributes.audience={value}"]).attributes
