"""Conversations in the forms that services, tools and datasets write them in, as turns.

A list of turns has role and content (OpenAI, Anthropic, Bedrock) or from and value (ShareGPT); texts that alternate
(UltraChat, LIMA), or a question and its answer an item (Capybara). Content is a text or a list of parts.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.text.answers.reasoning import split_reasoning
from selfinstruct.turns import Message, ToolCall

# The names of a turn's role and of what it says, as they are met.
_ROLE_KEYS = ("role", "from", "speaker", "author", "sender")
_TEXT_KEYS = ("content", "value", "text", "message", "utterance")
_ROLES = {
    "system": ("system", "developer"),
    "user": ("user", "human", "prompter", "customer", "usr", "instruction"),
    "assistant": ("assistant", "gpt", "model", "bot", "ai", "chatgpt", "chatbot", "bing", "bard", "claude", "agent"),
    "call": ("function_call", "tool_call"),
    "tool": ("tool", "function", "observation", "function_response", "tool_response", "tool_result", "ipython"),
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words}
_PAIRS = (("input", "output"), ("user", "assistant"), ("human", "assistant"), ("question", "answer"),
          ("prompt", "response"), ("instruction", "output"))  # fmt: skip
_REASONING_KEYS = ("reasoning_content", "reasoning", "thinking")
_TEXT_PARTS = frozenset({"text", "input_text", "output_text", "refusal"})
_REASONING_PARTS = frozenset({"reasoning", "thinking", "reasoning_text", "summary_text", "reasoningContent"})
_OTHERS = (
    "image", "document", "video", "audio", "image_url", "input_image", "input_audio", "file", "input_file",
    "citationsContent", "server_tool_use",
)  # fmt: skip
_SILENT_PARTS = frozenset({"cachePoint", "redacted_thinking"})


def read_turns(value: Any, name: str, *, apart: bool = True) -> tuple[Message, ...]:
    """The turns of a list in any known form; ValueError says which of them cannot be read, `name` being the column.

    Reasoning that stands marked within an answer is taken `apart`, or left where it is.
    """
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise ValueError(f"{name}: is not a list of turns; write role and content for each")
    if value and all(isinstance(turn, str) for turn in value):
        return tuple(Message("assistant" if number % 2 else "user", turn) for number, turn in enumerate(value))
    turns: list[Message] = []
    for number, turn in enumerate(value):
        turns += _turn(turn, f"{name}[{number}]", apart)
    return tuple(turns)


def read_content(content: Any, where: str) -> str:
    """The text of a turn's content, a text itself or a list of parts; ValueError as for `read_turns`."""
    parts = _Parts(where)
    parts.read(content, needed=True)
    return parts.text


def is_turns(value: Any) -> bool:
    """Whether a value looks like a conversation: a list of objects that say who speaks, or of pairs."""
    if not isinstance(value, list) or not value or not all(isinstance(turn, dict) for turn in value):
        return False
    return all(_named(turn, _ROLE_KEYS) is not None or _pair(turn) is not None for turn in value)


def read_tools(value: Any, name: str = "tools") -> str:
    """The JSON text of a list of tools, which some write as a text already; "" for none."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.strip() else None
        except ValueError:
            raise ValueError(f"{name}: is a string that is not JSON") from None
    if not value:
        return ""
    if not isinstance(value, list | dict):
        raise ValueError(f"{name}: is not a list of tools")
    if isinstance(value, dict) and isinstance(specs := value.get("tools"), list):
        value = [_of_converse(tool) for tool in specs]
    return to_json(value)


def _of_converse(tool: Any) -> Any:
    """A tool as Bedrock's Converse API describes it, in the words of chat completions."""
    spec = tool.get("toolSpec") if isinstance(tool, Mapping) else None
    if not isinstance(spec, Mapping):
        return tool
    schema = spec.get("inputSchema")
    parameters = schema.get("json") if isinstance(schema, Mapping) else None
    told = {name: spec[name] for name in ("name", "description") if name in spec}
    return {"type": "function", "function": told | ({"parameters": parameters} if parameters else {})}


def _turn(turn: Any, where: str, apart: bool) -> list[Message]:
    if isinstance(turn, list | tuple) and len(turn) == 2 and all(isinstance(text, str) for text in turn):
        return [Message("user", turn[0]), Message("assistant", turn[1])]
    if not isinstance(turn, Mapping):
        raise ValueError(f"{where}: is not an object; write role and content")
    key = _named(turn, _ROLE_KEYS)
    if key is None:
        if (pair := _pair(turn)) is None:
            raise ValueError(f"{where}.role: is missing; write system, user, assistant or tool")
        return [Message("user", turn[pair[0]]), Message("assistant", turn[pair[1]])]
    role = _ROLE_OF.get(turn[key].strip().lower()) if isinstance(turn[key], str) else None
    if role is None:
        # Not quoted: what a row of a log says may be personal.
        raise ValueError(f"{where}.{key}: is no known role; write system, user, assistant or tool")
    said = next((name for name in _TEXT_KEYS if name in turn), "content")
    if role == "call":
        return [Message("assistant", "", tool_calls=tuple(_written_calls(turn.get(said), f"{where}.{said}")))]
    calls = [*_calls(turn, where)]
    parts = _Parts(where if said == "content" else f"{where}.{said}")
    parts.read(turn.get(said), needed=not calls)
    reasoning = next((text for name in _REASONING_KEYS if isinstance(text := turn.get(name), str) and text), "")
    content, marked = split_reasoning(parts.text) if apart and role == "assistant" else (parts.text, "")
    told = Message(
        role, content, "\n\n".join(text for text in (reasoning, *parts.reasoning, marked) if text.strip()),
        (*calls, *parts.calls), _named_text(turn, "name"), _named_text(turn, "tool_call_id"),
    )  # fmt: skip
    return parts.results if parts.results and not told.texts() else [*parts.results, told]


