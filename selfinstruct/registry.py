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
        "bedrock": "selfinstruct.models.bedrock:create",
    },
    "filters": {
        "echo": "selfinstruct.filters.closeness:Echo",
        "length": "selfinstruct.filters.wording:Length",
        "blacklist": "selfinstruct.filters.wording:Blacklist",
        "write_a_program": "selfinstruct.filters.wording:WriteAProgram",
        "punctuation": "selfinstruct.filters.wording:Punctuation",
        "non_ascii": "selfinstruct.filters.wording:NonAscii",
        "novelty": "selfinstruct.filters.closeness:novelty",
        "jaccard": "selfinstruct.filters.duplicates:jaccard",
        "exact": "selfinstruct.filters.duplicates:exact",
        "paragraphs": "selfinstruct.filters.duplicates:paragraphs",
        "sentences": "selfinstruct.filters.duplicates:sentences",
        "ngrams": "selfinstruct.filters.duplicates:ngrams",
        "minhash": "selfinstruct.filters.duplicates:minhash",
        "pii": "selfinstruct.filters.personal:Pii",
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
    "exporters": {
        "alpaca": "selfinstruct.exporters.instructions:alpaca",
        "messages": "selfinstruct.exporters.conversations:messages",
        "prompt-completion": "selfinstruct.exporters.conversations:prompt_completion",
        "sharegpt": "selfinstruct.exporters.conversations:sharegpt",
        "text": "selfinstruct.exporters.documents:text",
        "table": "selfinstruct.exporters.instructions:table",
        "self-instruct": "selfinstruct.exporters.encodings:self_instruct",
        "trl-dpo": "selfinstruct.exporters.trl:trl_dpo",
        "trl-dpo-implicit": "selfinstruct.exporters.trl:trl_dpo_implicit",
        "kto": "selfinstruct.exporters.trl:kto",
        "openai-dpo": "selfinstruct.exporters.preferences:openai_dpo",
        "ultrafeedback": "selfinstruct.exporters.preferences:ultrafeedback",
        "triplet": "selfinstruct.exporters.preferences:triplet",
        "llama-factory": "selfinstruct.exporters.llama_factory:llama_factory",
        "bedrock-haiku": "selfinstruct.exporters.bedrock:haiku",
        "bedrock-conversation": "selfinstruct.exporters.bedrock:bedrock_conversation",
        "bedrock-prompt-completion": "selfinstruct.exporters.bedrock:bedrock_prompt_completion",
        "bedrock-distillation": "selfinstruct.exporters.bedrock:distillation",
        "bedrock-pretraining": "selfinstruct.exporters.bedrock:pretraining",
        "nova-dpo": "selfinstruct.exporters.bedrock:nova_dpo",
        "jumpstart": "selfinstruct.exporters.jumpstart:jumpstart",
        "hub": "selfinstruct.exporters.hub:hub",
    },
}
# What a person calls a kind of name, where it is not the kind itself.
_CALLED = {"exporters": "formats"}
# What else can be named: files under prompts/.
_DESCRIBED = ("recipes", "label-recipes", "methods", "rubrics")


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
    raise UnknownName(f"there is no {_one(kind)} {name!r}; known: {known}")


def describe(kind: str) -> list[tuple[str, str]]:
    """Each name of a kind of SHIPPED or of _DESCRIBED, with the first line of its documentation."""
    if kind == "recipes":
        from selfinstruct.recipe import load_recipe, shipped

        return [(name, load_recipe(name).description) for name in shipped()]
    if kind == "label-recipes":
        from selfinstruct import labelrecipe
        from selfinstruct.recipe import shipped

        return [(name, labelrecipe.load_label_recipe(name).description) for name in shipped(labelrecipe.FAMILY)]
    if kind == "methods":
        from selfinstruct.preference_recipe import METHODS, load_preference_recipe

        return [(name, load_preference_recipe(name).description) for name in METHODS]
    if kind == "rubrics":
        from selfinstruct import rubric

        return [(name, rubric.load_rubric(name).description) for name in rubric.shipped()]
    kind = next((name for name, called in _CALLED.items() if kind == called), kind)
    if kind not in SHIPPED:
        known = ", ".join([*(_CALLED.get(name, name) for name in SHIPPED), *_DESCRIBED])
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
        raise UnknownName(f"{_one(kind)} {path!r} cannot be imported: {error}") from error


def _one(kind: str) -> str:
    return _CALLED.get(kind, kind).removesuffix("s")
