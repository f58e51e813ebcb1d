"""Filters by words, lines and repetition: what stands on either side of each threshold."""

from typing import Any

import pytest

from tests.support.filters import said_of

LINE = "The keeper counts the ships."


def lines(number: int, text: str = LINE) -> str:
    return "\n".join(f"{text} {place}" for place in range(number))


CASES: list[tuple[str, dict[str, Any], str, Any]] = [
    ("words", {"minimum": 3}, "one two three", "kept"),
    ("words", {"minimum": 3}, "one - two !", 2),
    ("words", {"minimum": 4}, "灯台守は", "kept"),
    ("words", {"minimum": 0, "maximum": 2}, "one two three", 3),
    ("words", {"minimum": 1}, "", 0),
    ("word_length", {}, "three times four", "kept"),
    ("word_length", {}, "a of to it", 1.75),
    ("word_length", {}, "Donaudampfschifffahrtsgesellschaft", 34.0),
    ("word_length", {}, "灯台守は毎晩船を数える。", "kept"),
    ("word_length", {}, "... --- !!!", "kept"),
    ("letters", {}, "one two three four 5", "kept"),
    ("letters", {}, "one two three 4 5", 0.6),
    ("letters", {}, "| 1 | 2 |", 0.0),
    ("letters", {}, "हिन्दी भाषा में नमस्ते", "kept"),
    ("symbols", {}, "# one two three four five six seven eight nine", "kept"),
    ("symbols", {}, "## one two three four five six seven eight", {"#": 0.2}),
    ("symbols", {}, "one ... two … three", {"...": 0.4}),
    ("symbols", {"signs": [["§"]], "most": 0.0}, "§ 3", {"§": 0.5}),
    ("stop_words", {}, f"{LINE} They count them with a lens that is of glass.", "kept"),
    ("stop_words", {}, "Keepers count passing ships every evening before supper; nobody ever reads their notes.", 0),
    ("stop_words", {}, "Der Wärter zählt jeden Abend die Schiffe und schreibt sie in sein altes Buch.", "kept"),
    ("stop_words", {"language": "de", "words": ["eine", "bei"]}, "Der Wärter zählt jeden Abend die Schiffe hier.", 0),
    ("bullets", {"most": 0.5}, "- one\n• two\nthree\nfour", "kept"),
    ("bullets", {"most": 0.5}, "- one\n  • two\n- three\nfour", 0.75),
    ("bullets", {}, "", "kept"),
    ("ellipses", {"most": 0.5}, "one...\ntwo…\nthree.\nfour.", "kept"),
    ("ellipses", {"most": 0.5}, "one...\ntwo… \nthree", 0.6667),
    ("line_endings", {"least": 0.5}, "one.\ntwo", "kept"),
    ("line_endings", {"least": 0.5}, "one.\ntwo\n\nthree:", 0.3333),
    ("line_endings", {"least": 1.0}, "一。\nनमस्ते।\nمرحبا؟\n¿Qué?", "kept"),
    ("short_lines", {"most": 0.5}, f"one\n{'x' * 31}", "kept"),
    ("short_lines", {"most": 0.5}, f"one\ntwo\n{'x' * 30}\n{'x' * 31}", 0.75),
    ("newlines", {"most": 0.5}, "one two\nthree four", "kept"),
    ("newlines", {"most": 0.5}, "one\ntwo\nthree", 0.6667),
    ("repeated_lines", {}, lines(10), "kept"),
    ("repeated_lines", {"characters": 1.0}, "a\nb\na\na", {"share": 0.5}),
    ("repeated_lines", {"most": 1.0}, "long line\nb\nlong line", {"characters": 0.4286}),
    ("repeated_lines", {"most": 1.0, "filled": True}, "long line\nb\nlong line", {"characters": 0.4737}),
    ("repeated_paragraphs", {}, f"{lines(2)}\n\n{lines(3)}\n\n{lines(4)}", "kept"),
    ("repeated_paragraphs", {}, f"{lines(2)}\n\n{lines(2)}\n\n\n{lines(2)}", {"share": 0.6667}),
    ("repeated_ngrams", {}, "Nothing in this line comes twice at all.", "kept"),
    ("repeated_ngrams", {}, "so it is, so it is, so it is, and no more", {"top": 2, "characters": 0.3659}),
    ("repeated_ngrams", {"top": {}, "duplicate": {"3": 0.23}}, "a b c d a b c", {"duplicate": 3, "characters": 0.2308}),
    ("repeated_ngrams", {"top": {}, "duplicate": {"3": 0.24}}, "a b c d a b c", "kept"),
    ("repeated_ngrams", {"top": {"2": 0.5}, "duplicate": {}}, "", "kept"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "parameters", "text", "said"), CASES)
