"""Every filter is described with its parameters, which are checked, and sees what those before it kept."""

import inspect
import re
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from selfinstruct.cli.app import app
from selfinstruct.errors import RecipeError, UnknownName, UsageError
from selfinstruct.filters import SHIPPED, load_document_filters, load_filters
from selfinstruct.filters.apply import sift
from selfinstruct.recipes.distill import load_distill_recipe
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.label import load_label_recipe
from selfinstruct.recipes.prefer import METHODS, load_preference_recipe
from selfinstruct.registry import load
from tests.support.filters import GOOD, OF_DOCUMENTS, made, made_for_documents, task
from tests.support.paths import ROOT


@pytest.mark.parametrize(
    ("command", "read"),
    [
        ("generate", lambda example: load_recipe("chat", [example])),
        ("filter", lambda example: load_recipe("chat", [example])),
        ("distill", lambda example: load_distill_recipe("chat", [example])),
        ("label", lambda example: load_label_recipe("chat", [example])),
        ("prefer", lambda example: [load_preference_recipe(method, [example]) for method in METHODS]),
    ],
)
def test_the_example_of_each_help_is_a_setting_of_that_command(command: str, read: Callable[[str], object]) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "300"}).stdout
    example = re.search(r"recipe setting, for example\s+(\S+=[\d.]+);", shown)
    assert example is not None
    read(example[1])


def test_each_filter_sees_what_those_before_it_kept() -> None:
    whole = task(GOOD, ("a", ""), ("a", "1"))
    filters = load_filters({"empty_output": {}, "same_input_different_output": {}})
    kept, rejections = sift(filters, whole, whole.instances)
    assert (list(kept), [item.rule for item in rejections]) == ([whole.instances[1]], ["empty_output"])


def test_parameters_are_checked() -> None:
    with pytest.raises(RecipeError, match=r"filter length: .*nonsense"):
        load_filters({"length": {"nonsense": 1}})
    with pytest.raises(UnknownName, match=r"known: .*novelty"):
        load_filters({"nonsense": {}})
    with pytest.raises(UsageError, match="between 0 and 1"):
        load_filters({"novelty": {"threshold": 7}})


def test_filters_of_documents_and_of_tasks_are_told_apart() -> None:
    with pytest.raises(UsageError, match="filter letters: looks at documents, and these are tasks"):
        load_filters({"length": {}, "letters": {}})
    with pytest.raises(UsageError, match="filter length: looks at tasks, and these are documents"):
        load_document_filters({"letters": {}, "length": {}})
    both = load_document_filters({"letters": {}, "exact": {}, "pii": {}})
    assert [item.scope for item in both] == ["document"] * 3
    assert getattr(both[0], "private", False), "what it rejects is not written down"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_filter_is_documented_with_its_parameters(name: str) -> None:
    rows = (ROOT / "docs" / "filters.md").read_text(encoding="utf-8").split("\n")
    row = next((row for row in rows if row.startswith(f"| `{name}` |")), None)
    assert row is not None, f"docs/filters.md has no row for {name}"
    found = made_for_documents(name) if name in OF_DOCUMENTS else made(name)
    assert f"| {found.scope} |" in row
    documented = set(re.findall(r"`(\w+)=", row))
    assert documented == set(inspect.signature(load("filters", name)).parameters) - {"scope"}


@pytest.mark.parametrize(
    ("text", "published", "chat"),
    [
        ('"All that glitters is not gold": what does the saying mean?', "rejected", "kept"),
        ("'Quick' and 'fast' are often confused; when is which used?", "rejected", "kept"),
        ("`sorted(x)[0]` is slow; suggest something better.", "rejected", "kept"),
        ("'It's late', he said. Go on with the story.", "rejected", "kept"),
        ('"To be or not to be" – who says this, and to whom?', "rejected", "kept"),
        ('"Break a leg" (heard at the theatre): where does it come from?', "rejected", "kept"),
        ('"Wir sehen uns" … wie sagt man das förmlich?', "rejected", "kept"),
        ("\"Échec et mat\" : d'où vient l'expression ?", "rejected", "kept"),
        ('"Sobremesa", ¿cómo se explica en inglés?', "rejected", "kept"),
        ('"加油"是什么意思?', "rejected", "kept"),
        ('"إن شاء الله" ، متى يقال؟', "rejected", "kept"),
        ("'Ich hab's', sagte sie. Setze die Geschichte fort.", "rejected", "kept"),
        ("“Break a leg”: where does it come from?", "kept", "kept"),
        ("„Morgenstund hat Gold im Mund“: was heißt das?", "kept", "kept"),
        ("« Chapeau ! » : quand le dit-on ?", "kept", "kept"),
        ("「頑張って」はどういう意味ですか。", "kept", "kept"),
        ("‘Fewer’ or ‘less’: which is right here?", "kept", "kept"),
        ('"name": "Ada", "age": 36', "rejected", "rejected"),
        ('"tasks": [list three of them]', "rejected", "rejected"),
        ('"Write a poem about the sea', "rejected", "rejected"),
        ('"Write a poem about the sea."', "rejected", "rejected"),
        ("- Name three rivers of Spain.", "rejected", "rejected"),
        ("(Go on with the story)", "rejected", "rejected"),
        ("Name three rivers of Spain.", "kept", "kept"),
    ],
)
def test_quotations_may_begin_an_instruction(text: str, published: str, chat: str) -> None:
    for recipe, expected in (("paper", published), ("chat", chat)):
        settings = load_recipe(recipe).filters.get("punctuation", {})
        [item] = load_filters({"punctuation": settings})
        assert ("kept" if item(task(text)) is None else "rejected") == expected
