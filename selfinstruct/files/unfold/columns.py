"""The names of columns: what each stands for, under the names that datasets give it, and what is not read."""

import difflib
import logging
import re
import shlex
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from selfinstruct.errors import SeedError, UsageError

LOG = logging.getLogger("selfinstruct")
# What a column stands for, and its names: the first one that a row has counts.
MEANINGS: Mapping[str, tuple[str, ...]] = {
    "turns": ("messages", "conversations", "conversation", "dialog", "dialogue", "chat", "data", "turns"),
    "instruction": ("instruction", "prompt", "question", "query", "problem", "user", "human"),
    "input": ("input", "context", "passage"),
    "output": (
        "output", "response", "completion", "solution", "generated_solution", "answer", "answers", "target",
        "assistant", "reply", "reference",
    ),
    "system": ("system", "system_prompt", "system_message"),
    "history": ("history",),
    "reasoning": (
        "reasoning", "reasoning_content", "thinking", "reasoning_trace", "complex_cot", "chain_of_thought", "cot",
        "rationale",
    ),
    "tool_calls": ("tool_calls",),
    "tools": ("tools", "functions", "toolconfig"),
}  # fmt: skip
# What only rows of our own have, besides what they mean.
OWN = ("id", "task_id", "type", "is_classification", "labels", "attributes", "instances", "demonstrations", "request",
       "checks", "verdicts")  # fmt: skip
# Rows that have these have no instruction by another name: the text that is asked, and its answer.
INPUTS_AS_INSTRUCTION = (("inputs", "targets"), ("input", "output"), ("input", "target"), ("inputs", "outputs"))
# What a row says of itself rather than to a model, and what other commands of ours read.
_ABOUT = frozenset(
    "id ids uid uuid index idx row number task_id instance_id prompt_id message_id message_tree_id parent_id tree_id "
    "conversation_id conversation_hash question_id type kind category categories topic topics subtopic domain subject "
    "tag tags label labels is_classification attributes demonstrations request instances metadata meta source sources "
    "dataset data_source dataset_name origin url urls link license title name author authors user_id annotator "
    "annotator_id model models model_name teacher generator language lang locale split difficulty level quality score "
    "scores rating ratings rank margin agreement grade method round flaw judges edited rationale created created_at "
    "date time timestamp updated_at version hash sha tokens length num_turns turn redacted toxic openai_moderation "
    "detoxify detoxify_moderation emojis synthetic deleted review_count review_result tree_state template "
    "opinions result notice place rule stage text prompt chosen rejected first second subset config file path page "
    "format schema messages_format count counts original_output checks verdicts notes".split()
)
_KNOWN = frozenset(name for names in MEANINGS.values() for name in names) | {"inputs", "targets", "outputs"} | _ABOUT
# A misspelt one of these would go unread.
_SPELT = ("instruction", "instructions", "input", "output", "response", "completion", "prompt", "messages",
          "conversations", "context", "question", "answer", "instances", "chosen", "rejected")  # fmt: skip
_SHORTEST = 4
_NAMES = 1 << 14  # of columns that are remembered: a file may have others in each row
_WORDS = 4
# What rows of each kind need, in the words of messages.
WANTED = {
    "instances": "instruction and output, or messages for a chat",
    "preferences": "prompt, chosen and rejected",
}
_TOLD = 6  # columns that a message names
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff]")  # scripts without spaces


@lru_cache(_NAMES)
def plain_column(name: object) -> str:
    """A column's name without case, and with underscores for spaces and hyphens."""
    return str(name).strip().lower().replace(" ", "_").replace("-", "_")


def told_columns(row: Mapping[str, Any]) -> str:
    """The columns of a row as messages name them."""
    names = ", ".join(repr(name)[:40] for name in list(row)[:_TOLD])
    return f"found: {names or 'nothing'}{', …' if len(row) > _TOLD else ''}"


