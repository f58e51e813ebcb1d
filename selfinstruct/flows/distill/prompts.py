"""The prompts that `distill` asks: of a production log, of a run, or of any file of prompts, without personal data."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import ListDigest, Ordinals, content_id, to_json
from selfinstruct.documents.corpus import refuse_corpus
from selfinstruct.errors import SeedError
from selfinstruct.files import logs
from selfinstruct.files.dataset_rows import read_dataset_rows, read_identifier, row_citation
from selfinstruct.files.logs import Entry
from selfinstruct.files.rows import read_rows
from selfinstruct.files.spool import Spool
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.task_fields import type_of
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.files.unfold.chats import read_turns
from selfinstruct.files.unfold.columns import UnreadColumns, ignored_columns
from selfinstruct.records import Message, Rejection
from selfinstruct.runs.run import FILES
from selfinstruct.text.masking import Masking, WithheldText
from selfinstruct.turns import prompt_text, spelled_out

STAGE = "distill"
# What of a source somebody has written: the ids of documents are not, and may look like numbers of people.
_SAID_OF_PLACES = ("file", "member", "title", "section")


@dataclass(frozen=True, slots=True)
class DistillPrompt:
    """A prompt to be answered.

    `messages` is what the model is asked. One question is also an instruction and an input; of a longer chat the
    instruction is all of it as one text, and `chat` is true. `output` is what the file answers, "" where it does not,
    `reasoning` what was thought before that and `finish_reason` how it ended, as the log says. `tools` is the JSON
    text of the tools of a chat. `ordinal` counts prompts of the same text, so that each gets an answer of its own.
    `source` says where in a document the prompt stands.
    """

    task_id: str
    type: str
    is_classification: bool | None
    instruction: str
    input: str
    messages: tuple[Message, ...]
    output: str
    chat: bool = False
    ordinal: int = 0
    reasoning: str = ""
    finish_reason: str | None = None
    tools: str = ""
    source: Mapping[str, Any] | None = None

    @property
    def unaskable(self) -> str:
        """Why no model can be asked it, "" where one can: tools are the business of whoever runs them."""
        calls = any(turn.tool_calls or turn.role == "tool" for turn in self.messages)
        return "calls a tool, and only text is asked" if calls or self.tools else ""


@dataclass(slots=True)
class PromptFile:
    """What a file holds, in its order and on disk: prompts, and rejections where there is none that may be asked."""

    items: Sequence[DistillPrompt | Rejection]
    masking: Masking
    digest: str = ""  # a hash of everything that may be asked
    unread: list[str] = field(default_factory=list)


def read_prompts(path: Path, masking: Masking, access: Access = DEFAULT, ignore: Iterable[str] = ()) -> PromptFile:
    """The prompts of a file, of a run's dataset, or of all JSON files of a folder or an s3:// prefix.

    A row of a log that holds no text becomes a rejection. Raises SeedError with a problem for each row that cannot be
    read at all, and where columns of text would not be asked that are not among those to `ignore`; StorageError where
    S3 refuses what is read from it.
    """
    items: Spool[DistillPrompt | Rejection] = Spool()
    found = PromptFile(items, masking)
    columns = UnreadColumns(ignored_columns(ignore))
    problems: list[str] = []
    counted = Ordinals()
    digest = ListDigest()
    for file, place, row, problem in _rows(path, access):
        try:
            if problem:
                raise ValueError(problem)
            if logs.is_log(row):
                read = [_logged(row, place, found, logs.fetching(file, place, access))]
            else:
                refuse_corpus(place, row)
                unfolded = unfold(row)
                columns.add(place, unfolded.unread)
                read = [_kept(item, masking) for item in _prompts(unfolded)]
        except ValueError as error:
            problems.append(f"{place}: {error}")
            continue
        for item in read:
            digest.measure(_asked(item))
            items.append(_counted(item, counted))
    if problems:
        raise SeedError(problems)
    columns.refuse()
    if not items:
        raise SeedError([f"{path}: contains no prompts"])
    for item in items:
        digest.add(_asked(item))
    found.digest = digest.value()
    return found


def _asked(item: DistillPrompt | Rejection) -> Any:
    """What may be asked of it; of a rejection why nothing is."""
    if isinstance(item, Rejection):
        return item.value
    return [[turn.role, turn.content] if turn.plain else turn.as_dict() for turn in item.messages]


def _rows(path: Path, access: Access) -> Iterator[tuple[str, str, Any, str]]:
    if (path / "run.json").is_file():
        path = path / FILES[2]
    for file in logs.files(path, access):
        for place, row, problem in read_rows(Path(file), access):
            yield file, place, row, problem


def _logged(row: dict[str, Any], place: str, found: PromptFile, fetch: logs.Fetch) -> DistillPrompt | Rejection:
    try:
        entry = logs.read_log(row, fetch)
        if entry.problem:
            found.unread.append(f"{place}: {entry.problem}; used without it")
    except ValueError as error:
        found.unread.append(f"{place}: {error}; left out")
        return Rejection(STAGE, "not_text", "", value=str(error))
    return _kept(_chat(entry), found.masking)


def _prompts(unfolded: UnfoldedRow) -> list[DistillPrompt]:
    """The prompts of a row of another form."""
    if unfolded.kind in ("chat", "preference"):
        if not unfolded.prompt or unfolded.prompt[-1].role not in ("user", "tool"):
            raise ValueError("messages: the prompt does not end with a user turn")
        answer = unfolded.answer or Message("assistant", "")
        tools = unfolded.tools or ("[]" if answer.tool_calls else "")
        made = _chat(Entry(unfolded.prompt, answer.content, "", answer.reasoning), tools)
        return [replace(made, source=row_citation(unfolded))]
    if unfolded.row.get("instances") == []:
        row = {name: value for name, value in unfolded.row.items() if name != "instances"}
        unfolded = replace(unfolded, row=row)
    named = read_identifier(unfolded.row, "task_id") or read_identifier(unfolded.row, "id")
    prompts = []
    for item in read_dataset_rows(unfolded):
        if not item.instruction.strip():
            raise ValueError("instruction: is empty")
        prompts.append(
            DistillPrompt(
                named or item.task_id, item.type, item.is_classification, item.instruction, item.input,
                (Message("user", item.prompt),), item.output, reasoning=item.reasoning,
                source=item.source,
            )
        )  # fmt: skip
    return prompts


def _chat(entry: Entry, tools: str = "") -> DistillPrompt:
    """A chat; one that is a single question is nothing but an instruction. What was thought is not asked again."""
    turns = tuple(replace(turn, reasoning="") for turn in entry.messages)
    alone = len(turns) == 1 and turns[0].role == "user"
    return DistillPrompt(
        "", "", None, spelled_out(turns), "", turns, entry.completion, not alone,
        reasoning=entry.reasoning, finish_reason=entry.finish_reason, tools=tools,
    )  # fmt: skip


def _kept(prompt: DistillPrompt, masking: Masking) -> DistillPrompt | Rejection:
    """The prompt without personal data, which a file's ids may hold as well."""
    turns = [turn.as_dict() for turn in prompt.messages] if prompt.chat else [prompt.instruction, prompt.input]
    tools = json.loads(prompt.tools) if prompt.tools else None
    place = {name: value for name, value in (prompt.source or {}).items() if name in _SAID_OF_PLACES}
    told = masking.apply([prompt.task_id, prompt.type, prompt.output, prompt.reasoning, tools, place, *turns])
    if isinstance(told, WithheldText):
        return Rejection(STAGE, "pii", "", value=told.counts)
    task, kind, output, reasoning, tools, place, *turns = told
    if prompt.chat:
        messages = read_turns(turns, "messages")
        instruction, given = spelled_out(messages), ""
    else:
        instruction, given = turns
        messages = (Message("user", prompt_text(instruction, given)),)
    identifier = task or content_id(*(turn.content for turn in messages))
    asked = next((turn.content for turn in reversed(messages) if turn.role == "user"), instruction)
    kind = kind or type_of(asked if prompt.chat else instruction)
    return replace(
        prompt, task_id=identifier, type=kind, instruction=instruction, input=given, messages=messages, output=output,
        reasoning=reasoning, tools=to_json(tools) if prompt.tools else "",
        source=None if prompt.source is None else {**prompt.source, **place},
    )  # fmt: skip


def _counted(item: DistillPrompt | Rejection, counted: Ordinals) -> DistillPrompt | Rejection:
    if isinstance(item, Rejection):
        return item
    turns = (f"{turn.role}:{turn.content if turn.plain else turn.as_dict()}" for turn in item.messages)
    return replace(item, ordinal=counted.next(*turns))
