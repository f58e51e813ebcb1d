"""`selfinstruct validate`: seed tasks, recipes of each kind, and rubrics, right and wrong."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from selfinstruct import validate
from selfinstruct.cli.app import run_app
from selfinstruct.cli.render.datasets import valid
from selfinstruct.errors import RecipeError, SeedError, SelfInstructError
from selfinstruct.recipes import folders
from selfinstruct.recipes.folders import shipped_recipes
from selfinstruct.recipes.kinds import KINDS
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


SHIPPED = sorted(file.parent.relative_to(PROMPTS).as_posix() for file in PROMPTS.rglob("recipe.yaml"))
KIND_OF_GROUP = {kind.group: kind.name for kind in KINDS}
# What is told of recipes whose kind is not the name of their folder.
TOLD = {"generation": "recipe ", "judging": "recipe for a judge", "ground": "recipe for grounded tasks",
        "distill": "recipe for distillation"}  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_every_recipe_that_ships_is_read_as_what_it_is(name: str) -> None:
    group, _, own = name.rpartition("/")
    found = validate(PROMPTS / name)
    assert (found.kind, found.name) == (KIND_OF_GROUP[group], own)
    assert all(found.counts.values()) or found.kind == "distill"
    assert valid(found).startswith(TOLD.get(found.kind, f"recipe for {found.kind}"))


def test_there_is_a_kind_for_every_folder_of_recipes() -> None:
    assert set(KIND_OF_GROUP) == {name.rpartition("/")[0] for name in SHIPPED}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that ships, under names that say nothing."""
    place = tmp_path_factory.mktemp("copied")
    shutil.copytree(PROMPTS, place / "a")
    for group in filter(None, KIND_OF_GROUP):
        (place / "a" / group).rename(place / "a" / f"x{group}")
    return place / "a"


@pytest.mark.parametrize("name", SHIPPED)
def test_faults_in_a_copy_are_found(name: str, copied: Path) -> None:
    group, _, own = name.rpartition("/")
    place = copied / f"x{group}" / own if group else copied / own
    assert validate(place).kind == KIND_OF_GROUP[group]
    settings = (place / "recipe.yaml").read_text()
    for fault, told in (("nothing_such: 3", "nothing_such: unknown key"), ("reasoning: [1]", "reasoning: ")):
        with changed(place / "recipe.yaml", f"{settings}\n{fault}\n"), pytest.raises(RecipeError, match=told):
            validate(place)
    for file in sorted(place.glob("*.jinja")):
        with changed(file, file.read_text() + "{{ nothing_such }}"):
            with pytest.raises(RecipeError, match="undefined variable 'nothing_such'") as caught:
                validate(place)
            assert ".jinja: " in str(caught.value)
        with changed(file, None):
            inherited = file.name in folders.merged(place, (), group)[0]["templates"]
            if not inherited and not file.name.endswith(".system.jinja"):
                with pytest.raises(RecipeError, match=re.escape(file.name)):
                    validate(place)


@contextmanager
def changed(file: Path, text: str | None) -> Iterator[None]:
    before = file.read_text()
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    yield
    file.write_text(before)


OWN = [
    ("inherits: chat\ngrow: {temperature: 1}", {}, "topics"),
    ("inherits: chat\nlongest: 4", {}, "topics"),
    ("inherits: chat\nrate: 3", {}, "ground"),
    ("inherits: chat\nrate: {max_tokens: 30}", {}, "labels"),
    ("inherits: chat", {"asked": "Write {{ count }} tasks."}, "ground"),
    ("inherits: chat", {"asked": "What is asked: {{ question }}"}, "labels"),
    ("inherits: chat", {"passages": "{{ passages[0].text }}"}, "ground"),
    ("inherits: chat", {"ask": "{% include 'passages.jinja' %} Write {{ count }} tasks."}, "ground"),
    ("inherits: backtranslate\nrate: 2", {}, "ground"),
    ("inherits: chat\nresponse: {temperature: 0.3}", {}, "distill"),
    ("inherits: chat", {"response.system": "You are brief."}, "distill"),
    ("inherits: chat\nscore: {temperature: 1}", {}, "judging"),
    ("inherits: revise\nscore: {temperature: 1}", {}, "preferences"),
    ("inherits: chat\nconstrain: off", {}, "generation"),
    ("inherits: verified\nmethod: {attempts: 2}", {}, "generation"),
    ("inherits: verified\njudged: true", {}, "preferences"),
    ("filters:\n  refusal: {}\nresponse: {temperature: 1}", {}, "distill"),
    ("filters:\n  words: {minimum: 4}", {}, "documents"),
    ("inherits: gopher", {}, "documents"),
]


