"""What a row means, whatever tool or dataset wrote it: the one place where that is decided, for every command.

A row is a task with its instances, an instruction with input and output under any of their names, a conversation, a
preference, or a document. Readers differ only in how strict they are about what has been found here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.files.unfold.cells import alternating, decoded_cell, first_text, parted, read_cells
from selfinstruct.files.unfold.chats import is_turns, read_content, read_tools, read_turns, written_calls
from selfinstruct.files.unfold.columns import (
    INPUTS_AS_INSTRUCTION,
    MEANINGS,
    Layout,
    layout_of,
    plain_column,
    unread_columns,
    unread_in_instances,
    unread_in_turns,
    with_instance_names,
)
from selfinstruct.files.unfold.documents import is_document, read_document
from selfinstruct.files.unfold.transcripts import read_transcript
from selfinstruct.files.unfold.trees import flattened, is_tree
from selfinstruct.text.answers.reasoning import split_reasoning
from selfinstruct.turns import Instance, Message, is_exchange, prompt_text, spelled_out

KINDS = ("task", "chat", "preference", "document")
_CHATS = MEANINGS["turns"][:3]  # these hold nothing but conversations


@dataclass(frozen=True, slots=True)
class UnfoldedRow:
    """A row as one of KINDS. `row` has its values under our names, none of them checked; `given` is as it stands.

    A chat, and a preference's prompt, stand in `turns`; those of a chat end with its answer, if it has one. `named`
    says how the row calls what we call instruction, input and output. `unread` are its columns of text that nothing
    reads, under the row's own names.
    """

    kind: str
    row: Mapping[str, Any]
    given: Mapping[str, Any]
    turns: tuple[Message, ...] = ()
    tools: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def labels(self) -> Any:
        """The labels it names, as they stand there, [] for none."""
        return self.row.get("labels") or []

    @property
    def prompt(self) -> tuple[Message, ...]:
        """The turns before the answer."""
        return self.turns[:-1] if self.answer is not None else self.turns

    @property
    def answer(self) -> Message | None:
        """The last turn, where it is the assistant's."""
        return self.turns[-1] if self.kind == "chat" and self.turns and self.turns[-1].role == "assistant" else None

    def pairs(self) -> list[Mapping[str, Any]]:
        """What has input and output: the row's `instances`, else itself; ValueError where they are no list of those."""
        found = self.row.get("instances")
        found = [self.row] if found is None else found
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise ValueError("instances: is not a list of objects")
        return [parted(item) for item in found]

    def instance(self, beside: tuple[str, ...] = ()) -> Instance:
        """A chat as an instance; the output of one without an answer is ""."""
        output = self.answer.content if self.answer else ""
        return Instance("", output, turns=self.turns, tools=self.tools, beside=beside)

    def instruction(self) -> str:
        """A chat's prompt as one text."""
        return spelled_out(self.prompt)

    def first_question(self) -> str:
        """What the user says first in a chat, "" where no user speaks."""
        return next((turn.content for turn in self.turns if turn.role == "user"), "")


def unfold(row: Any) -> UnfoldedRow:
    """What a row means; ValueError for one that is no object, is nested too deeply, or whose turns cannot be read.

    A conversation of one question and its answer is a task. Where a row holds a conversation and single columns too,
    the conversation counts; columns that say something else stand in `unread`.
    """
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object")
    try:
        return _unfolded(row)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def _unfolded(row: dict[str, Any]) -> UnfoldedRow:
    layout = layout_of(tuple(row))
    names = layout.names
    own = {name: row[column] for name, column in layout.own if row[column] is not None}
    read_cells(own)
    if "chosen" in row and "rejected" in row:
        return _preference(row, layout, own)
    reader = _Reader(row, layout)
    turns = reader.conversation()
    if turns is not None:
        return _chat(row, own, turns, reader)
    return _single(row, names, own, reader)


