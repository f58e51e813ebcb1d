"""Which groups of people a text names, and how often each is named in a dataset."""

import pytest

from selfinstruct.flows.datasets.groups import groups, named_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She gave the nurse her coat.", {("gender", "women")}),
        ("Describe his brother’s plan.", {("gender", "men")}),
        ("Write to a 7-year-old and to someone aged 80.", {("age", "children"), ("age", "older people")}),
        ("A seventeen-year plan; a 400-year-old oak", set()),
        ("Polish this text.", set()),
        ("It names a Polish chef.", {("nationality", "Polish")}),
        ("polish the table in japan", set()),
        ("A trip to Japan, then China.", {("nationality", "Japanese"), ("nationality", "Chinese")}),
        ("The manual of a humanist", set()),
    ],
)
def test_groups_are_named_by_words(text: str, found: set[tuple[str, str]]) -> None:
    assert named_in(text) == found


def test_a_word_stands_in_one_group_of_a_category() -> None:
    for word, found in groups().items():
        assert len({category for category, _ in found}) == len(found), word
