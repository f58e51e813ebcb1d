"""The offline model as the one who makes of a task what a method needs: told by the form that the prompt shows."""

import json
import re
from collections.abc import Sequence
from random import Random
from typing import Any

from selfinstruct.models.offline.programs.solving import pose_function
from selfinstruct.models.offline.records.posing import pose_record
from selfinstruct.records import Message, Sampling

_QUOTED = re.compile(r"^([^\n>]{1,80}):\n((?:>[^\n]*(?:\n|\Z))+)", re.MULTILINE)
_FUNCTION = re.compile(r"^Function:[^\n]*\nProblem:", re.MULTILINE)
_RECORD = re.compile(r"^Request:[^\n]*\nMaterial:", re.MULTILINE)


def answer_material_prompt(messages: Sequence[Message], sampling: Sampling) -> str | None:
    """The reply to a prompt that asks to make a task concrete; None where the prompt is of another kind."""
    system = "\n".join(turn.content for turn in messages if turn.role == "system")
    if "\nProblem:" not in system and "\nMaterial:" not in system:  # most prompts, and soon told
        return None
    code = _FUNCTION.search(system) is not None
    if not code and _RECORD.search(system) is None:
        return None
    user = "\n".join(turn.content for turn in messages if turn.role != "system")
    shown = [_unquoted(match[2]) for match in _QUOTED.finditer(user)]
    if not shown:
        return None
    rng = Random("\0".join([str(sampling.temperature), system, user]))
    if code:
        return pose_function(shown[0], rng)
    return pose_record(shown[0], _schema(shown[1]) if len(shown) > 1 else None, rng)


def _schema(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _unquoted(text: str) -> str:
    return "\n".join(line[2:] for line in text.rstrip("\n").split("\n"))
