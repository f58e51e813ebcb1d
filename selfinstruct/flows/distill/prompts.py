"""The prompts that `distill` asks: of a production log, of a run, or of any file of prompts, without personal data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import SeedError
from selfinstruct.files import logs
from selfinstruct.files.dataset_rows import read_dataset_rows
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.tasks import type_of
from selfinstruct.files.unfold import prompt_text
from selfinstruct.records import Message, Rejection
from selfinstruct.runs.run import FILES
from selfinstruct.text.masking import Masking, WithheldText

STAGE = "distill"


@dataclass(frozen=True, slots=True)
class DistillPrompt:
    """A prompt to be answered.

    `messages` is what the model is asked. One question is also an instruction and an input; of a longer chat the
    instruction is all of it as one text, and `chat` is true. `output` is what the file answers, "" where it does not.
    `ordinal` counts prompts of the same text, so that each gets an answer of its own.
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


@dataclass(slots=True)
class PromptFile:
    """What a file holds, in its order: prompts, and rejections where there is none that may be asked."""

    items: list[DistillPrompt | Rejection]
    masking: Masking
    unread: list[str] = field(default_factory=list)

    def digest(self) -> str:
        """A hash of everything that may be asked."""
        rows = [
            [[turn.role, turn.content] for turn in item.messages] if isinstance(item, DistillPrompt) else item.value
            for item in self.items
        ]
        return content_id(to_json(rows))


def read_prompts(path: Path, masking: Masking, access: Access = DEFAULT) -> PromptFile:
    """The prompts of a file, of a run's dataset, or of all JSON files of a folder or an s3:// prefix.

    A row of a log that holds no text becomes a rejection. Raises SeedError with a problem for each row that cannot be
    read at all, StorageError where S3 refuses what is read from it.
    """
    found = PromptFile([], masking)
    problems: list[str] = []
    counted: dict[str, int] = {}
    for file, place, row, problem in _rows(path, access):
        try:
            if problem:
                raise ValueError(problem)
            if logs.is_log(row):
                found.items.append(_logged(row, place, found, logs.fetching(file, place, access)))
            else:
                found.items += [_kept(item, masking) for item in _prompts(row)]
        except ValueError as error:
            problems.append(f"{place}: {error}")
    if problems:
        raise SeedError(problems)
    if not found.items:
        raise SeedError([f"{path}: contains no prompts"])
    found.items = [_counted(item, counted) for item in found.items]
    return found


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


def _prompts(row: Any) -> list[DistillPrompt]:
    """The prompts of a row of another form."""
    turns = row.get("prompt", row.get("messages")) if isinstance(row, dict) else None
    if isinstance(turns, list) and ("instruction" not in row or "prompt" in row):
        entry = logs.read_chat(turns)
        said = row.get("completion", row.get("output"))
        return [_chat(replace(entry, completion=said) if isinstance(said, str) and said else entry)]
    if isinstance(row, dict) and row.get("instances") == []:
        row = {name: value for name, value in row.items() if name != "instances"}
    made = []
    for item in read_dataset_rows(row):
        if not item.instruction.strip():
            raise ValueError("instruction: is empty")
        made.append(
            DistillPrompt(
                item.task_id, item.type, item.is_classification, item.instruction, item.input,
                (Message("user", item.prompt),), item.output,
            )
        )  # fmt: skip
    return made


def _chat(entry: logs.Entry) -> DistillPrompt:
    """A chat; one that is a single question is nothing but an instruction."""
    alone = len(entry.messages) == 1 and entry.messages[0].role == "user"
    return DistillPrompt("", "", None, _whole(entry.messages), "", entry.messages, entry.completion, chat=not alone)


def _whole(messages: Sequence[Message]) -> str:
    """A prompt as one text: the user's words alone where nothing else was said."""
    if len(messages) == 1:
        return messages[0].content
    return "\n\n".join(f"{turn.role.capitalize()}: {turn.content}" for turn in messages)


def _kept(prompt: DistillPrompt, masking: Masking) -> DistillPrompt | Rejection:
    """The prompt without personal data, which a file's ids may hold as well."""
    turns = [turn.content for turn in prompt.messages] if prompt.chat else [prompt.instruction, prompt.input]
    told = masking.apply([prompt.task_id, prompt.type, prompt.output, *turns])
    if isinstance(told, WithheldText):
        return Rejection(STAGE, "pii", "", value=told.counts)
    task, kind, output, *turns = told
    if prompt.chat:
        messages = tuple(Message(turn.role, text) for turn, text in zip(prompt.messages, turns, strict=True))
        instruction, given = _whole(messages), ""
    else:
        instruction, given = turns
        messages = (Message("user", prompt_text(instruction, given)),)
    identifier = task or content_id(*(turn.content for turn in messages))
    kind = kind or type_of(turns[-1] if prompt.chat else instruction)
    return replace(
        prompt, task_id=identifier, type=kind, instruction=instruction, input=given, messages=messages, output=output
    )


def _counted(item: DistillPrompt | Rejection, counted: dict[str, int]) -> DistillPrompt | Rejection:
    if isinstance(item, Rejection):
        return item
    key = content_id(*(f"{turn.role}:{turn.content}" for turn in item.messages))
    counted[key] = counted.get(key, 0) + 1
    return replace(item, ordinal=counted[key] - 1)