def without_instruction(row: Mapping[str, Any]) -> str:
    """What is told of a row in which nothing is asked: its columns, and what it would need."""
    return f"instruction: is missing ({told_columns(row)}); add it, or messages for a chat"


def is_known_column(name: str) -> bool:
    """Whether a column of this name is read, or says something about its row."""
    return plain_column(name) in _KNOWN


@lru_cache(_NAMES)
def misspelt(name: str) -> str:
    """The known name that a column's was meant to be, "" where it is none or is known itself."""
    folded = plain_column(name).rpartition("[].")[2]
    if folded in _KNOWN or len(folded) < _SHORTEST:
        return ""
    near = difflib.get_close_matches(folded, _SPELT, n=1, cutoff=0.8)
    return near[0] if near and near[0] != folded else ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of rows that have the same ones: by plain name, by what they mean, and those of our own."""

    names: Mapping[str, str]
    there: Mapping[str, tuple[str, ...]]
    own: tuple[tuple[str, str], ...]


@lru_cache(4096)
def layout_of(columns: tuple[str, ...]) -> Layout:
    """Files have few sets of columns, and many rows of each."""
    names = {plain_column(column): column for column in columns}
    there = {meaning: tuple(names[name] for name in known if name in names) for meaning, known in MEANINGS.items()}
    return Layout(names, there, tuple((name, names[name]) for name in OWN if name in names))


def unread_columns(row: Mapping[str, Any], read: Container[str], texts: Iterable[str]) -> tuple[str, ...]:
    """The columns of text that a row has beside those `read`, as they are called in it.

    What says nothing but what was read (`texts`), or all of it in one, is no loss; nor are short words, numbers,
    links, and what a row says about itself (id, source, category …).
    """
    found, said = [], list(texts)
    for name, value in row.items():
        if name in read or name in OWN or value is None:
            continue
        if (folded := plain_column(name)) in _ABOUT and folded not in _BUT_TEXT:
            continue
        if folded == "reference" and "checks" in row:  # what a method held the output against
            continue
        lost = _is_text(name, value) and not _repeats(value, said)
        if lost or (misspelt(name) and (value.strip() if isinstance(value, str) else texts_in(value))):
            found.append(name)
    return tuple(found)


# Lists of these are asked about, however short their texts are.
_TEXTS = frozenset({"choices", "options", "alternatives", "candidates", "documents", "docs", "passages", "contexts"})
# What a turn may have, and what says of it that it is not to be learned from.
_OF_TURNS = frozenset(
    "role from speaker author sender content value text message utterance reasoning_content reasoning thinking "
    "tool_calls function_call name tool_call_id refusal input output user assistant human question answer prompt "
    "response instruction annotations audio reasoning_details".split()
)
_OF_INSTANCES = ("input", "output", "reasoning")
_IN_INSTANCES = frozenset(name for meaning in _OF_INSTANCES for name in MEANINGS[meaning]) | {
    "prompt", "tools", "tool_calls", "messages",
}  # fmt: skip
_COUNTING = frozenset({"weight", "train", "loss"})
# Read by some rows, and text where another column is read in their place.
_BUT_TEXT = frozenset({"text", "prompt", "rationale"})


def unread_in_turns(turns: Any, name: str) -> list[str]:
    """What turns of a conversation have besides what is read, as `messages[].key`: text, and that they do not count."""
    found: dict[str, None] = {}
    for turn in turns if isinstance(turns, list) else ():
        for key, value in turn.items() if isinstance(turn, dict) else ():
            left_out = key in _COUNTING and value in (0, False) and not isinstance(value, str)
            if left_out or (key not in _OF_TURNS and key not in _ABOUT and _is_text(key, value)):
                found[f"{name}[].{key}"] = None
    return list(found)


def with_instance_names(item: Any) -> Any:
    """An instance with input, output and reasoning under these names, whatever names it has for them."""
    if not isinstance(item, dict):
        return item
    there = layout_of(tuple(item)).there
    return item | {
        meaning: item[there[meaning][0]] for meaning in _OF_INSTANCES if meaning not in item and there[meaning]
    }


def unread_in_instances(instances: Any) -> list[str]:
    """What the instances of a row have besides what is read, as `instances[].key`: text, and misspelt names."""
    found: dict[str, None] = {}
    for item in instances if isinstance(instances, list) else ():
        for key, value in item.items() if isinstance(item, dict) else ():
            folded = plain_column(key)
            if folded in _IN_INSTANCES or folded in _ABOUT or value in (None, "", []):
                continue
            if _is_text(key, value) or misspelt(key):
                found[f"instances[].{key}"] = None
    return list(found)


def _is_text(name: str, value: Any) -> bool:
    if isinstance(value, str):
        return _is_prose(value)
    texts = texts_in(value) if isinstance(value, list | dict) else []
    return bool(texts) and (plain_column(name) in _TEXTS or any(map(_is_prose, texts)))


def _is_prose(text: str) -> bool:
    """Whether it is more than a name, a number, a hash or an address: four words or more, or as much without spaces."""
    text = text.strip()
    return len(text.split(None, _WORDS)) >= _WORDS or (not text.isascii() and len(_WIDE.findall(text)) >= 2 * _WORDS)


def _repeats(value: Any, said: list[str]) -> bool:
    """Whether all that a value says has been read, or stands in it together with more that is only framing."""
    texts = [value] if isinstance(value, str) else texts_in(value)
    whole = [text.strip() for text in said if text.strip()]
    return all(
        any(text.strip() in other for other in whole) or (bool(whole) and all(other in text for other in whole))
        for text in texts
    )


def texts_in(value: Any) -> list[str]:
    """All texts that a value holds, however deep they stand; names of keys are none."""
    found, waiting = [], [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found += [item] if item.strip() else []
        elif isinstance(item, Mapping | list | tuple):
            waiting += reversed(list(item.values() if isinstance(item, Mapping) else item))
    return found


@dataclass(slots=True)
class UnreadColumns:
    """The columns of a file that nothing reads, with the first place of each; those `ignored` are no matter."""

    ignored: frozenset[str] = frozenset()
    _met: dict[str, str] = field(default_factory=dict)

    def add(self, place: str, names: Iterable[str]) -> None:
        """A row at `place` has text in columns called so."""
        for name in names:
            if name not in self.ignored:
                self._met.setdefault(name, place)

    def refuse(self) -> None:
        """Raise SeedError where text of the file would be lost."""
        if self._met:
            wanted = "rename what is to be read (instruction, input, output, system, reasoning, messages)"
            names = shlex.quote(",".join(self._met))
            raise SeedError([f"{self._told()}; {wanted}, or leave it out: --ignore-columns {names}"])

    def warn(self) -> None:
        """Name the columns, whose text stays where it is; raise SeedError for names that are misspelt."""
        if wrong := {name: right for name in self._met if (right := misspelt(name))}:
            told = ", ".join(f"{name!r} (did you mean {right!r}?)" for name, right in wrong.items())
            raise SeedError([f"{self._met[next(iter(wrong))]}: {told}: is not read; rename it"])
        if self._met:
            LOG.warning("%s", self._told())

    def _told(self) -> str:
        hints = {name: f" (did you mean {right!r}?)" for name in self._met if (right := misspelt(name))}
        names = ", ".join(repr(name)[:42] + hints.get(name, "") for name in self._met)
        return f"{next(iter(self._met.values()))}: text in {names} is not read"


def ignored_columns(names: Iterable[str]) -> frozenset[str]:
    """The columns named with --ignore-columns, each option a name or several with commas; raises UsageError."""
    found = frozenset(name.strip() for item in names for name in item.split(","))
    if "" in found:
        raise UsageError("--ignore-columns: name columns, with commas between them")
    return found
