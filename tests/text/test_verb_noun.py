"""The verb of an instruction and what it is about."""

import pytest

from selfinstruct.text.verb_noun import pair_finder


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Write three short stories for children.", ("write", "story")),
        ("List five countries in Asia", ("list", "country")),
        ("Draft a two-line email reply.", ("draft", "reply")),
        ("Given two numbers, find the larger one; then name the colour.", ("name", "colour")),
        ("Name the colours of the flag.", ("name", "colour")),
        ("You are a chef. Suggest a menu for six guests.", ("suggest", "menu")),
        ("Give me a recipe.", ("give", "recipe")),
        ("Please translate the text into French.", ("translate", "text")),
        ("What is the capital of France?", None),
        ("Sort by price.", None),
        ("", None),
        ("次の文章を要約してください。", None),
    ],
)
def test_verb_and_noun(text: str, pair: tuple[str, str] | None) -> None:
    assert pair_finder()(text) == pair
