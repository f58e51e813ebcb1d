"""Habits that are answered from recordings of real servers (recorded/, made by tests/support/recorder.py).

What a server does with a question is read off what it was recorded to answer, and its refusals are its own, word for
word. Only what a model says is a stand-in's: a recording holds no answers to the prompts of runs.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.support.zoo import Habit

Answer = Mapping[str, Any]
# Which question shows what becomes of a field.
_FIELDS = {
    "n": "n2", "logprobs": "logprobs", "stop": "stop", "system": "system", "response_format": "schema",
    "grammar": "grammar", "structured_outputs": "structured_outputs",
}  # fmt: skip
_HELD = {"response_format": "schema", "grammar": "grammar", "structured_outputs": "structured_outputs"}
_KNOWN = {"object", "choices", "created", "model", "usage"}
_COUNT = re.compile(r"\b50\d\d\b")  # of the tokens of a prompt of 5,000 words


def recorded(name: str) -> Mapping[str, Answer]:
    """The answers of one server by the names of their questions."""
    told = json.loads((Path(__file__).parent / "recorded" / f"{name}.json").read_text("utf-8"))
    return {question: answer for question, answer in told.items() if isinstance(answer, dict)}


def habit(name: str, **more: Any) -> Habit:
    """The habit of a recorded server; `more` are fields that no question shows."""
    found = recorded(name)
    chat, models = found["chat"], found["models"]
    window, words = _window(found)
    rows = models["answer"].get("data") if models["status"] == 200 else None
    made = Habit(
        gets={answer["path"]: answer["answer"] for answer in found.values() if _got(answer)},
        rows=None if rows is None else tuple(rows),
        model=chat["body"]["model"],
        told=_refusals(found) | words,
        ignores=frozenset(_ignored(found)),
        holds=tuple(field for field, question in _HELD.items() if _holds(found, question)),
        window=window,
        cuts="long" in found and found["long"]["status"] == 200 and not words,
        names=_names(found.get("other_model")),
        answer={key: value for key, value in chat["answer"].items() if key not in _KNOWN},
        headers={key: value for key, value in chat.get("headers", {}).items() if key != "content-type"},
    )
    return replace(made, **more)


def _got(answer: Answer) -> bool:
    return answer["body"] is None and answer["status"] == 200 and answer["path"] != "/v1/models"


def closed(name: str) -> Habit:
    """The habit of what answers at an address and has no API there."""
    found = recorded(name)
    asked = {"missing": "models", "chat": "chat", "completions": "text"}
    told = {what: (found[question]["status"], found[question]["answer"]) for what, question in asked.items()}
    return Habit(rows=None, chat=False, completions=False, told=told)


def refusal(name: str, question: str) -> tuple[int, Any]:
    """Status and body of one recorded answer."""
    answer = recorded(name)[question]
    return answer["status"], answer["answer"]


def _refusals(found: Mapping[str, Answer]) -> dict[str, tuple[int, Any]]:
    """What is said where something is refused: a field, a name, a path."""
    asked = _FIELDS | {"name": "other_model", "missing": "missing", "completions": "text"}
    told = {what: found[question] for what, question in asked.items() if question in found}
    return {what: (answer["status"], answer["answer"]) for what, answer in told.items() if answer["status"] >= 400}


def _window(found: Mapping[str, Answer]) -> tuple[int, dict[str, tuple[int, Any]]]:
    """The window, and what is said of a prompt that it does not hold, {count} for its tokens."""
    long = found["long"]
    if long["status"] < 400:
        return Habit.window, {}
    text = json.dumps(long["answer"])
    numbers = [int(number) for number in re.findall(r"\b\d{3,5}\b", text)]
    [window] = {number for number in numbers if number % 256 == 0}
    return window, {"long": (long["status"], _COUNT.sub("{count}", text))}


def _ignored(found: Mapping[str, Answer]) -> set[str]:
    said = {field: found[question] for field, question in _FIELDS.items() if question in found}
    said = {field: answer for field, answer in said.items() if answer["status"] == 200}
    ignored = set()
    if "n" in said and len(said["n"]["answer"]["choices"]) < 2:
        ignored.add("n")
    if "logprobs" in said and not said["logprobs"]["answer"]["choices"][0].get("logprobs"):
        ignored.add("logprobs")
    if "stop" in said and "5" in _text(said["stop"]):
        ignored.add("stop")
    if "again" in found and _text(found["again"]) != _text(found["chat"]):
        ignored.add("seed")
    return ignored


def _holds(found: Mapping[str, Answer], question: str) -> bool:
    if question not in found or found[question]["status"] != 200:
        return False
    return bool(re.fullmatch(r'\s*\{\s*"colour":\s*"(red|blue)"\s*\}\s*|Colour: (red|blue)', _text(found[question])))


def _names(answer: Answer | None) -> str:
    if answer is None or answer["status"] >= 400:
        return "checked"
    return "echoed" if answer["answer"]["model"] == "no-such" else "kept"


def _text(answer: Answer) -> str:
    return str(answer["answer"]["choices"][0]["message"].get("content") or "")
