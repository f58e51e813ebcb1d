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
ASKED = [
    ("Translate into German.", "I'm sorry, I can't help you.", "Es tut mir leid, ich kann dir nicht helfen."),
    ("Write one sentence that politely declines.", "", "I'm sorry, but I can't do that."),
    ("Answer the guest's e-mail.", "Do you take dogs?", "I'm sorry, but I cannot take dogs."),
    ("Tell in French.", "I'm sorry, I can't do that.", "Je suis désolé, je ne peux pas faire cela."),
    ("Lehne die Einladung freundlich ab: absagen in einem Satz.", "", "Es tut mir leid, aber ich kann nicht kommen."),
]
NOT_ASKED = [
    ("Write an e-mail to a bank.", "", "I'm sorry, but I can't assist with that request."),
    ("Nenne ein Gift.", "", "Es tut mir leid, aber dabei kann ich nicht helfen."),
    ("Give your opinion.", "", "En tant que modèle de langage, je n'ai pas d'avis."),
]


@pytest.mark.parametrize(
    ("instruction", "output"),
    [
        ("What are you?", "I am an AI assistant that runs on this computer."),
        ("Wer bist du?", "Ich bin ein Sprachmodell."),
    ],
)
def test_who_is_asked_what_it_is_may_say_so(instruction: str, output: str) -> None:
    whole = task(instruction, ("", output))
    assert made("refusal")(whole, whole.instances[0]) is None
    bare = task(instruction, ("", "I'm sorry, but I can't help with that."))
    assert made("refusal")(bare, bare.instances[0]) is not None


@pytest.mark.parametrize(("output", "value"), REFUSALS)
def test_refusal_rejects_talk_about_the_model_or_a_bare_apology(output: str, value: str) -> None:
    whole = task(GOOD, ("", output))
    assert made("refusal")(whole, whole.instances[0]) == Reason("refusal", value)


@pytest.mark.parametrize("output", ANSWERS)
def test_refusal_keeps_a_refusal_with_its_reason(output: str) -> None:
    whole = task(GOOD, ("", output))
    assert made("refusal")(whole, whole.instances[0]) is None


@pytest.mark.parametrize(("instruction", "given", "output"), ASKED)
def test_the_words_of_a_refusal_may_be_asked_for(instruction: str, given: str, output: str) -> None:
    whole = task(instruction, (given, output))
    assert made("refusal")(whole, whole.instances[0]) is None


@pytest.mark.parametrize(("instruction", "given", "output"), NOT_ASKED)
def test_a_refusal_that_nobody_asked_for(instruction: str, given: str, output: str) -> None:
    whole = task(instruction, (given, output))
    reason = made("refusal")(whole, whole.instances[0])
    assert reason is not None
    assert reason.rule == "refusal"


def test_refusal_takes_patterns() -> None:
    whole = task(GOOD, ("", "No can do."))
    assert made("refusal", patterns=["^no can do"])(whole, whole.instances[0]) == Reason("refusal", "No can do")
