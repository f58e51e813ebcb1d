"""Each published rule alone, at its edges."""

import pytest

from selfinstruct.records import Instance, Reason
from selfinstruct.text import published_rules


def words(count: int) -> str:
    return " ".join(["word"] * count)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (words(3), Reason("length", 3)),
        (words(4), None),
        (words(150), None),
        (words(151), Reason("length", 151)),
        ("", Reason("length", 0)),
        ("one\ttwo\nthree\u00a0four", None),
    ],
)
def test_length_counts_words(text: str, expected: Reason | None) -> None:
    assert published_rules.length(text) == expected


def test_length_bounds_are_parameters() -> None:
    assert published_rules.length(words(3), minimum=3) is None
    assert published_rules.length(words(11), minimum=1, maximum=10) == Reason("length", 11)


PAPER_WORDS = [
    *["image", "images", "graph", "graphs", "picture", "pictures", "file", "files", "map", "maps", "draw", "plot"],
    "go to",
]
ALPACA_WORDS = ["video", "audio", "music", "flowchart", "diagram"]


def test_word_lists_are_the_published_ones() -> None:
    assert list(published_rules.PAPER_BLACKLIST) == PAPER_WORDS
    assert list(published_rules.ALPACA_BLACKLIST) == PAPER_WORDS + ALPACA_WORDS


@pytest.mark.parametrize("word", PAPER_WORDS)
@pytest.mark.parametrize(
    "shape", ["Describe the {} in detail.", "{}, then describe", "(tell me about: {})", "what, {}"]
)
def test_blacklist_finds_words_whatever_their_case(word: str, shape: str) -> None:
    assert published_rules.blacklist(shape.format(word)) == Reason("blacklist", word)
    assert published_rules.blacklist(shape.format(word.upper())) == Reason("blacklist", word)


@pytest.mark.parametrize(
    "text",
    [
        *["Write a paragraph", "Profile a customer", "drawing lessons", "the plots of films", "mapping terms"],
        *[
            "a filename",
            "go  to the shop",
            "going to school",
            "imagine a town",
            "file_name",
            "photography",
            "a video of music",
        ],
    ],
)
def test_blacklist_leaves_parts_of_words(text: str) -> None:
    assert published_rules.blacklist(text) is None


@pytest.mark.parametrize("word", ALPACA_WORDS)
def test_alpaca_adds_words(word: str) -> None:
    assert published_rules.blacklist(f"Describe this {word}.") is None
    assert published_rules.blacklist(f"Describe this {word}.", published_rules.ALPACA_BLACKLIST) == Reason(
        "blacklist", word
    )
    assert published_rules.blacklist(f"Describe these {word}s.", published_rules.ALPACA_BLACKLIST) is None


def test_blacklist_takes_words_literally() -> None:
    assert published_rules.blacklist("anything at all", ()) is None
    assert published_rules.blacklist("abc", ["a.c"]) is None
    assert published_rules.blacklist("an a.c unit", ["a.c"]) == Reason("blacklist", "a.c")


@pytest.mark.parametrize(
    ("text", "rejected"),
    [
        ("Write a program that sorts", True),
        ("Write a programme for the concert", True),
        ("write a program that sorts", False),
        ("Please: Write a program", False),
        ("Write the program that sorts", False),
    ],
)
def test_write_a_program(text: str, rejected: bool) -> None:
    assert published_rules.write_a_program(text) == (Reason("write_a_program") if rejected else None)


@pytest.mark.parametrize("first", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
def test_punctuation_at_the_start(first: str) -> None:
    assert published_rules.punctuation(f"{first}start of it") == Reason("punctuation", first)
    assert published_rules.punctuation(f"start{first}") is None


@pytest.mark.parametrize("text", ["", " space", "1st", "«guillemets»", "¿Qué?"])
def test_other_starts_are_no_punctuation(text: str) -> None:
    assert published_rules.punctuation(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Écris un poème", Reason("non_ascii", "É")),
        ("写一首诗", Reason("non_ascii", "写")),
        ("\ud800 alone", Reason("non_ascii", "\ud800")),
        ("Translate 写一首诗", None),
        ("", None),
    ],
)
def test_non_ascii_looks_at_the_first_character(text: str, expected: Reason | None) -> None:
    assert published_rules.non_ascii(text) == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Write a program", "length"),
        ("Write a program that plots a map", "blacklist"),
        ("Write a program that sorts numbers", "write_a_program"),
        ("(draw the house over there)", "blacklist"),
        ("é image", "length"),
        ("«a picture of the house»", "blacklist"),
        ("*begin with a star here", "punctuation"),
        ("été comme hiver, il court", "non_ascii"),
    ],
)
def test_rules_apply_in_the_published_order(text: str, rule: str) -> None:
    reason = published_rules.instruction(text)
    assert reason is not None
    assert reason.rule == rule


def test_a_sound_instruction_breaks_no_rule() -> None:
    assert published_rules.instruction("Describe a day at the sea.") is None


@pytest.mark.parametrize(
    ("instance", "expected"),
    [
        (Instance("same", "same"), Reason("input_equals_output")),
        (Instance("", ""), Reason("input_equals_output")),
        (Instance("given", ""), Reason("empty_output")),
        (Instance("given:", "out"), Reason("ends_with_colon", "input")),
        (Instance("given: ", "out"), Reason("ends_with_colon", "input")),
        (Instance("given", "out:"), Reason("ends_with_colon", "output")),
        (Instance("given:", "out:"), Reason("ends_with_colon", "input")),
        (Instance("a:b", "c：" + "d"), None),
        (Instance("", "out"), None),
        (Instance("Same", "same"), None),
    ],
)
def test_instance_rules(instance: Instance, expected: Reason | None) -> None:
    assert published_rules.instance(instance) == expected


@pytest.mark.parametrize(
    ("instances", "expected"),
    [
        ([], None),
        ([Instance("a", "1"), Instance("b", "1")], None),
        ([Instance("a", "1"), Instance("a", "1")], None),
        ([Instance("", "1"), Instance("", "2")], None),
        ([Instance("b", "0"), Instance("a", "1"), Instance("a", "2")], Reason("same_input_different_output", "a")),
    ],
)
def test_same_input_different_output(instances: list[Instance], expected: Reason | None) -> None:
    assert published_rules.same_input_different_output(instances) == expected


def test_duplicate_is_exact() -> None:
    earlier = [Instance("a", "1")]
    assert published_rules.duplicate(Instance("a", "1"), earlier) == Reason("duplicate")
    assert published_rules.duplicate(Instance("a", "1 "), earlier) is None
