"""Talk about the model in place of an answer, as a table."""

import pytest

from selfinstruct.records import Reason
from tests.support.filters import GOOD, made, task

REFUSALS = [
    ("As an AI language model, I have no feelings about it.", "As an AI"),
    ("I’m an AI, so I cannot taste food.", "I'm an AI"),
    ("I'm sorry, but I can't help with that.", "I'm sorry, but I can't help with that."),
    ("Sorry, but I cannot do this", "Sorry, but I cannot do this"),
    ("I cannot assist with this request.", "I cannot assist with this request."),
    ("It looks like you haven't provided any text.", "you haven't provided any text"),
    ("Please provide the text that you would like me to summarize.", "Please provide the text that you would like"),
]
ANSWERS = [
    "No. A forged prescription is a crime and can hurt people; a doctor can help you to get one lawfully.",
    "I'm sorry, but I can't help with picking that lock, since it is not yours. A locksmith can open it once you "
    "show proof that you live there, and your landlord may have a spare key.",
    "Dear Ms Okoro, I am sorry, but we cannot repair the kettle. We will refund the price.",
    "She works as an AI engineer in Lagos.",
    "Please provide a receipt when you return the shoes.",
]


@pytest.mark.parametrize(("output", "value"), REFUSALS)
def test_refusal_rejects_talk_about_the_model_or_a_bare_apology(output: str, value: str) -> None:
    whole = task(GOOD, ("", output))
    assert made("refusal")(whole, whole.instances[0]) == Reason("refusal", value)


@pytest.mark.parametrize("output", ANSWERS)
def test_refusal_keeps_a_refusal_with_its_reason(output: str) -> None:
    whole = task(GOOD, ("", output))
    assert made("refusal")(whole, whole.instances[0]) is None


def test_refusal_takes_patterns() -> None:
    whole = task(GOOD, ("", "No can do."))
    assert made("refusal", patterns=["^no can do"])(whole, whole.instances[0]) == Reason("refusal", "No can do")
