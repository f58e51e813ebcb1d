"""Finds what is called by name: models, filters, exporters.

Each kind has a table of the shipped names, which an installed package extends with an entry point
(`selfinstruct.filters` and so on) and a user by writing `module:attr` in place of a name.
"""

import functools
import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

from selfinstruct.errors import UnknownName, UsageError

SHIPPED: dict[str, dict[str, str]] = {
    "models": {
        "offline": "selfinstruct.models.offline:create",
        "openai": "selfinstruct.models.openai:create",
    },
    "filters": {
        "echo": "selfinstruct.filters.closeness:Echo",
        "length": "selfinstruct.filters.wording:Length",
        "blacklist": "selfinstruct.filters.wording:Blacklist",
        "write_a_program": "selfinstruct.filters.wording:WriteAProgram",
        "punctuation": "selfinstruct.filters.wording:Punctuation",
        "non_ascii": "selfinstruct.filters.wording:NonAscii",
        "novelty": "selfinstruct.filters.closeness:Novelty",
        "jaccard": "selfinstruct.filters.duplicates:Jaccard",
        "exact": "selfinstruct.filters.duplicates:Exact",
        "paragraphs": "selfinstruct.filters.duplicates:Paragraphs",
        "sentences": "selfinstruct.filters.duplicates:Sentences",
        "ngrams": "selfinstruct.filters.duplicates:Ngrams",
        "minhash": "selfinstruct.filters.duplicates:MinHash",
        "refusal": "selfinstruct.filters.talk:Refusal",
        "repetition": "selfinstruct.filters.talk:Repetition",
        "empty_output": "selfinstruct.filters.pairs:EmptyOutput",
        "input_equals_output": "selfinstruct.filters.pairs:InputEqualsOutput",
        "ends_with_colon": "selfinstruct.filters.pairs:EndsWithColon",
        "placeholder_input": "selfinstruct.filters.pairs:PlaceholderInput",
        "label": "selfinstruct.filters.pairs:Label",
        "same_input_different_output": "selfinstruct.filters.pairs:SameInputDifferentOutput",
        "duplicate": "selfinstruct.filters.pairs:Duplicate",
        "seen": "selfinstruct.filters.closeness:Seen",
    },
}


def names(kind: str) -> list[str]:
    """The known names of a kind, shipped ones first."""
    return list(_table(kind))


def load(kind: str, name: str, *, code: bool = False) -> Any:
    """The object called `name`; with `code`, `module:attr` is imported too.

    Raises UnknownName, listing the known names, where there is none.
    """
    table = _table(kind)
    if name in table:
        return _import(kind, table[name])
    if code and ":" in name:
        return _import(kind, name)
    known = ", ".join(table)
    raise UnknownName(f"there is no {kind.removesuffix('s')} {name!r}; known: {known}")


def describe(kind: str) -> list[tuple[str, str]]:
    """Each name of a kind (or of "recipes", "methods", "rubrics") with the first line of its documentation."""
    if kind == "recipes":
        from selfinstruct.recipe import load_recipe, shipped

        return [(name, load_recipe(name).description) for name in shipped()]
    if kind == "methods":
        from selfinstruct.preference_recipe import METHODS, load_preference_recipe

        return [(name, load_preference_recipe(name).description) for name in METHODS]
    if kind == "rubrics":
        from selfinstruct import rubric

        return [(name, rubric.load_rubric(name).description) for name in rubric.shipped()]
    if kind not in SHIPPED:
        known = ", ".join([*SHIPPED, "recipes", "methods", "rubrics"])
        raise UsageError(f"there is nothing called {kind!r} to list; known: {known}")
    return [(name, (load(kind, name).__doc__ or "").strip().split("\n")[0]) for name in names(kind)]


@functools.cache
def _table(kind: str) -> Mapping[str, str]:
    found = {point.name: point.value for point in entry_points(group=f"selfinstruct.{kind}")}
    return SHIPPED[kind] | {name: value for name, value in found.items() if name not in SHIPPED[kind]}


def _import(kind: str, path: str) -> Any:
    module, _, attribute = path.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise UnknownName(f"{kind.removesuffix('s')} {path!r} cannot be imported: {error}") from error