class _Reader:
    """Finds columns by what they mean; `read` are those that were used, `named` how they are called."""

    def __init__(self, row: Mapping[str, Any], layout: Layout) -> None:
        self.row, self.names, self.there = row, layout.names, layout.there
        self.read: set[str] = set()
        self.named: dict[str, str] = {}

    def find(self, meaning: str, *, among: tuple[str, ...] = ()) -> Any:
        """The first value of that meaning that says something, else the first there is, None for none."""
        there = [self.names[name] for name in among if name in self.names] if among else self.there[meaning]
        if not there:
            return None
        name = there[0]
        if len(there) > 1:
            name = next((column for column in there if self.row[column] not in (None, "", [])), name)
        self.read.add(name)
        self.named[meaning] = name
        return self.row[name]

    def conversation(self) -> tuple[Message, ...] | None:
        """The turns of a row that holds a conversation in one column, with what stands beside it; None for none."""
        row, names, empty = self.row, self.names, ""
        for name in self.there["turns"]:
            key = plain_column(name)
            if row[name] in (None, "", []):
                empty = empty or (name if key in _CHATS[:2] else "")
                continue
            value = decoded_cell(row[name])
            if isinstance(value, str) and key not in _CHATS:
                turns = read_transcript(value)
            elif key in _CHATS or is_turns(value) or alternating(value):
                turns = read_turns(value, name)
            else:
                continue
            if turns:
                self.read.add(name)
                self.named["turns"] = name
                return self._completed(turns)
        prompt = row.get("prompt")
        if isinstance(prompt, dict) and is_tree(row):
            self.read.add("prompt")
            self.named["turns"] = "prompt"
            return self._completed(read_turns(flattened(prompt), "prompt"))
        if isinstance(prompt, list):
            self.read.add("prompt")
            self.named["turns"] = "prompt"
            if not prompt:
                raise ValueError("prompt: is empty")
            return self._completed(read_turns(prompt, "prompt"), answered=True)
        for key in ("prompt", "text"):
            if key in names and isinstance(value := row[names[key]], str) and (turns := read_transcript(value)):
                self.read.add(names[key])
                return self._completed(turns, answered=key == "prompt")
        if empty and not any(name in names for name in (*MEANINGS["instruction"], "text", "inputs", "input")):
            raise ValueError(f"{empty}: is empty")
        return None

    def _completed(self, turns: tuple[Message, ...], *, answered: bool = False) -> tuple[Message, ...]:
        """The turns with the system text that stands in a column of its own, and with the answer that does."""
        if (system := self.system()) and turns[0].role != "system":
            turns = (*system, *turns)
        if answered and turns[-1].role != "assistant":
            turns = (*turns, *self.answer())
        return turns

    def system(self) -> tuple[Message, ...]:
        """The system's turn, from a column of its own: a text, or a list of parts; () for none."""
        value = self.find("system")
        text = read_content(value, self.named["system"]) if isinstance(value, list | Mapping) else value
        return (Message("system", text),) if isinstance(text, str) and text.strip() else ()

    def answer(self) -> tuple[Message, ...]:
        """The answer in columns of its own: a text, or a list of turns; () for none."""
        value = first_text(self.find("output"), self.named.get("output", ""))
        if self.there["tools"] and (written := written_calls(value)):
            return (Message("assistant", "", tool_calls=written),)
        if isinstance(value, list):
            return read_turns(value, self.named["output"])
        reasoning = self.find("reasoning")
        calls = self.find("tool_calls")
        called = {"role": "assistant", "content": "", "tool_calls": calls}
        made = read_turns([called], "tool_calls")[0] if calls else None
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{self.named['output']}: is missing or not a string")
        if not value and made is None:
            return ()
        thought = reasoning if isinstance(reasoning, str) else ""
        said, marked = split_reasoning(value or "")
        return (Message("assistant", said, thought or marked, made.tool_calls if made else ()),)


def _chat(row: Mapping[str, Any], own: dict[str, Any], turns: tuple[Message, ...], reader: _Reader) -> UnfoldedRow:
    tools = read_tools(reader.find("tools"))
    texts = [text for turn in turns for text in turn.texts()]
    flat = {"instruction"} if row.get("instruction") == spelled_out(turns[:-1]) else set()  # once more, as one text
    unread = unread_columns(row, reader.read | flat, texts)
    if (column := reader.named.get("turns")) is not None:
        unread = (*unread, *unread_in_turns(row[column], column))
    own.pop("instances", None)
    if not tools and len(turns) <= 2 and (turns[0].role == "user" and turns[0].plain):
        if len(turns) == 1:
            return UnfoldedRow("task", own | {"instruction": turns[0].content}, row, named=reader.named, unread=unread)
        if is_exchange(turns):
            said = {"instruction": turns[0].content, "output": turns[1].content}
            said |= {"reasoning": turns[1].reasoning} if turns[1].reasoning else {}
            return UnfoldedRow("task", own | said, row, named=reader.named, unread=unread)
    return UnfoldedRow("chat", own, row, turns, tools, reader.named, unread)


