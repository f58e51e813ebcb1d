"""Filters: one family a file; each says why a record is to be rejected, or nothing."""

import inspect
import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from selfinstruct.errors import RecipeError, SelfInstructError, UsageError
from selfinstruct.filters.own import checked
from selfinstruct.records import Filter
from selfinstruct.registry import BREAKS, load, place_of, raised_at, said

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from selfinstruct.filters.documents.measured import DocumentFilter

DOCUMENT = "document"
F = TypeVar("F")

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
    "semantic": "selfinstruct.filters.duplicates:semantic",
    "pii": "selfinstruct.filters.pii:Pii",
    "refusal": "selfinstruct.filters.outputs.refusals:Refusal",
    "service_error": "selfinstruct.filters.outputs.refusals:ServiceError",
    "tool_call": "selfinstruct.filters.outputs.tool_calls:WrittenToolCall",
    "identity": "selfinstruct.filters.outputs.identity:Identity",
    "unfinished": "selfinstruct.filters.outputs.unfinished:Unfinished",
    "faithful": "selfinstruct.filters.outputs.faithful:Faithful",
    "script_share": "selfinstruct.filters.outputs.scripts:ScriptShare",
    "repetition": "selfinstruct.filters.repetition:Repetition",
    "begins_with_seed": "selfinstruct.filters.novelty:BeginsWithSeed",
    "prompt_copy": "selfinstruct.filters.prompt_text:PromptCopy",
    "field_names": "selfinstruct.filters.prompt_text:FieldNames",
    "repeats_question": "selfinstruct.filters.questions:RepeatsQuestion",
    "circles": "selfinstruct.filters.repetition:Circles",
    "empty_output": "selfinstruct.filters.instances:EmptyOutput",
    "input_equals_output": "selfinstruct.filters.instances:InputEqualsOutput",
    "ends_with_colon": "selfinstruct.filters.instances:EndsWithColon",
    "placeholder_input": "selfinstruct.filters.instances:PlaceholderInput",
    "placeholder_output": "selfinstruct.filters.alpaca_flaws:PlaceholderOutput",
    "merged_tasks": "selfinstruct.filters.alpaca_flaws:MergedTasks",
    "label": "selfinstruct.filters.instances:KnownLabel",
    "claims": "selfinstruct.filters.claims:Claims",
    "same_input_different_output": "selfinstruct.filters.instances:SameInputDifferentOutput",
    "duplicate": "selfinstruct.filters.instances:Duplicate",
    "repeats_instance": "selfinstruct.filters.novelty:RepeatsInstance",
    "metadata": "selfinstruct.filters.documents.told:MetadataValues",
    "date": "selfinstruct.filters.documents.told:DateRange",
    "url": "selfinstruct.filters.documents.told:Addresses",
    "pattern": "selfinstruct.filters.documents.matching:Pattern",
    "language": "selfinstruct.filters.documents.language:SpokenLanguage",
    "words": "selfinstruct.filters.documents.words:WordCount",
    "word_length": "selfinstruct.filters.documents.words:WordLength",
    "letters": "selfinstruct.filters.documents.words:Letters",
    "symbols": "selfinstruct.filters.documents.words:Symbols",
    "stop_words": "selfinstruct.filters.documents.words:StopWords",
    "bullets": "selfinstruct.filters.documents.lines:Bullets",
    "ellipses": "selfinstruct.filters.documents.lines:Ellipses",
    "line_endings": "selfinstruct.filters.documents.lines:LineEndings",
    "short_lines": "selfinstruct.filters.documents.lines:ShortLines",
    "newlines": "selfinstruct.filters.documents.lines:Newlines",
    "repeated_lines": "selfinstruct.filters.documents.repeated:RepeatedLines",
    "repeated_paragraphs": "selfinstruct.filters.documents.repeated:RepeatedParagraphs",
    "repeated_ngrams": "selfinstruct.filters.documents.repeated:RepeatedNgrams",
    "prose": "selfinstruct.filters.documents.prose:Prose",
    "word_list": "selfinstruct.filters.documents.word_list:WordList",
    "quality": "selfinstruct.filters.documents.scored:quality",
    "toxicity": "selfinstruct.filters.documents.scored:toxicity",
}


def load_filters(settings: Mapping[str, Mapping[str, Any]], *, code: bool = False) -> list[Filter]:
    """The filters of a recipe, in its order: names with their parameters.

    With `code` a name may be `module:attr`, which imports the user's module; a recipe's may not. Raises
    UnknownName for a name, RecipeError for parameters a filter does not take, UsageError for one of documents.
    """
    filters = _made(settings, code)
    for name, item in filters:
        if item.scope == DOCUMENT:
            raise UsageError(f"filter {name}: looks at documents, and these are tasks; take it out")
    return _ordered([item for _, item in filters])


def load_document_filters(settings: Mapping[str, Mapping[str, Any]], *, code: bool = False) -> "list[DocumentFilter]":
    """The filters of a recipe for documents, in its order; raises as `load_filters` does, and for one of tasks."""
    from selfinstruct.filters.documents.as_documents import ComparedDocuments, PrivateDocuments
    from selfinstruct.filters.pii import Pii
    from selfinstruct.filters.pool_filter import PoolFilter

    filters: list[DocumentFilter] = []
    for name, item in _made(settings, code):
        if isinstance(item, PoolFilter):
            filters.append(ComparedDocuments(item))
        elif isinstance(item, Pii):
            filters.append(PrivateDocuments())
        elif item.scope == DOCUMENT:
            filters.append(cast("DocumentFilter", item))
        else:
            raise UsageError(f"filter {name}: looks at tasks, and these are documents; take it out")
    return _ordered(filters)


def _ordered(filters: list[F]) -> list[F]:
    """Those that may write nothing down first: what the others reject is written down with its text."""
    return sorted(filters, key=lambda item: not getattr(item, "private", False))


def _made(settings: Mapping[str, Mapping[str, Any]], code: bool) -> list[tuple[str, Filter]]:
    filters: list[tuple[str, Filter]] = []
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
        _check_bounds(name, {key: item.default for key, item in known.items()} | dict(parameters))
        try:
            filters.append((name, checked(name, make(**parameters))))
        except (TypeError, ValueError, re.error) as error:
            raise RecipeError(f"filter {name}: {error}") from None
        except SelfInstructError:
            raise
        except BREAKS as error:
            raise UsageError(f"filter {name} ({raised_at(error, make)}): {said(error)}") from error
    return filters


def _check_bounds(name: str, values: Mapping[str, Any]) -> None:
    """Raise RecipeError where nothing can be between a filter's minimum and its maximum; 0 or None is no maximum."""
    low, high = values.get("minimum"), values.get("maximum")
    if isinstance(low, int | float) and isinstance(high, int | float) and 0 < high < low:
        raise RecipeError(f"filter {name}: maximum: must not be below minimum (found {high:g} and {low:g})")


def _check(name: str, key: str, value: Any, annotation: Any) -> None:
    """Raise RecipeError for a value of another type than the parameter's; one without an annotation takes anything."""
    if annotation is inspect.Parameter.empty or isinstance(annotation, str):
        return
    from pydantic import ValidationError  # not needed to list names

    # What somebody else annotates with need not have a hash.
    adapter = _adapter if isinstance(annotation, type | UnionType) else _adapter.__wrapped__
    try:
        adapter(annotation).validate_python(value, strict=True)
    except ValidationError as error:
        what = error.errors()[0]["msg"]
        raise RecipeError(f"filter {name}: {key}: {what[0].lower()}{what[1:]} (found {value!r:.60})") from None


@cache
def _adapter(annotation: Any) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(annotation)
