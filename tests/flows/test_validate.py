"""`selfinstruct validate`: seed tasks, recipes of each kind, and rubrics, right and wrong."""

import sys
from pathlib import Path

import pytest

from selfinstruct import validate
from selfinstruct.cli.app import run_app
from selfinstruct.cli.render.datasets import valid
from selfinstruct.errors import RecipeError, SeedError, SelfInstructError
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.label import GROUP
from selfinstruct.recipes.prefer import METHODS
from selfinstruct.recipes.rubric import shipped_rubrics as rubrics
from tests.support.paths import ROOT

PROMPTS = ROOT / "prompts"


def recipe(place: Path, settings: str, **templates: str) -> Path:
    place.mkdir(exist_ok=True)
    (place / "recipe.yaml").write_text(settings, encoding="utf-8")
    for name, text in templates.items():
        (place / f"{name}.jinja").write_text(text, encoding="utf-8")
    return place


@pytest.mark.parametrize("name", shipped_recipes())
def test_shipped_recipes(name: str) -> None:
    found = validate(PROMPTS / name)
    assert (found.kind, found.name) == ("generation", name)
    assert found.counts["prompt"] > 10
    assert validate(PROMPTS / name / "recipe.yaml") == found


@pytest.mark.parametrize("name", METHODS)
def test_shipped_recipes_for_preferences(name: str) -> None:
    found = validate(PROMPTS / "preferences" / name)
    assert (found.kind, found.name) == ("preferences", name)


def test_the_other_kinds() -> None:
    assert validate(PROMPTS / GROUP / "chat").kind == "labels"
    judge = validate(PROMPTS / "judging" / "chat")
    assert (judge.kind, judge.counts["prompt"]) == ("judging", 2)
    for name in rubrics():
        assert validate(PROMPTS / "rubrics" / f"{name}.yaml").kind == "rubric"


@pytest.mark.parametrize("name", shipped_recipes("documents"))
def test_shipped_recipes_for_documents(name: str) -> None:
    found = validate(PROMPTS / "documents" / name)
    assert (found.kind, found.name) == ("documents", name)
    assert found.counts["filter"] >= 1
    assert valid(found).startswith(f"recipe for documents {name} can be used: {found.counts['filter']} filter")


def test_a_recipe_for_documents_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("inherits: gopher\nfilters:\n  words: {minimum: 20}\n  letters: {most: 1}\n")
    with pytest.raises(RecipeError, match=r"recipe\.yaml:4: filters\.letters: no parameter 'most'"):
        validate(tmp_path)
    (tmp_path / "recipe.yaml").write_text("filters:\n  refusal: {}\n")
    with pytest.raises(RecipeError, match=r"recipe\.yaml:2: filters\.refusal: looks at tasks, and these are documents"):
        validate(tmp_path)


WRONG = [
    ("inherits: nobody", {}, r"there is no recipe 'nobody'"),
    ("inherits: chat\nwindows: 3", {}, r"windows: unknown key"),
    ("inherits: chat\nbootstrap: {temperature: hot}", {}, r"bootstrap\.temperature: .*'hot'"),
    ("inherits: chat\nfilters: {novelty: {threshold: 7}}", {}, r"mine/recipe\.yaml:2: filters\.novelty: .*threshold"),
    ("inherits: chat\nfilters:\n  x: {}", {}, r"mine/recipe\.yaml:3: filters\.x: there is no filter 'x'; known: "),
    ("inherits: rank\nfilters:\n  length: {most: 3}", {}, r"yaml:3: filters\.length: no parameter 'most'"),
    ("inherits: chat", {"bootstrap": "{{ instructions }}"}, r"bootstrap\.jinja: undefined variable 'instructions'"),
    ("inherits: chat", {"bootstrap": "{% if %}"}, r"bootstrap\.jinja:1: "),
    ("inherits: chat", {"bootstrap": "{% if topic %}{{ topic.name }}{% endif %} x"}, r"bootstrap\.jinja: .*name"),
    ("inherits: chat", {"classify_again": "{{ labels[3] }}"}, r"classify_again\.jinja"),
    ("inherits: chat", {"input_first": "{{ attributes.colour }}"}, r"input_first\.jinja: .*colour"),
    ("inherits: chat", {"bootstrap": "{% if not guidance %} {% endif %}"}, r"a prompt is empty"),
    ("inherits: rank", {"score": "{{ rubric.nothing }}"}, r"score\.jinja: .*nothing"),
    ("inherits: chat\nlabel: {max_tokens: 5}", {"label": "{{ labels.x }}"}, r"label\.jinja"),
    ("inherits: chat\nscore: {max_tokens: 5}", {"score": "{{ answer }}"}, r"score\.jinja"),
    ("[1, 2]", {}, r"recipe\.yaml: must hold keys and values"),
    ("a: [", {}, r"recipe\.yaml:1: cannot be read: is not YAML: while parsing a flow node, .* at column 5$"),
    ("a: 1\nb: c: d", {}, r"recipe\.yaml:2: cannot be read: is not YAML: mapping values .* at column 5$"),
    ("a: \0", {}, r"recipe\.yaml: cannot be read: is not YAML: unacceptable character .* not allowed$"),
    ("form: chat", {}, r"the template bootstrap\.jinja is missing"),
]


@pytest.mark.parametrize(("settings", "templates", "told"), WRONG, ids=[item[2] for item in WRONG])
def test_what_is_wrong_is_said(tmp_path: Path, settings: str, templates: dict[str, str], told: str) -> None:
    with pytest.raises(SelfInstructError, match=told) as caught:
        validate(recipe(tmp_path / "mine", settings, **templates))
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"has no recipe\.yaml"):
        validate(tmp_path)
    with pytest.raises(RecipeError, match="there is no rubric"):
        validate(tmp_path / "nothing.yaml")
    with pytest.raises(SeedError, match="there is no such file"):
        validate(tmp_path / "nothing.jsonl")


def test_one_line_in_good_grammar(tmp_path: Path, seeds: Path) -> None:
    one = tmp_path / "one.jsonl"
    one.write_text('{"instruction": "Name a river."}\n')
    assert valid(validate(one)) == "1 task can be read, 0 classification, 1 without an input"
    assert valid(validate(seeds)).startswith("185 tasks can be read, ")
    rubric = tmp_path / "mine.yaml"
    rubric.write_text("criteria: [{name: brief, question: 'Is it brief?'}]")
    assert valid(validate(rubric)) == "rubric mine can be used: 1 criterion"
    mine = recipe(tmp_path / "mine", "inherits: alpaca\ndescription: x")
    assert valid(validate(mine)) == "recipe mine can be used: 1 template, 16 prompts rendered"


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    mine = recipe(tmp_path / "mine", "inherits: chat", bootstrap="{{ nothing }}")
    for path, code in ((PROMPTS / "chat", 0), (mine, 2)):
        monkeypatch.setattr(sys, "argv", ["selfinstruct", "validate", str(path)])
        with pytest.raises(SystemExit) as left:
            run_app()
        assert left.value.code == code
        told = capsys.readouterr()
        assert (told.out + told.err).count("\n") == 1
