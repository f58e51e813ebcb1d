"""The offline model as a user who talks with an assistant, and as that assistant."""

import re
from collections.abc import Sequence
from random import Random

from selfinstruct.models.offline.talking.sections import Sections
from selfinstruct.models.offline.wording.grammar import pick
from selfinstruct.records import Message

_MINDFUL = "By the way:"  # behind it the user tells the details
# Shares of a user's turns that are spoilt.
_UNTOLD, _HELPFUL, _GIVEN_AWAY, _MIXED = 0.08, 0.05, 0.12, 0.06
_DETAIL = re.compile(r"^- (.+)$", re.MULTILINE)
_LEAST = re.compile(r"\bAt least (\d+)\b")
_DETAILS = re.compile(rf"{_MINDFUL} (.+)\.", re.DOTALL)
_NUMBER = re.compile(r"\b\d{2,4}\b")
_LINES = (
    "What would you do first?", "I am not sure about that. Is it really so?", "Could you put it more simply?",
    "And what if it rains on that day?", "My sister says the opposite. Who is right?",
    "I have tried that once and it did not go well. Why?", "Which of the two suits me better?",
    "That is a lot at once. What matters most?", "How would I notice in time that it goes wrong?",
    "I do not like the first idea. Is there another way?", "Can you give me an example from daily life?",
    "Sorry, I meant it the other way round. Does that change anything?", "How long does it take, roughly?",
)  # fmt: skip
_ANSWERS = (
    "Begin with the smallest part of it, and leave the rest for later.", "That depends on how much time you have.",
    "Most people take the first way, and few are sorry.", "It is well worth a try, and little can go wrong.",
    "Ask somebody who has done it before.", "Write down what you have, then strike out what you do not need.",
    "In the morning it is quiet, and that helps.", "I would wait for a day and then decide.",
)  # fmt: skip


def play_user(asked: Sections, rng: Random) -> str:
    """The message that the prompt asks for, now and then with a fault."""
    if details := _DETAIL.findall(asked.text):
        return _open(asked, details, rng)
    if rng.random() < _HELPFUL:
        return "Message:\nSure, here is a plan for you. Let me know if you need anything else."
    if value := asked.below("must not stand"):
        needs = pick(rng, asked.below("ask the assistant for this").splitlines() or ["a note about it"])
        told = f" It is {value}, you know." if rng.random() < _GIVEN_AWAY else ""
        return f"Message:\nThank you. Now please write this for me: {_of_mine(needs)}.{told}"
    fresh = [line for line in _LINES if line not in asked.text]
    return f"Message:\n{pick(rng, fresh or _LINES)}"


def play_assistant(messages: Sequence[Message], careful: bool, rng: Random) -> str | None:
    """The reply to a conversation that such a user has begun; without care it forgets, or mixes up, what was told."""
    turns = [turn for turn in messages if turn.role != "system"]
    details = _DETAILS.search(turns[0].content) if len(turns) > 2 else None
    if details is None:
        return None
    told = details[1]
    if "please write this for me" in turns[-1].content:
        return f"With pleasure: {told if careful else pick(rng, _ANSWERS).rstrip('.')}."
    said = " ".join(rng.sample(_ANSWERS, 2))
    if not careful and rng.random() < _MIXED * 4 and (number := _NUMBER.search(told)):
        return f"You said: {told[: number.start()]}{int(number[0]) + 7}{told[number.end() :]}. {said}"
    return said


def _open(asked: Sections, details: Sequence[str], rng: Random) -> str:
    fault, least = rng.random(), _LEAST.search(asked.text)
    wish, number = asked.parts[1][1], int(least[1]) if least else 1
    if fault < _UNTOLD:
        return f"Message:\n{wish}"
    if fault < _UNTOLD + _HELPFUL:
        return f"Message:\nCertainly! Here is a plan for it. {details[0]}."
    told = rng.sample(list(details), min(len(details), number + (rng.random() < 0.3)))
    return f"Message:\n{wish} {_MINDFUL} {', and '.join(told)}."


def _of_mine(text: str) -> str:
    """What is said of “you”, said of oneself."""
    text = re.sub(r"\b(introduces|helps|gives) you\b", r"\1 me", text)
    for yours, mine in (("your", "my"), ("yourself", "myself"), ("you are", "I am"), ("you", "I")):
        text = re.sub(rf"\b{yours}\b", mine, text)
    return text