def test_either_side(name: str, parameters: dict[str, Any], text: str, said: Any) -> None:
    found = said_of(name, text, **parameters)
    assert found == said


def test_runs_are_counted_as_datatrove_counts_them() -> None:
    """By brute force: the characters of runs that came before, none counted twice."""
    words = [f"w{number * number % 11}" for number in range(400)]
    for length in (2, 5, 9):
        met: set[tuple[str, ...]] = set()
        place = size = 0
        while place + length <= len(words):
            run = tuple(words[place : place + length])
            size, step = (size + len("".join(run)), length) if run in met else (size, 1)
            met.add(run)
            place += step
        share = round(size / len(text := " ".join(words)), 4)
        found = said_of("repeated_ngrams", text, top={}, duplicate={str(length): 0.0})
        assert found == {"duplicate": length, "characters": share}


PROSE = "The keeper counts the ships. He writes them down.\nNobody has read it so far! Or has she?"


@pytest.mark.parametrize(
    ("parameters", "text", "said"),
    [
        ({"sentences": 4}, PROSE, "kept"),
        ({"sentences": 5}, PROSE, {"sentences": 4, "lines": 2, "of": 2}),
        ({"sentences": 4}, f"Home\n{PROSE}\nTwo words.\nIt goes on and on...", "kept"),
        ({"sentences": 1}, "# A heading\n\n| a | table |", {"sentences": 0, "lines": 0, "of": 2}),
        ({"sentences": 1}, f"One word is {'x' * 1001} long.", {"sentences": 0, "lines": 0, "of": 1}),
        ({"sentences": 1, "never": ["{"]}, f"{PROSE}\nA brace {'{'} in prose.", {"never": "{"}),
        ({"sentences": 1, "never": ["{"]}, f"{PROSE}\nfunction() {{", "kept"),
        ({"sentences": 2, "without": ["cookie"]}, f"{LINE}\nWe use Cookies.", {"sentences": 1, "lines": 1, "of": 2}),
        ({"sentences": 1, "strip": r"\[\d+\]"}, "He said so to them.[12]", "kept"),
    ],
)
def test_prose(parameters: dict[str, Any], text: str, said: Any) -> None:
    assert said_of("prose", text, **parameters) == said


GERMAN = "Der Wärter des Leuchtturms zählt jeden Abend die Schiffe und schreibt sie in ein altes Buch. "
ENGLISH = "The keeper of the lighthouse counts the ships every evening and writes them into an old book. "


@pytest.mark.parametrize(
    ("parameters", "text", "said"),
    [
        ({}, GERMAN, "kept"),
        ({"languages": ["de"]}, GERMAN, "kept"),
        ({"languages": ["en"]}, GERMAN, {"de": 1.0}),
        ({"languages": ["en", "de"]}, ENGLISH * 20 + GERMAN * 20, "kept"),
        ({"languages": ["en"], "share": 0.4}, ENGLISH * 20 + GERMAN * 20, "kept"),
        ({"languages": ["en"], "share": 0.9}, ENGLISH * 20 + GERMAN * 20, {"de": 0.5, "en": 0.5}),
        ({"languages": ["en"]}, "12 | 30\n" * 20, "kept"),
        ({"languages": ["en"], "unclear": False}, "12 | 30\n" * 20, "unclear"),
        ({"languages": ["en"]}, ENGLISH * 3 + "\n" + "12 | 30 | 45\n" * 300, "kept"),
    ],
)
def test_language_is_that_of_most_pieces(parameters: dict[str, Any], text: str, said: Any) -> None:
    assert said_of("language", text, {"language": "xx"}, **parameters) == said
