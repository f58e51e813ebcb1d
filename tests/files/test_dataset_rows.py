"""Which rows are instances or preferences, and what is said of the others."""

from typing import Any

import pytest

from selfinstruct.files.dataset_rows import read_dataset_rows, read_preference
from selfinstruct.records import Message
from tests.support.exports import preference


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"instruction": "a", "input": "b", "output": "c"}, [("a", "b", "c")]),
        ({"instruction": "a", "output": "c"}, [("a", "", "c")]),
        (
            {"instruction": "a", "instances": [{"input": "", "output": "b"}, {"input": "c", "output": "d"}]},
            [("a", "", "b"), ("a", "c", "d")],
        ),
        ({"prompt": "a", "completion": "b"}, [("a", "", "b")]),
        ({"prompt": "a"}, [("a", "", "")]),
        ({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}, [("a", "", "b")]),
        ({"id": "1", "text": "a\n\nb\n\nc", "metadata": {"instruction": "a", "input": "b"}}, [("a", "b", "c")]),
    ],
)  # fmt: skip
def test_rows_that_are_instances(given: Any, wanted: Any) -> None:
    assert [(it.instruction, it.input, it.output) for it in read_dataset_rows(given)] == wanted


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([1], "is not a JSON object"),
        ({"instruction": 1}, "instruction: is missing or not a string"),
        ({"instruction": "a", "output": 1}, "output: is missing or not a string"),
        ({"instruction": "a", "instances": [1]}, "instances: is not a list of objects"),
        ({"instruction": "a", "labels": "x"}, "labels: is not a list of strings"),
        ({"instruction": "a", "is_classification": "yes"}, "is_classification: is neither true nor false"),
        ({"messages": [{"role": "jester", "content": "s"}]}, r"messages\[0\].role: is no known role"),
        ({"messages": [{"role": "user"}]}, r"messages\[0\].content: is missing; write a string"),
        ({"messages": "hello"}, "messages: is not a list of turns"),
        ({"messages": []}, "messages: is empty"),
        ({"id": 1.5, "instruction": "a"}, "id: is neither a string nor a whole number"),
    ],
)
def test_rows_that_are_no_instances(given: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        read_dataset_rows(given)


def test_rows_that_are_preferences() -> None:
    assert read_preference(preference().as_dict()) == preference()
    turns = {
        "prompt": [{"role": "user", "content": "a"}],
        "chosen": [{"role": "assistant", "content": "b"}],
        "rejected": "c",
    }
    for pair in ({"prompt": "a", "chosen": "b", "rejected": "c"}, turns):
        found = read_preference(pair)
        assert (found.prompt, found.chosen, found.rejected) == ((Message("user", "a"),), "b", "c")
    implicit = {
        side: [{"role": "user", "content": "a"}, {"role": "assistant", "content": side}]
        for side in ("chosen", "rejected")
    }
    assert read_preference(implicit).prompt == (Message("user", "a"),)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"chosen": "b", "rejected": "c"}, "prompt: is missing"),
        ({"prompt": "a", "chosen": [], "rejected": "c"}, "chosen: does not end with a turn of the assistant"),
        (
            {"prompt": "a", "chosen": "b", "rejected": "c", "tools": [{"name": "t"}]},
            "tools: a pair has no place for them",
        ),
        (
            {"prompt": "a", "rejected": "c", "chosen": [{"role": "assistant", "function_call": {"name": "f"}}]},
            "chosen: calls a tool, and a pair has a place for texts only",
        ),
        ({"prompt": "a", "chosen": "b", "rejected": "c", "margin": "1"}, "margin: is not a number"),
        ({"prompt": "a", "chosen": "b", "rejected": "c", "margin": float("nan")}, "margin: is not a number"),
    ],
)
def test_rows_that_are_no_preferences(given: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}"):
        read_preference(given)
