"""Filters: one family a file; each says why a record is to be rejected, or nothing."""

import inspect
import re
from collections.abc import Mapping
from typing import Any

from selfinstruct.errors import RecipeError, SelfInstructError, UsageError
from selfinstruct.filters.own import checked
from selfinstruct.records import Filter
from selfinstruct.registry import BREAKS, load, place_of, raised_at, said

SHIPPED = {
    "repeats_demonstration": "selfinstruct.filters.novelty:RepeatsDemonstration",
    "length": "selfinstruct.filters.instructions:Length",
    "blacklist": "selfinstruct.filters.instructions:Blacklist",
    "write_a_program": "selfinstruct.filters.instructions:WriteAProgram",
    "punctuation": "selfinstruct.filters.instructions:Punctuation",
    "non_ascii": "selfinstruct.filters.instructions:NonAscii",
    "novelty": "selfinstruct.filters.novelty:novelty",
    "jaccard": "selfinstruct.filters.duplicates:jaccard",
    "exact": "selfinstruct.filters.duplicates:exact",
    "paragraphs": "selfinstruct.filters.duplicates:paragraphs",
    "sentences": "selfinstruct.filters.duplicates:sentences",
    "ngrams": "selfinstruct.filters.duplicates:ngrams",
    "minhash": "selfinstruct.filters.duplicates:minhash",
    "pii": "selfinstruct.filters.pii:Pii",
    "refusal": "selfinstruct.filters.outputs:Refusal",
    "service_error": "selfinstruct.filters.outputs:ServiceError",
    "tool_call": "selfinstruct.filters.tool_calls:ToolCall",
    "repetition": "selfinstruct.filters.repetition:Repetition",
    "empty_output": "selfinstruct.filters.instances:EmptyOutput",
    "input_equals_output": "selfinstruct.filters.instances:InputEqualsOutput",
    "ends_with_colon": "selfinstruct.filters.instances:EndsWithColon",
    "placeholder_input": "selfinstruct.filters.instances:PlaceholderInput",
    "placeholder_output": "selfinstruct.filters.alpaca_flaws:PlaceholderOutput",
    "merged_tasks": "selfinstruct.filters.alpaca_flaws:MergedTasks",
    "label": "selfinstruct.filters.instances:KnownLabel",
    "same_input_different_output": "selfinstruct.filters.instances:SameInputDifferentOutput",
    "duplicate": "selfinstruct.filters.instances:Duplicate",
    "repeats_instance": "selfinstruct.filters.novelty:RepeatsInstance",
}


def load_filters(settings: Mapping[str, Mapping[str, Any]], *, code: bool = False) -> list[Filter]:
    """The filters of a recipe, in its order: names with their parameters.

    With `code` a name may be `module:attr`, which imports the user's module; a recipe's may not. Raises
    UnknownName for a name, RecipeError for parameters a filter does not take.
    """
    filters: list[Filter] = []
    for name, parameters in settings.items():
        make = load("filters", name, code=code)
        if not callable(make):
            raise UsageError(f"filter {name} ({place_of(make)}): cannot be called; write a class, or a function")
        known = inspect.signature(make).parameters
        if wrong := sorted(set(parameters) - set(known)):
            listed = ", ".join(known) or "none"
            raise RecipeError(f"filter {name}: no parameter {wrong[0]!r}; its parameters: {listed}")
        for key, value in parameters.items():
            _check(name, key, value, known[key].annotation)
        try:
            filters.append(checked(name, make(**parameters)))
        except (TypeError, ValueError, re.error) as error:
            raise RecipeError(f"filter {name}: {error}") from None
        except SelfInstructError:
            raise
        except BREAKS as error:
            raise UsageError(f"filter {name} ({raised_at(error, make)}): {said(error)}") from error
    # What the others reject is written down with its text.
    return sorted(filters, key=lambda item: not getattr(item, "private", False))


def _check(name: str, key: str, value: Any, annotation: Any) -> None:
    """Raise RecipeError for a value of another type than the parameter's; one without an annotation takes anything."""
    if annotation is inspect.Parameter.empty or isinstance(annotation, str):
        return
    from pydantic import TypeAdapter, ValidationError  # not needed to list names

    try:
        TypeAdapter(annotation).validate_python(value, strict=True)
    except ValidationError as error:
        what = error.errors()[0]["msg"]
        raise RecipeError(f"filter {name}: {key}: {what[0].lower()}{what[1:]} (found {value!r:.60})") from None
