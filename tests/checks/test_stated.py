"""What the words of an instruction state of its answer, and what they only seem to state."""

from typing import Any

import pytest

from selfinstruct.checks import make_check
from selfinstruct.checks.reading.stated import stated_checks

WORDS: dict[str, Any] = {"check": "words"}
TABLE: list[tuple[str, list[dict[str, Any]]]] = [
    ("Describe rain in exactly three sentences.", [{"check": "sentences", "exactly": 3}]),
    ("Summarize the article in 3 sentences.", [{"check": "sentences", "exactly": 3}]),
    ("Explain gravity in one or two sentences.", [{"check": "sentences", "at_least": 1, "at_most": 2}]),
    ("Explain gravity in two to four short paragraphs.", [{"check": "paragraphs", "at_least": 2, "at_most": 4}]),
    ("Write a reply of no more than fifty words.", [WORDS | {"at_most": 50}]),
    ("Write a reply in under 50 words.", [WORDS | {"at_most": 49}]),
    ("Write a poem of at most 1,000 characters.", [{"check": "characters", "at_most": 1000}]),
    ("Summarise the talk in 150 words or less.", [WORDS | {"at_most": 150}]),
    ("Write a story with at least two hundred words.", [WORDS | {"at_least": 200}]),
    ("Write a story of twenty-five to 40 words.", [WORDS | {"at_least": 25, "at_most": 40}]),
    ("Describe an owl in exactly five words.", [WORDS | {"exactly": 5}]),
    ("Summarize the text in a single sentence.", [{"check": "sentences", "exactly": 1}]),
    ("Explain the rule in 4 bullet points.", [{"check": "list_items", "exactly": 4}]),
    ("Summarize the meeting as a bulleted list.", [{"check": "list_items", "at_least": 1}]),
    ("Write the steps as a numbered list.", [{"check": "numbered_list"}]),
    ("Write a sentence about dogs without the letter e.", [{"check": "without_letters", "letters": "e"}]),
    ("Describe the sea. Do not use the letter “S”.", [{"check": "without_letters", "letters": "s"}]),
    (
        'Describe the sea without using the words "blue" or "water".',
        [{"check": "forbidden_words", "words": ["blue", "water"]}],
    ),
    ('Write a poem that must include the word "lantern".', [{"check": "required_words", "words": ["lantern"]}]),
    ("Write a reply without commas.", [{"check": "without_punctuation", "marks": [","]}]),
    ("Write a short note in all lowercase letters.", [{"check": "lower_case"}]),
    ("Write a warning in all caps.", [{"check": "upper_case"}]),
    (
        "Give the result as JSON with the keys name, age and city.",
        [{"check": "json_keys", "keys": ["name", "age", "city"]}],
    ),
    (
        'Describe the person as a JSON object with keys "name" and "year".',
        [{"check": "json_keys", "keys": ["name", "year"]}],
    ),
    ("Describe the person in valid JSON.", [{"check": "json"}]),
    (
        'Write a story that begins with "Once upon a time".',
        [{"check": "starts_with", "text": "Once upon a time", "case": False}],
    ),
    (
        "Describe tea in exactly two sentences and without the letter z.",
        [{"check": "sentences", "exactly": 2}, {"check": "without_letters", "letters": "z"}],
    ),
    ("Write three short paragraphs about cats, at least 90 words in all.", [WORDS | {"at_least": 90}]),
    (
        "Write a poem in all capital letters. It has at most 40 words.",
        [{"check": "upper_case"}, WORDS | {"at_most": 40}],
    ),
    (
        'Write a note. It must end with "See you", without using any semicolons.',
        [{"check": "ends_with", "text": "See you", "case": False}, {"check": "without_punctuation", "marks": [";"]}],
    ),
    ("What is a mill? Your whole answer must have at most 3 sentences.", [{"check": "sentences", "at_most": 3}]),
    ("Write a report. The output must be no less than 1,500 words.", [WORDS | {"at_least": 1500}]),
    ("Write a letter of not fewer than 40 words.", []),
    ("Where is Oslo? Answer in exactly two sentences.", [{"check": "sentences", "exactly": 2}]),
    ("Is it far, and why? Do not use any commas.", [{"check": "without_punctuation", "marks": [","]}]),
    (
        "List five towns with a title. The reply should not contain any semicolons.",
        [{"check": "without_punctuation", "marks": [";"]}],
    ),
    (
        "Give three tips each for a garden. Your reply must be in English and in all lowercase letters.",
        [{"check": "lower_case"}],
    ),
    (
        'Why is the sea salt? End your answer with the exact phrase: "That is all."',
        [{"check": "ends_with", "text": "That is all", "case": False}],
    ),
    (
        "Who was Ada? Don't include the keywords 'poet' and 'lord'.",
        [{"check": "forbidden_words", "words": ["poet", "lord"]}],
    ),
]

