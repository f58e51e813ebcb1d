"""What stands in single cells: texts that stand for lists or flags, several answers, reasoning within an answer."""

import json
from collections.abc import Mapping
from typing import Any

from selfinstruct.text.answers.reasoning import split_reasoning
from selfinstruct.text.placeholders import no_input

_NONE = frozenset({"none", "null", "nil", "noinput"})
_LONGEST = 60  # characters of a text that says there is none
_FLAGS = {"true": True, "false": False}


def decoded_cell(value: Any) -> Any:
    """A cell of CSV may hold a list or an object as JSON."""
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def alternating(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(text, str) for text in value)


def parted(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """An instance's fields, with the reasoning that stands marked in the output apart from it.

    An input that only says there is none is "".
    """
    output, given = item.get("output"), item.get("input")
    if isinstance(given, str) and len(given) <= _LONGEST and _says_none(given):
        item = {**item, "input": ""}
    if not isinstance(output, str) or item.get("reasoning"):
        return item
    answer, reasoning = split_reasoning(output)
    return {**item, "output": answer, "reasoning": reasoning} if reasoning else item


def _says_none(given: str) -> bool:
    """Whether an input stands for none; a word that may well be meant, as in a translation, does not."""
    text = given.strip()
    alone = text.isalpha() and text.lower() not in _NONE
    return bool(text) and not alone and no_input(text)


def first_text(value: Any, name: str) -> Any:
    """The answer where several are given for one: the first of `answers`, as they are or in SQuAD's {"text": […]}.

    Raises ValueError for a list in any other column, of which one text would be taken and the others lost.
    """
    several = name.lower() == "answers" or isinstance(value, Mapping)
    if isinstance(value, Mapping) and isinstance(value.get("text"), list | str):
        value = value["text"]
    if isinstance(value, list) and value and all(isinstance(text, str) for text in value):
        if len(value) > 1 and not several:
            raise ValueError(f"{name}: is a list of {len(value)} texts; write one text")
        return value[0]
    return value


def read_cells(own: dict[str, Any]) -> None:
    """Make of CSV's texts what they stand for: true and false, and lists."""
    label = own.get("is_classification")
    if isinstance(label, str):
        if label.strip().lower() in _FLAGS:
            own["is_classification"] = _FLAGS[label.strip().lower()]
        elif not label.strip():
            del own["is_classification"]
    for name in ("labels", "attributes", "instances"):
        if isinstance(value := own.get(name), str):
            own[name] = decoded_cell(value)
            if not value.strip():
                del own[name]
