"""Exporters: one family of formats a file; each turns records into rows, and says what its consumer would refuse."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, cast

from selfinstruct.errors import SelfInstructError, UsageError
from selfinstruct.exporters.dialogues import REASONING as _ANY
from selfinstruct.exporters.dialogues import Contents
from selfinstruct.exporters.form import ExportContext, Limits, Trait, WrittenFile
from selfinstruct.exporters.own import OwnExporter
from selfinstruct.files.dataset_rows import Record
from selfinstruct.files.file_types import NAMES as FILE_TYPES
from selfinstruct.registry import BREAKS, is_own, load, place_of, raised_at, said

SHIPPED = {
    "alpaca": "selfinstruct.exporters.instructions:alpaca",
    "messages": "selfinstruct.exporters.conversations:messages",
    "prompt-completion": "selfinstruct.exporters.conversations:prompt_completion",
    "gemini": "selfinstruct.exporters.conversations:gemini",
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
    "dpo-text": "selfinstruct.exporters.preferences:dpo_text",
    "swift-dpo": "selfinstruct.exporters.swift:swift_dpo",
    "swift-kto": "selfinstruct.exporters.swift:swift_kto",
    "rlvr": "selfinstruct.exporters.rlvr:rlvr",
    "rlvr-verl": "selfinstruct.exporters.rlvr:rlvr_verl",
    "rlvr-open-instruct": "selfinstruct.exporters.rlvr:rlvr_open_instruct",
    "llama-factory": "selfinstruct.exporters.llama_factory:llama_factory",
    "llama-factory-kto": "selfinstruct.exporters.llama_factory:llama_factory_kto",
    "bedrock-haiku": "selfinstruct.exporters.amazon.bedrock:haiku",
    "bedrock-conversation": "selfinstruct.exporters.amazon.nova:bedrock_conversation",
    "bedrock-prompt-completion": "selfinstruct.exporters.amazon.bedrock:bedrock_prompt_completion",
    "bedrock-distillation": "selfinstruct.exporters.amazon.bedrock:distillation",
    "bedrock-pretraining": "selfinstruct.exporters.amazon.bedrock:pretraining",
    "nova-cpt": "selfinstruct.exporters.amazon.bedrock:nova_cpt",
    "nova-dpo": "selfinstruct.exporters.amazon.nova:nova_dpo",
    "jumpstart": "selfinstruct.exporters.jumpstart:jumpstart",
    "hub": "selfinstruct.exporters.hub:hub",
}

# Where each format can put reasoning (see `dialogues`), the usual place first.
_KEYS, _TEXT, _LEFT = ("field", "thinking", "tags", "drop"), ("tags", "drop"), ("drop", "tags")
REASONING: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("messages", "trl-dpo", "trl-dpo-implicit", "kto", "ultrafeedback", "swift-dpo", "swift-kto", "hub"), _KEYS
    ),
    **dict.fromkeys(
        ("alpaca", "prompt-completion", "sharegpt", "text", "table", "llama-factory", "llama-factory-kto", "jumpstart"),
        _TEXT,
    ),
    **dict.fromkeys(("bedrock-prompt-completion", "bedrock-pretraining", "nova-cpt"), _TEXT),
    **dict.fromkeys(
        (
            "self-instruct",
            "openai-dpo",
            "bedrock-haiku",
            "bedrock-distillation",
            "nova-dpo",
            "gemini",
            "rlvr",
            "rlvr-verl",
            "rlvr-open-instruct",
        ),
        _LEFT,
    ),
    "bedrock-conversation": ("field", "tags", "drop"),
}
# The formats whose rows have a place for what `--cite` puts into them.
CITING = ("text", "messages", "hub")


class Exporter(Protocol):
    """A format. What is registered under its name is a function that gives one, for which a system prompt may be asked.

    The first line of that function's documentation says who reads the format, and what is enforced. It may also say in
    `reasoning` where that of records goes, one of `REASONING`.
    """

    @property
    def shapes(self) -> Mapping[str, Mapping[str, Any]]:
        """The exact keys and types of a row (see `selfinstruct.runs.schema`), for each kind of record it takes."""
        ...

    @property
    def file_types(self) -> tuple[str, ...]:
        """In which file types it makes sense, the usual one first."""
        ...

    @property
    def compressed(self) -> bool:
        """Whether its consumers read compressed files."""
        ...

    @property
    def lines_for(self) -> str:
        """Those of its consumers that read plain JSON lines only, where others read more; "" where there are none."""
        ...

    @property
    def folder(self) -> bool:
        """Whether it is always a folder."""
        ...

    @property
    def card(self) -> bool:
        """Whether a README.md with a dataset card always belongs to it."""
        ...

    @property
    def data_file(self) -> Callable[[str, str, str], str]:
        """The name of a data file in a folder, from kind, split ("" without splits) and ending (".jsonl.gz")."""
        ...

    @property
    def sidecar(self) -> Callable[[str, str, str], str | None]:
        """The name of its sidecar; None for one that must not lie in the folder."""
        ...

    def rows(self, record: Record) -> list[dict[str, Any]]:
        """The rows of a record, with all its turns; ValueError says what of it the format has no place for."""
        ...

    @property
    def check(self) -> Callable[[Any], list[str]]:
        """What the consumer would refuse in a row of such a file, whoever wrote it; empty if nothing."""
        ...

    def limits_of(self, split: str) -> Limits:
        """How many rows and bytes a split may have."""
        ...

    @property
    def traits(self) -> tuple[Trait, ...]:
        """What only shows in the whole file."""
        ...

    @property
    def extras(self) -> Callable[[Sequence[WrittenFile], ExportContext], dict[str, str]]:
        """Further files of the folder, name and text."""
        ...


KINDS = ("instances", "preferences")
_PARTS = [item for item in vars(Exporter) if not item.startswith("_")]


def load_exporter(
    name: str,
    system: str = "",
    reasoning: str = "",
    contents: Mapping[str, Contents] | None = None,
    *,
    cite: bool = False,
    code: bool = False,
) -> Exporter:
    """The exporter called `name`, or with `code` `module:attr`; raises UnknownName.

    `reasoning` is one of `REASONING`, "" for the format's own choice; `contents` says, by kind, what the source holds,
    and is for formats that ask for it. With `cite` rows say where in a document they stand. Raises UsageError for a
    system prompt, reasoning or citations where the format has no place for it.
    """
    make = load("exporters", name, code=code)
    if not callable(make):
        raise UsageError(
            f"format {name} ({place_of(make)}): cannot be called; write a function that returns the format"
        )
    wanted = inspect.signature(make).parameters
    if system and "system" not in wanted:
        raise UsageError(f"{name}: has no place for a system prompt; remove --system")
    if reasoning and "reasoning" not in wanted:
        raise UsageError(f"{name}: has no place for reasoning; remove --reasoning")
    if reasoning and reasoning not in (known := REASONING.get(name, _ANY)):
        raise UsageError(f"--reasoning {reasoning}: {name} takes {', '.join(known)}")
    if cite and "cite" not in wanted:
        raise UsageError(f"{name}: has no place for citations; remove --cite, or use {', '.join(CITING)}")
    asked: dict[str, Any] = {"system": system, "reasoning": reasoning, "cite": cite}
    given = {key: value for key, value in asked.items() if value}
    if contents is not None and "contents" in wanted:
        given["contents"] = contents
    if not is_own(make):
        return cast(Exporter, make(**given))
    try:
        made = make(**given)
    except SelfInstructError:
        raise
    except BREAKS as error:
        raise UsageError(f"format {name} ({raised_at(error, make)}): {said(error)}") from error
    if missing := [item for item in _PARTS if not hasattr(made, item)]:
        raise UsageError(f"format {name} ({place_of(make)}): what it gives has no {missing[0]}; see Exporter")
    if misfit := next((f"its {part} are {value!r:.40}; {wanted}" for part, value, wanted in _misfits(made)), ""):
        raise UsageError(f"format {name} ({place_of(make)}): {misfit}")
    return cast(Exporter, OwnExporter(name, make, made))


def _misfits(made: Any) -> Iterator[tuple[str, Any, str]]:
    """Which parts of a format of a user's own are not what `Exporter` says: the part, its value, and what to give."""
    shapes, types = made.shapes, made.file_types
    columns = isinstance(shapes, Mapping) and all(isinstance(value, Mapping) for value in shapes.values())
    if not shapes or not columns or not set(shapes) <= set(KINDS):
        yield "shapes", shapes, f"name {' or '.join(KINDS)}, and the columns of each"
    if not isinstance(types, list | tuple) or not types or not all(item in FILE_TYPES for item in types):
        yield "file_types", types, f"give some of {', '.join(FILE_TYPES)}"


def asks_for_contents(name: str) -> bool:
    """Whether the columns of the format depend on what the whole source holds; `name` is as for `load_exporter`."""
    return "contents" in inspect.signature(load("exporters", name, code=True)).parameters