def _single(row: Mapping[str, Any], names: Mapping[str, str], own: dict[str, Any], reader: _Reader) -> UnfoldedRow:
    """A row of columns: instruction, input, output under their names, or a document."""
    asked, given, answer = _columns(names, reader)
    if is_document(row):
        unread = unread_columns(row, {"text", "metadata"}, [str(row["text"])])
        return UnfoldedRow("document", read_document(row), row, unread=unread)
    several = "instances" in own  # what stands beside them belongs to none: text in it is told as not read
    turns: tuple[Message, ...] = () if several else reader.system()
    history = None if several else reader.find("history")
    tools, calls = reader.find("tools"), reader.find("tool_calls")
    reasoning = reader.find("reasoning")
    texts = [text for text in (asked, given, answer, reasoning) if isinstance(text, str)]
    unread = unread_columns(row, reader.read, texts)
    if several:
        unread += tuple(unread_in_instances(own["instances"]))
        if isinstance(own["instances"], list):
            own["instances"] = [with_instance_names(item) for item in own["instances"]]
    said = {"instruction": asked, "input": given, "output": answer, "reasoning": reasoning}
    found = own | {name: value for name, value in said.items() if value is not None}
    if asked is None and "instruction" in reader.named:
        found["instruction"] = None
    if not (turns or history or tools or calls) or several or not isinstance(asked, str):
        return UnfoldedRow("task", found, row, named=reader.named, unread=unread)
    question = prompt_text(asked, given if isinstance(given, str) else "")
    turns += read_turns(history, "history") if history else ()
    turns += (Message("user", question), *reader.answer())
    own.pop("instances", None)
    return UnfoldedRow("chat", own, row, turns, read_tools(tools), reader.named, unread)


def _columns(names: Mapping[str, str], reader: _Reader) -> tuple[Any, Any, Any]:
    """Instruction, input and output, None for what the row has not."""
    if not any(name in names for name in MEANINGS["instruction"]):
        for asked, answered in INPUTS_AS_INSTRUCTION:
            if asked in names and answered in names:
                reader.named |= {"instruction": names[asked], "output": names[answered]}
                reader.read |= {names[asked], names[answered]}
                definition = reader.find("definition", among=("definition", "task_definition"))
                value, answer = reader.row[names[asked]], first_text(reader.row[names[answered]], names[answered])
                if definition is None:
                    return value, None, answer
                reader.named |= {"instruction": reader.named["definition"], "input": names[asked]}
                return definition, value, answer
    instruction, given = reader.find("instruction"), reader.find("input")
    value = reader.find("output")
    return instruction, given, first_text(value, reader.named.get("output", ""))


def _preference(row: Mapping[str, Any], layout: Layout, own: dict[str, Any]) -> UnfoldedRow:
    """A pair: its prompt as turns, () where the sides hold it; the sides stay as they are in `row`."""
    reader = _Reader(row, layout)
    turns = reader.conversation()
    if turns is not None and turns[-1].role == "assistant":  # the better side, once more with its prompt
        turns = turns[:-1]
    if turns is None:
        asked, given = reader.find("instruction"), reader.find("input")
        if asked is not None and not isinstance(asked, str):
            raise ValueError(f"{reader.named['instruction']}: is neither a string nor a list of messages")
        system, history = reader.system(), reader.find("history")
        turns = system if asked else ()
        turns += read_turns(history, "history") if history else ()
        turns += (Message("user", prompt_text(asked, given if isinstance(given, str) else "")),) if asked else ()
    texts = [text for turn in turns for text in turn.texts()]
    unread = unread_columns(row, reader.read | {"chosen", "rejected", "edited", "rationale"}, texts)
    tools = read_tools(reader.find("tools"))
    return UnfoldedRow("preference", {**row, **own}, row, turns, tools, named=reader.named, unread=unread)