SILENT = [
    "Describe rain in about three sentences.",
    "Write roughly 50 words on rain.",
    "Summarize the text in a few sentences.",
    "Write three paragraphs, each with at least four sentences.",
    "Summarize the text in two sentences, then list three questions.",
    "Write a title of at most five words and a story.",
    "Write a function that returns strings of at most 5 characters.",
    "Write a Python script that prints JSON with the keys a and b.",
    "Convert the following JSON to CSV.",
    "Explain why tweets were limited to at most 140 characters.",
    "Explain how lines of at least 80 characters are wrapped.",
    "Is this sentence at least ten words long?",
    "Sort the list: at least 5 words, no more than 3 words.",
    "Count the words in exactly three sentences of the text.",
    "Write five slogans in no more than six words.",
    "Name a country without a coast.",
    "Explain what happens if you use the word “literally”, and why.",
    "Create a recipe for a smoothie using at least three ingredients.",
    "List five books that everyone should read at least once.",
    "Write ten options of no more than 3 words.",
    "Write a summary in two sentences and give three examples.",
    "Create an original tongue twister that leans on words beginning with 'br'.",
    "Create a fictional character and describe their backstory in three sentences",
    "Provide the JSON file that the server reads.",
    "Beschreibe den Regen in genau drei Sätzen.",
    "Write forty riddles under nine words.",
    "Draft several funny toasts of at most 60 words.",
    "Write a menu with at least six words in all caps.",
    "Write a notice in which at least 3 words in the text should be in bold.",
    "Write a warning and put some words in all capital letters.",
    "Write a verse using at least two words from the box.",
    "Write a memo of at least four sentences that rhyme.",
    "Write a story without the letter q more than once.",
    "Write a play about two clerks who try to speak without the letter s.",
    'Write a note. Use the word "tea" at most twice.',
    "Write a post with tags, starting with '@'.",
    'Write a text and mark names by starting and ending with "_".',
    'Write a poem. Line 3 must end with "moon".',
    "Say the rule again word for word and then put it without commas.",
    "Write a poem without commas, but first repeat the request.",
    "Why is it so? Your answer must have a heading of at most five words.",
    "How do I print it? Your response must be Python code of at most 9 lines.",
    'How does it end? Add a note to your reply starting with "N.B."',
    "Is the answer of at least 5 words that he gave right?",
]


@pytest.mark.parametrize(("instruction", "checks"), TABLE)
def test_what_is_stated_becomes_checks(instruction: str, checks: list[dict[str, Any]]) -> None:
    found = stated_checks(instruction)
    assert [check for _, check in found] == checks
    assert all(words in instruction.replace("’", "'") for words, _ in found)
    for check in checks:
        make_check(check)


@pytest.mark.parametrize("instruction", SILENT)
def test_what_is_meant_roughly_or_of_something_else_is_left_alone(instruction: str) -> None:
    assert stated_checks(instruction) == []
