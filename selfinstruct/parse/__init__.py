"""Reads what models write: text in, records out.

Three forms: "paper" and "alpaca" decide as the published code does, rules included; "chat" reads whatever
shape a chat model gives its answer and leaves all rules to the recipe's filters. No form raises on any text.
A rejection has no request or task: those are the caller's to fill in.
"""

from selfinstruct.errors import UnknownName
from selfinstruct.parse import alpaca, chat_instances, chat_instructions, chat_label, paper
from selfinstruct.parse.results import Instances, Instructions, Label

__all__ = ["FORMS", "Instances", "Instructions", "Label", "read_instances", "read_instructions", "read_label"]

FORMS = ("paper", "alpaca", "chat")


def read_instructions(
    text: str, finish_reason: str | None, form: str = "paper", *, first_number: int = 4, probable: bool = False
) -> Instructions:
    """The tasks a bootstrap completion proposes; `finish_reason` None is a failed request.

    `first_number` is what the alpaca prompt ends with, the other forms do not use it. With `probable`, probabilities
    were asked for, which the form chat reads. No form caps the number of
    tasks. Raises UnknownName for an unknown form.
    """
    _check(form)
    if form == "paper":
        return paper.read_paper_instructions(text, finish_reason)
    if form == "alpaca":
        return alpaca.read_alpaca_instructions(text, finish_reason, first_number)
    return chat_instructions.read_chat_instructions(text, finish_reason, probable=probable)


def read_label(text: str, form: str = "paper") -> Label:
    """What a classify completion says; alpaca never asks, so its answer is None. Raises UnknownName."""
    _check(form)
    if form == "paper":
        return paper.read_paper_label(text)
    return Label(None) if form == "alpaca" else chat_label.read_chat_label(text)


def read_instances(text: str, output_first: bool, finish_reason: str | None, form: str = "paper") -> Instances:
    """The instances of a task; `output_first` where labels come before their inputs.

    The published cap of five is not applied: it samples with the run's rng. Alpaca gives instances with the tasks,
    so there are none here. Raises UnknownName for an unknown form.
    """
    _check(form)
    if form == "paper":
        return paper.read_paper_instances(text, output_first, finish_reason)
    if form == "alpaca":
        return Instances()
    return chat_instances.read_chat_instances(text, output_first, finish_reason)


def _check(form: str) -> None:
    if form not in FORMS:
        raise UnknownName(f"there is no parse form {form!r}; known: {', '.join(FORMS)}")
