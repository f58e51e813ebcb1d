"""Where the words of two texts stand that both have."""

from selfinstruct.novelty.common import common_words


def _found(one: str, other: str) -> tuple[list[str], list[str]]:
    own, its = common_words(one, other)
    return [one[start:end] for start, end in own], [other[start:end] for start, end in its]


def test_short_words_and_numbers_count() -> None:
    assert _found("Add 2 to 17.", "add 2 to 19!") == (["Add 2 to"], ["add 2 to"])
    assert _found("I am 4, as in 1).", "I am 5, as in 1).") == (["I am", "as in 1"], ["I am", "as in 1"])


def test_equal_texts_are_marked_from_end_to_end() -> None:
    assert _found("(Is it so?)", "Is it so") == (["Is it so"], ["Is it so"])
    assert _found("iPhone İl 4", "iPhone İl 4") == (["iPhone İl 4"], ["iPhone İl 4"])


def test_scripts_without_spaces_and_other_widths() -> None:
    assert _found("写一首诗吧", "写两首诗吧") == (["写", "首诗吧"], ["写", "首诗吧"])
    assert _found("ＡＢＣ １", "abc 1") == (["ＡＢＣ １"], ["abc 1"])
    assert _found("", "a") == ([], [])
    assert _found("b", "a") == ([], [])
