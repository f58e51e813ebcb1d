"""A conversation, turn by turn: the shape of prompts, and of instances that are more than a question and its answer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ROLES = ("system", "user", "assistant", "tool")
CHECKED = ("checks", "verdicts")  # the columns of what code has decided


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that an assistant's turn asks for; `arguments` is the JSON text as the model wrote it, `id` may be ""."""

    name: str
    arguments: str
    id: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As the Chat Completions API writes it."""
        call = {"type": "function", "function": {"name": self.name, "arguments": self.arguments}}
        return {"id": self.id, **call} if self.id else call


@dataclass(frozen=True, slots=True)
class Message:
    """One turn; `role` is one of ROLES.

    `reasoning` is what the model thought before it answered, `tool_calls` what it asks for. A tool's turn holds its
    result, with the `name` of the tool and the `tool_call_id` it answers as far as they are known.
    """

    role: str
    content: str
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    name: str = ""
    tool_call_id: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Role and content, then only the fields that say something."""
        turn: dict[str, Any] = {"role": self.role, "content": self.content}
        for key in ("reasoning", "name", "tool_call_id"):
            if value := getattr(self, key):
                turn[key] = value
        if self.tool_calls:
            turn["tool_calls"] = [call.as_dict() for call in self.tool_calls]
        return turn

    def texts(self) -> list[str]:
        """All its text that is not empty: content, reasoning, the arguments of calls."""
        said = [self.content, self.reasoning, *(call.arguments for call in self.tool_calls)]
        return [text for text in said if text]

    @property
    def plain(self) -> bool:
        """Whether it is a role and its content, and nothing more."""
        return not (self.reasoning or self.tool_calls or self.name or self.tool_call_id)


@dataclass(frozen=True, slots=True)
class Instance:
    """An input and the output a good answer gives for it; `input` is "" where the instruction stands alone.

    `reasoning` is what was thought before the answer, as far as it was kept. A conversation has all its `turns`, of
    which the last one is the assistant's: its content is `output`, and its reasoning stands in the turn. `tools` is
    the JSON text of the list of tools that a conversation may call, "" for none. `beside` is further text of the row
    it was read from: the worse answer of a pair, and columns that are not read. `checks` are conditions on the output,
    `verdicts` what they found (docs/checks.md), `method` is how it was made where that is not the usual way, and
    `notes` what else that says of it, anything JSON can hold.
    """

    input: str
    output: str
    reasoning: str = ""
    turns: tuple[Message, ...] = ()
    tools: str = ""
    beside: tuple[str, ...] = ()
    checks: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    verdicts: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    method: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def texts(self) -> list[str]:
        """All its text, of every turn and beside them, as far as it is not empty."""
        if self.turns:
            return [*(text for turn in self.turns for text in turn.texts()), *self.beside]
        return [text for text in (self.input, self.reasoning, self.output, *self.beside) if text]

    def first_answer(self) -> str:
        """What the assistant says first, in answer to the instruction."""
        return next((turn.content for turn in self.turns if turn.role == "assistant"), self.output)

    def extras(self) -> dict[str, Any]:
        """What a file says of it besides input and output: `prompt` (the turns before the answer) and the like."""
        answer = self.turns[-1] if self.turns else Message("assistant", self.output, self.reasoning)
        found: dict[str, Any] = {}
        if self.turns:
            found["prompt"] = [turn.as_dict() for turn in self.turns[:-1]]
        if answer.reasoning:
            found["reasoning"] = answer.reasoning
        if answer.tool_calls:
            found["tool_calls"] = [call.as_dict() for call in answer.tool_calls]
        found |= {"tools": json.loads(self.tools)} if self.tools else {}
        found |= {name: [dict(item) for item in value] for name in CHECKED if (value := getattr(self, name))}
        found |= {"method": self.method} if self.method else {}
        return found | ({"notes": dict(self.notes)} if self.notes else {})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a prompt: what was asked, what came, and what checks say of it; a line of attempts.jsonl.

    `number` counts the tries at this prompt from 1; `checks` and `verdicts` are as records carry them (docs/checks.md).
    The seam of methods fills in `method`.
    """

    prompt: tuple[Message, ...]
    output: str
    passed: bool
    number: int = 1
    checks: tuple[Mapping[str, Any], ...] = ()
    verdicts: tuple[Mapping[str, Any], ...] = ()
    reasoning: str = ""
    method: str = ""

    def as_dict(self) -> dict[str, Any]:
        """What stands in the file: only the fields that say something."""
        row: dict[str, Any] = {"method": self.method, "attempt": self.number, "passed": self.passed}
        row |= {"prompt": [turn.as_dict() for turn in self.prompt], "output": self.output}
        row |= {"reasoning": self.reasoning} if self.reasoning else {}
        for name in ("checks", "verdicts"):
            if value := getattr(self, name):
                row[name] = [dict(item) for item in value]
        return row


def is_exchange(turns: Sequence[Message]) -> bool:
    """Whether the turns are one question and its answer, neither with more than text and reasoning."""
    return (
        [turn.role for turn in turns] == ["user", "assistant"]
        and turns[0].plain
        and not (turns[1].tool_calls or turns[1].name or turns[1].tool_call_id)
    )


def spelled_out(turns: Sequence[Message]) -> str:
    """The turns as one text for people and for those who know single questions only.

    One user's turn is its content; several turns each begin with their role.
    """
    if len(turns) == 1 and turns[0].role == "user":
        return turns[0].content
    return "\n\n".join(f"{turn.role.capitalize()}: {said_in(turn)}" for turn in turns)


def asked_in(turns: Sequence[Message]) -> str:
    """What is said before the answer, as one text to compare with others: all but the system's turns."""
    before = turns[:-1] if turns and turns[-1].role == "assistant" else turns
    return "\n".join(text for turn in before if turn.role != "system" for text in turn.texts() if text.strip())


def system_of(turns: Sequence[Message]) -> str:
    """The system's turns as one text, "" for none."""
    return "\n".join(turn.content for turn in turns if turn.role == "system")


def exchanges(turns: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """Each answer of the assistant's with what the user said last before it."""
    for asked, place in answers(turns):
        yield asked, turns[place].content


def answers(turns: Sequence[Message]) -> Iterator[tuple[str, int]]:
    """Where each answer of the assistant's stands, with what the user said last before it."""
    asked = ""
    for place, turn in enumerate(turns):
        if turn.role == "user":
            asked = turn.content
        elif turn.role == "assistant" and (turn.content or not turn.tool_calls):
            yield asked, place


def said_in(turn: Message) -> str:
    """A turn as one text: its content, and the calls of tools it asks for; its reasoning is not said."""
    calls = [f"{call.name}({call.arguments})" for call in turn.tool_calls]
    return "\n".join([turn.content, *calls] if turn.content or not calls else calls)


def prompt_text(instruction: str, given: str) -> str:
    """The instruction, and the input where there is one, as a user would send them."""
    return f"{instruction}\n\n{given}" if given.strip() else instruction
