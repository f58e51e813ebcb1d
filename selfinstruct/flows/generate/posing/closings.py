"""The sentence below a task that says how the answer is to be given, so that code can find it."""

from collections.abc import Mapping, Sequence
from random import Random

ANSWER = "Answer"  # the name of the line that the final answer stands on


def check_closings(say: Sequence[str], where: str, *, line: bool) -> None:
    """ValueError where there is none, or where one that has to does not ask for the line of the answer."""
    if not say or not all(words.strip() for words in say):
        raise ValueError(f"{where}: is empty; write how the answer is to be given")
    if line and (odd := next((words for words in say if f"{ANSWER}:" not in words), None)):
        raise ValueError(f'{where}: must ask for a line that begins with "{ANSWER}:" (found {odd!r})')


def check_kinds_of(say: Mapping[str, Sequence[str]], kinds: Sequence[str]) -> None:
    """ValueError where the sentences of a kind are missing, or there are any of another."""
    for kind in kinds:
        check_closings(say.get(kind, ()), f"say: {kind}", line=kind == "worked")
    if odd := [kind for kind in say if kind not in kinds]:
        raise ValueError(f"say: {odd[0]}: is none of {', '.join(kinds)}")


def closed(instruction: str, say: Sequence[str], rng: Random) -> str:
    """The instruction with one of the sentences, behind it or below it."""
    return f"{instruction}{rng.choice([' ', chr(10) * 2])}{rng.choice(list(say))}"
