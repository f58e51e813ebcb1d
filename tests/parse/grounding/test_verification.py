import pytest

from selfinstruct.parse.grounding.verification import read_verification

TWO = {1: "five euros", 2: "not in the passage"}
FORMS = [
    "1. five euros\n2. not in the passage",
    "1) five euros\n2) not in the passage",
    "Here are the answers:\n\n1. five euros\n\n2. not in the passage",
    "**1.** five euros\n**2.** not in the passage",
    "### 1\nAnswer: five euros\n\n### 2\nAnswer: not in the passage",
    "1. What is the fee?\n   Answer: five euros\n2. Who pays?\n   Answer: not in the passage",
    '{"1": "five euros", "2": "not in the passage"}',
    '[{"id": 1, "answer": "five euros"}, {"id": 2, "answer": "not in the passage"}]',
    '{"answers": [{"number": 2, "answer": "not in the passage"}, {"number": 1, "answer": "five euros"}]}',
    '["five euros", "not in the passage"]',
    "five euros\nnot in the passage",
    "<think>1. six</think>1. five euros\n2. not in the passage",
]


@pytest.mark.parametrize("text", FORMS)
def test_every_form_says_the_same(text: str) -> None:
    assert read_verification(text, 2) == TWO


@pytest.mark.parametrize(
    ("text", "count", "found"),
    [
        ("1. steps:\n   1. go\n   2. pay\n2. two", 2, {1: "steps:\n   1. go\n   2. pay", 2: "two"}),
        ("1. a\n2. b\n2. c", 2, {1: "a"}),
        ("1. a\n2. b\n3. c", 2, {1: "a", 2: "b"}),
        ("2. b", 2, {2: "b"}),
        ("five euros", 1, {1: "five euros"}),
        ("five euros", 2, {}),
        ("", 2, {}),
        ("1.\n2. b", 2, {2: "b"}),
        ("1. 5\n2. 10.5 km", 2, {1: "5", 2: "10.5 km"}),
        ("1. '1.5 million'\n2. in 1990", 2, {1: "1.5 million", 2: "in 1990"}),
    ],
)
def test_what_counts(text: str, count: int, found: dict[int, str]) -> None:
    assert read_verification(text, count) == found


@pytest.mark.parametrize("piece", ["1. ", "1. a\n", "{", '"', "### ", "\n", "- "])
def test_hostile_texts_are_read_to_the_end(piece: str) -> None:
    read_verification(piece * (60_000 // len(piece)), 6)
