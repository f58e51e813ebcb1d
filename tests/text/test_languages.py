"""Which language a text is in."""

import pytest

from selfinstruct.text.languages import UNCLEAR, language_identifier


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nenne drei Flüsse in Europa und ihre Quellen.", "de"),
        ("次の文章を要約してください。", "ja"),
        ("Résume le texte suivant en une seule phrase.", "fr"),
        ("Напишите краткое содержание этого текста.", "ru"),
        ("positive", UNCLEAR),
        ("12 + 30 = 42", UNCLEAR),
        ("", UNCLEAR),
        ("\x00\n\ud800", UNCLEAR),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_identifier()(text) == language


def test_half_a_character_does_no_harm() -> None:
    identify = language_identifier()
    assert identify("Dies ist ein ganzer Satz \ud83d in deutscher Sprache, und nichts fehlt.") == "de"
    assert identify("\ude00") == UNCLEAR