class _Parts:
    """What the content of a turn says: text, reasoning, calls, and results of tools, which are turns of their own."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.reasoning: list[str] = []
        self.calls: list[ToolCall] = []
        self.results: list[Message] = []
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        return "\n".join(self._texts)

    def read(self, content: Any, *, needed: bool) -> None:
        if isinstance(content, str):
            self._texts.append(content)
        elif isinstance(content, Mapping):
            self._part(content)
        elif isinstance(content, list | tuple):
            for part in content:
                self._part(part)
        elif content is not None or needed:
            wrong = "is missing" if content is None else "is not a string"
            raise ValueError(f"{self.where}.content: {wrong}; write a string")

    def _part(self, part: Any) -> None:
        if isinstance(part, str):
            self._texts.append(part)
            return
        if not isinstance(part, Mapping):
            raise ValueError(f"{self.where}.content: has a part that is no object")
        if isinstance(guarded := part.get("guardContent"), Mapping):
            part = guarded.get("text") or {}
        kind = str(part.get("type") or next((name for name in part if name not in ("text", "id")), "text"))
        if kind in _REASONING_PARTS or "reasoningContent" in part:
            self.reasoning += _all_texts(part)
        elif kind in _TEXT_PARTS and isinstance(text := part.get("text", part.get(kind)), str):
            self._texts.append(text)
        elif kind in ("tool_use", "toolUse"):
            inner = part.get("toolUse", part)
            identifier = inner.get("id", inner.get("toolUseId"))
            self.calls.append(_call(inner.get("name"), inner.get("input"), identifier, self.where))
        elif kind in ("tool_result", "toolResult"):
            inner = part.get("toolResult", part)
            result = _Parts(self.where)
            result.read(inner.get("content", ""), needed=False)
            named = str(inner.get("tool_use_id", inner.get("toolUseId")) or "")
            self.results.append(Message("tool", result.text, tool_call_id=named))
        elif kind == "json" and "json" in part:
            self._texts.append(to_json(part["json"]))
        elif kind not in _SILENT_PARTS:
            known = next((name for name in _OTHERS if name == kind or name in part), "a part of another kind")
            raise ValueError(f"{self.where}: holds {known}, and only text is read")


def _all_texts(part: Any) -> list[str]:
    """All texts of a part of reasoning, however deep they stand; signatures are none."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, list):
        return [text for item in part for text in _all_texts(item)]
    if isinstance(part, Mapping):
        named = ("text", "thinking", "reasoning", "summary", "reasoningContent", "reasoningText", "content")
        return [text for name in named if name in part for text in _all_texts(part[name])]
    return []


def _calls(turn: Mapping[str, Any], where: str) -> Iterator[ToolCall]:
    """The calls of a turn as chat completions write them: `tool_calls`, or the older `function_call`."""
    found = turn.get("tool_calls") or ()
    if not isinstance(found, list | tuple):
        raise ValueError(f"{where}.tool_calls: is not a list")
    older = turn.get("function_call")
    for call in (*found, *([older] if isinstance(older, Mapping) else [])):
        inner = call.get("function", call) if isinstance(call, Mapping) else None
        if not isinstance(inner, Mapping):
            raise ValueError(f"{where}.tool_calls: has a call that is no object")
        yield _call(inner.get("name"), inner.get("arguments"), call.get("id"), where)


def _call(name: Any, arguments: Any, identifier: Any, where: str) -> ToolCall:
    if not isinstance(name, str) or not name:
        raise ValueError(f"{where}: calls a tool without a name")
    written = arguments if isinstance(arguments, str) else to_json(arguments if arguments is not None else {})
    return ToolCall(name, written, str(identifier or ""))


def _written_calls(value: Any, where: str) -> Iterator[ToolCall]:
    """The calls of a turn that is nothing else, as ShareGPT writes them: JSON in a text."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError(f"{where}: is a call of a function that is not JSON") from None
    for call in found if isinstance(found, list) else [found]:
        if not isinstance(call, Mapping):
            raise ValueError(f"{where}: is not a call of a function")
        yield _call(call.get("name"), call.get("arguments", call.get("parameters")), call.get("id"), where)


def written_calls(value: Any) -> tuple[ToolCall, ...]:
    """The calls of an answer that is nothing but a list of them, as JSON in a text or as it is; () for any other."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return ()
    calls = isinstance(value, list) and all(isinstance(call, dict) and "name" in call for call in value)
    return tuple(_written_calls(value, "answers")) if calls and all("arguments" in call for call in value) else ()


def _pair(turn: Mapping[str, Any]) -> tuple[str, str] | None:
    return next((pair for pair in _PAIRS if all(isinstance(turn.get(name), str) for name in pair)), None)


def _named(turn: Mapping[str, Any], names: Sequence[str]) -> str | None:
    return next((name for name in names if name in turn), None)


def _named_text(turn: Mapping[str, Any], name: str) -> str:
    value = turn.get(name)
    return value if isinstance(value, str) else ""
