"""Finds what is called by name: models, filters, exporters.

Each kind has a table of the shipped names, which an installed package extends with an entry point
(`selfinstruct.filters` and so on) and a user by writing `module:attr` in place of a name.
"""

import functools
import importlib
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

from selfinstruct.errors import UnknownName

SHIPPED: dict[str, dict[str, str]] = {
    "models": {
        "offline": "selfinstruct.models.offline:create",
        "openai": "selfinstruct.models.openai:create",
        "bedrock": "selfinstruct.models.bedrock:create",
    },
    "filters": {
        "echo": "selfinstruct.filters.novelty:RepeatsDemonstration",
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
        "repetition": "selfinstruct.filters.outputs:Repetition",
        "empty_output": "selfinstruct.filters.instances:EmptyOutput",
        "input_equals_output": "selfinstruct.filters.instances:InputEqualsOutput",
        "ends_with_colon": "selfinstruct.filters.instances:EndsWithColon",
        "placeholder_input": "selfinstruct.filters.instances:PlaceholderInput",
        "label": "selfinstruct.filters.instances:KnownLabel",
        "same_input_different_output": "selfinstruct.filters.instances:SameInputDifferentOutput",
        "duplicate": "selfinstruct.filters.instances:Duplicate",
        "seen": "selfinstruct.filters.novelty:RepeatsInstance",
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
CALLED = {"exporters": "formats"}


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
    return CALLED.get(kind, kind).removesuffix("s")
