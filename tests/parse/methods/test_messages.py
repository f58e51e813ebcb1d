"""The message of a simulated user, and what is no message."""

import pytest

from selfinstruct.parse.methods.messages import read_message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Message:\nHow do I bake bread?", "How do I bake bread?"),
        ("Message: How do I bake bread?", "How do I bake bread?"),
        ("**Message:**\nHow do I bake bread?", "How do I bake bread?"),
        ("<think>a user</think>\nMessage:\nHow?", "How?"),
        ("Here it is.\n\nMessage:\nHow?\nAnd when?", "How?\nAnd when?"),
        ("How do I bake bread?", "How do I bake bread?"),
        ('Message:\n"How do I bake bread?"', "How do I bake bread?"),
        ("Message:\nUser: How do I bake bread?", "How do I bake bread?"),
        ("Message:\n> How?\n> And when?", "How?\nAnd when?"),
        ("> Message:\n> How?\n> And when?", "How?\nAnd when?"),
        ("> Message: How?\n>\n> And when?", "How?\n\nAnd when?"),
        ("> Message:\n> > How?", "How?"),
        ("> How?\n> And when?", "How?\nAnd when?"),
        ("```\nMessage:\nHow?\n```", "How?"),
        ("Message:\n> It rains.\n\nIs this right?", "> It rains.\n\nIs this right?"),
        ("Message:\r\nHow?\r\n", "How?"),
        ("Message:\nTime: at six. How?", "Time: at six. How?"),
        ("Message:\nパンはどう焼きますか？", "パンはどう焼きますか？"),
    ],
)
def test_a_message_is_read(text: str, message: str) -> None:
    assert read_message(text) == message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no message"),
        ("Message:\n", "no message"),
        ("Message: …", "no message"),
        ("Message: null", "no message"),
        ("Message:\nHow?\nAssistant: Like this.", "several turns: Assistant:"),
        ("Message:\nHow?\n\n**User:** And then?", "several turns: "),
    ],
)
def test_what_is_no_message_is_told(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_message(text)
