"""Prompts to make pairs of: a run's dataset, or any file of prompts, instructions, tasks or conversations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals, content_id, to_json
from selfinstruct.checks import carried_checks
from selfinstruct.documents.corpus import refuse_corpus
from selfinstruct.errors import MissingExtra, UsageError
from selfinstruct.files.dataset_rows import read_checks, read_identifier, row_citation
from selfinstruct.files.reading import spool_each
from selfinstruct.files.rows import read_rows
from selfinstruct.files.spool import Spool
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.files.unfold.columns import UnreadColumns, ignored_columns, without_instruction
from selfinstruct.flows.prefer.asking import PreferPrompt
from selfinstruct.records import Message
from selfinstruct.turns import prompt_text


def load_prompts(path: Path, ignore: Iterable[str] = (), *, checked: bool = False) -> Spool[PreferPrompt]:
    """The prompts of a file, in its order; raises SeedError with a problem for each bad row.

    Of a conversation the last turn of the assistant, if it ends with one, is the output, the rest the prompt. Columns
    of text that are not read are refused, but for those in `ignore`. Prompts of the same text are told apart by
    counting them. With `checked` the checks that rows carry are such as can be made.
    """
    columns = UnreadColumns(ignored_columns(ignore))
    met = Ordinals()

    def read(place: str, row: Any) -> Iterator[PreferPrompt]:
        refuse_corpus(place, row)
        unfolded = unfold(row)
        columns.add(place, unfolded.unread)
        source, checks = row_citation(unfolded), read_checks(unfolded.row)
        if checked:
            _make_checks(checks)
        for item in _prompts(unfolded):
            turns = [[turn.role, turn.content] if turn.plain else turn.as_dict() for turn in item.messages]
            yield replace(item, source=source or None, ordinal=met.next(to_json(turns)), checks=checks)

    found = spool_each(read_rows(path), read, f"{path}: contains no prompts")
    columns.refuse()
    return found


def _make_checks(checks: tuple[Mapping[str, Any], ...]) -> None:
    try:
        carried_checks(list(checks))
    except MissingExtra:
        raise
    except UsageError as error:
        raise ValueError(str(error)) from None


def _prompts(unfolded: UnfoldedRow) -> Iterator[PreferPrompt]:
    row = unfolded.row
    identifier, task = read_identifier(row, "id"), read_identifier(row, "task_id")
    instance = identifier if task else ""
    if unfolded.kind in ("chat", "preference"):
        output = unfolded.answer.content if unfolded.answer else ""
        if unfolded.answer and unfolded.answer.tool_calls:
            raise ValueError("messages: the last turn calls a tool or is its answer, and only text is asked")
        yield _prompted(unfolded.prompt, output, task or identifier, instance)
        return
    instruction = _text(row, "instruction", unfolded)
    for item in unfolded.pairs() or [{}]:
        given, output = (_text(item, name, unfolded, needed=False) for name in ("input", "output"))
        yield _prompted((Message("user", prompt_text(instruction, given)),), output, task or identifier, instance)


def _prompted(messages: tuple[Message, ...], output: str, task: str, instance: str) -> PreferPrompt:
    """A turn of the user's ends every prompt, and it holds nothing but text."""
    for number, turn in enumerate(messages, 1):
        if turn.tool_calls or turn.role == "tool":
            raise ValueError(f"messages: turn {number} calls a tool or is its answer, and only text is asked")
        if not _is_text(turn.content):
            raise ValueError(f"messages: turn {number} of the prompt is empty or no text")
    if not messages or messages[-1].role != "user":
        raise ValueError("messages: the prompt does not end with a user turn")
    asked = tuple(Message(turn.role, turn.content) for turn in messages)
    return PreferPrompt(task or content_id(*(turn.content for turn in asked)), instance, asked, output)


def _text(row: Mapping[str, Any], key: str, unfolded: UnfoldedRow, needed: bool = True) -> str:
    value, name = row.get(key), unfolded.named.get(key, key)
    if value is None and not needed:
        return ""
    if key not in row and needed:
        raise ValueError(without_instruction(unfolded.given))
    if not isinstance(value, str) or (needed and not _is_text(value)):
        raise ValueError(f"{name}: is {'empty' if value == '' else 'missing or not a string'}")
    return value


def _is_text(value: Any) -> bool:
    whole = isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return whole and bool(value.strip())
