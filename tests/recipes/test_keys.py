"""A key that is none is answered with the one that was meant, in every kind of recipe."""

from collections.abc import Callable
from pathlib import Path

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.documents import load_document_recipe
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.recipes.ground import load_ground_recipe


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("raet=3", r"raet: unknown key; did you mean rate\?"),
        ("Rate=3", r"Rate: unknown key; did you mean rate\?"),
        ("passage.mots=3", r"passage\.mots: unknown key; did you mean passage\.most\?"),
        ("passage.zzz=3", r"passage\.zzz: unknown key; known: most, least"),
        ("types.fact.wieght=3", r"types\.fact\.wieght: unknown key; did you mean types\.fact\.weight\?"),
        ("types.fcat.weight=3", r"types\.fcat\.ask: is missing, .*; did you mean fact\?"),
        ("ask.temprature=1", r"ask\.temprature: unknown key; did you mean ask\.temperature\?"),
        ("temperature=1", r"temperature: unknown key; did you mean ask\.temperature\?"),
        ("candidates=9", r"candidates: unknown key; did you mean saturation\.candidates\?"),
        ("fact.weight=3", r"fact: unknown key; did you mean types\.fact\.weight\?"),
        ("fact.wieght=3", r"fact: unknown key; did you mean types\.fact\.weight\?"),
        ("zzz=1", r"zzz: unknown key; known: description, api, constrain, rate, .*, filters"),
    ],
)
def test_keys_of_ground(override: str, told: str) -> None:
    with pytest.raises(RecipeError, match=rf"{told}\Z"):
        load_ground_recipe("chat", [override])


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("fliters.words.minimum=3", r"fliters: unknown key; did you mean filters\?"),
        ("words.minimum=3", r"words: unknown key; did you mean filters\.words\.minimum\?"),
        ("semantic.threshold=0.9", r"semantic: unknown key; did you mean filters\.semantic\.threshold\?"),
        ("minimum=3", r"minimum: unknown key; did you mean filters\.words\.minimum\?"),
        ("least=3", "least: unknown key; known: description, filters"),
        ("filters.wrods=false", r"there is no filter 'wrods'; did you mean words\?"),
    ],
)
def test_keys_of_filter(override: str, told: str) -> None:
    load: Callable[..., object] = load_document_recipe
    with pytest.raises(RecipeError, match=rf"{told}\Z"):
        load("documents", [override])


@pytest.mark.parametrize(
    ("recipe", "override", "told"),
    [
        ("chat", "semantic.threshold=0.9", "semantic: unknown key; did you mean filters.semantic.threshold?"),
        ("chat", "novelty.treshold=0.9", "novelty: unknown key; did you mean filters.novelty.threshold?"),
        ("chat", "semantic.zzz=0.9", "semantic: unknown key; did you mean filters.semantic?"),
        ("chat", "semantic=false", "semantic: unknown key; did you mean filters.semantic?"),
        ("chat", "threshold=0.9", "threshold: unknown key; did you mean filters.novelty.threshold?"),
        ("chat", "domain=[tides]", "domain: unknown key; did you mean attributes.domain?"),
        ("verified", "answer.temperature=0.2", "answer: unknown key; did you mean stages.answer.temperature?"),
        ("verified", "attempts=2", "attempts: unknown key; did you mean method.attempts?"),
        ("chat", "nonsense.threshold=0.9", "nonsense: unknown key; known: form, description, "),
    ],
)
def test_a_key_without_its_section(recipe: str, override: str, told: str) -> None:
    with pytest.raises(RecipeError) as caught:
        load_recipe(recipe, [override])
    assert f"recipe.yaml with --set: {told}" in str(caught.value)


def test_keys_in_a_file_lack_their_section_too(tmp_path: Path) -> None:
    written = "inherits: chat\nnovelty: {threshold: 0.6}\nlength: {minimum: 2, maximum: 9}\n"
    (tmp_path / "recipe.yaml").write_text(written)
    with pytest.raises(RecipeError, match=r"mean filters\.novelty\.threshold\?\n.*did you mean filters\.length\?"):
        load_recipe(tmp_path)