@pytest.mark.parametrize(("settings", "templates", "kind"), OWN, ids=[f"{item[0]} {' '.join(item[1])}" for item in OWN])
def test_a_recipe_of_ones_own_is_told_by_what_it_says(
    tmp_path: Path, settings: str, templates: dict[str, str], kind: str
) -> None:
    mine = recipe(tmp_path / "mine", settings, **templates)
    assert validate(mine).kind == kind
    # What inherits it by its path is of its kind.
    assert validate(recipe(tmp_path / "next", "inherits: ../mine\ndescription: mine, further")).kind == kind


@pytest.mark.parametrize("name", SHIPPED)
def test_a_copy_is_of_its_kind_wherever_it_is_and_whatever_is_beside_it(name: str, tmp_path: Path) -> None:
    group, _, own = name.rpartition("/")
    shutil.copytree(PROMPTS / "chat", tmp_path / "chat")
    (tmp_path / "judging").mkdir()
    shutil.copytree(PROMPTS / name, tmp_path / f"my {own}")
    assert validate(tmp_path / f"my {own}").kind == KIND_OF_GROUP[group]


@pytest.mark.parametrize(
    ("parent", "told"),
    [
        ("../judging", "/judging: there is no such folder; for the one that ships write inherits: judging"),
        ("../empty", "/empty: has no recipe.yaml"),
        ("./gone", "/mine/gone: there is no such folder"),
    ],
)
def test_what_inherits_names_is_told_where_it_is_not_there(parent: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    mine = recipe(tmp_path / "mine", f"inherits: {parent}\nmethod: rank")
    with pytest.raises(RecipeError) as caught:
        validate(mine)
    assert str(caught.value) == f"{mine}/recipe.yaml: inherits: {tmp_path}{told}"


def test_what_only_others_inherit(tmp_path: Path) -> None:
    found = validate(PROMPTS / "preferences" / "judging")
    assert found.notes == ("it names no method: recipes for prefer can inherit it, and prefer cannot be given it",)
    assert not validate(PROMPTS / "preferences" / "rank").notes
    mine = recipe(tmp_path / "mine", f"inherits: {PROMPTS / 'preferences' / 'judging'}\nresponse: {{max_tokens: 9}}")
    with pytest.raises(RecipeError, match="method: is missing"):
        validate(mine)


def test_the_other_kinds() -> None:
    assert validate(PROMPTS / "judging" / "chat").counts["prompt"] == 2
    assert validate(PROMPTS / "ground" / "chat").counts["prompt"] == 24
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
    ("inherits: chat", {"bootstrap": "{% if topic %}{{ topic.name }}{% endif %} x"}, r"mine/bootstrap\.jinja: .*name"),
    ("inherits: chat", {"classify_again": "{{ labels[3] }}"}, r"classify_again\.jinja"),
    ("inherits: chat", {"input_first": "{{ attributes.colour }}"}, r"input_first\.jinja: .*colour"),
    (
        "inherits: chat",
        {"bootstrap": "{% if not guidance %} {% endif %}"},
        r"mine/bootstrap\.jinja: renders to nothing",
    ),
    ("inherits: rank", {"compare": " "}, r"mine/compare\.jinja: renders to nothing"),
    (
        "inherits: chat",
        {"bootstrap": "{% include 'nix.jinja' %}"},
        r"mine/bootstrap\.jinja: names nix\.jinja, and .* no",
    ),
    ("inherits: chat\nname: chat", {"classify": "{{ x }}"}, r"/mine/classify\.jinja: undefined variable 'x'"),
    ("inherits: rank\nname: rank", {"score": "{{ x }}"}, r"/mine/score\.jinja: undefined variable 'x'"),
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


def test_a_fault_of_an_inherited_template_is_told_of_its_own_file(tmp_path: Path) -> None:
    recipe(tmp_path / "base", "inherits: chat", bootstrap="{{ nothing }}")
    mine = recipe(tmp_path / "mine", "inherits: ../base")
    with pytest.raises(RecipeError, match=r"base/bootstrap\.jinja: undefined variable 'nothing'"):
        validate(mine)
    (tmp_path / "base" / "part.jinja").write_text("{{ neither }}")
    with pytest.raises(RecipeError, match=r"base/part\.jinja: belongs to no stage"):
        validate(mine)
    (mine / "bootstrap.jinja").write_text("{% include 'part.jinja' %}")
    with pytest.raises(RecipeError, match=r"base/part\.jinja: undefined variable 'neither'"):
        validate(mine, develop="instances")


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"has no recipe\.yaml$"):
        validate(tmp_path)
    with pytest.raises(RecipeError, match=r"has no recipe\.yaml; these of its folders have one: backtranslate, chat$"):
        validate(PROMPTS / "ground")
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
    (mine / "recipe.yaml").write_text("inherits: chat\nbootstrap: {temperature: -1, max_tokens: 0}\n")
    with pytest.raises(SystemExit):
        run_app()
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("recipe.yaml: ")[1] for line in lines] == [
        "bootstrap.max_tokens: must be at least 1 (found 0)",
        "bootstrap.temperature: must be at least 0 (found -1)",
    ]
    assert all(line.startswith("error: ") for line in lines)
