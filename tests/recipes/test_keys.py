"""A key that is none is answered with the one that was meant, in every kind of recipe."""

from collections.abc import Callable

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.recipes.documents import load_document_recipe
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
        ("minimum=3", "minimum: unknown key; known: description, filters"),
        ("filters.wrods=false", r"there is no filter 'wrods'; did you mean words\?"),
    ],
)
def test_keys_of_filter(override: str, told: str) -> None:
    load: Callable[..., object] = load_document_recipe
    with pytest.raises(RecipeError, match=rf"{told}\Z"):
        load("documents", [override])
