"""Files that a service takes and files that it refuses: rows in the shape of a format, one of them changed.

Shared by the test of our transcriptions and by those that run a validator itself.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]

# Texts that break readers, all of which a training file may hold.
TEXTS = {
    "emoji": "👩‍🚀 and 🇪🇺", "line ends": "a\r\nb\rc\n", "separators": "one\u2028two\u2029three\x85four",
    "a NUL": "a\x00b\x1b[0m",
    "outer white space": "  \tkept \n", "ChatML": "<|im_start|>user\nhi<|im_end|>", "Jinja": "{{ 7 * 7 }}{% if x %}",
    "right to left": "مرحبا ﷽ שלום", "Chinese": "汉字、日本語、한국어", "not a number": "NA", "no value": "null",
    "a figure": "1e5", "JSON": "{\"a\": [1, \"\\n\"]}", "Markdown": "```py\nx = 1\n```\n| a |\n|---|",
    "HTML": "<b>&amp;</b>",
    "a formula": "=1+1", "quotes": "\"a\" 'b' \\n \\", "long": "word " * 4_000, "combined": "e\u0301 \u200b\ufeff",
    "special": "</s>[INST] <|endoftext|>",
}  # fmt: skip


# What is refused here and taken there: the bold words in docs/formats.md, and the cases it is about.
STRICTER = {
    "Other keys": ("a further key", "a further key in a turn", "type beside text", "a name", "a weight"),
    "Empty texts": ("an empty text", "a text of white space", "an empty content", "a side of white space",
                    "an empty system"),
    "Turns out of order": ("ends with the user", "begins with the assistant", "twice the user", "no answer",
                           "no turns"),
    "The version": ("no version", "another version"),
    "Reserved words": ("a reserved word", "a reserved word, asked", "a reserved word in small letters",
                       "a reserved mark", "a reserved word in system", "marks of turns"),
    "System prompts in some rows": ("system in some rows",),
    "Numbers and broken letters": ("a text that is a number", "half a surrogate pair"),
    "Lengths": ("too long", "Chinese near the limit"),
    "Sides": ("equal sides", "three candidates"),
    "Too few rows": ("few rows", "nothing"),
}  # fmt: skip
# What is refused there and taken here without a note.
LOOSER = {"Calls of tools": ("calls of tools", "a call without content")}


@dataclass(frozen=True)
class Case:
    """A file: its name, its bytes, and which split it is said to be."""

    name: str
    data: bytes
    split: str = ""
    file: str = "data.jsonl"

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / self.file
        path.write_bytes(self.data)
        return path


@dataclass(frozen=True)
class Shape:
    """How a format says something: a row of question and answer, how many rows a file has, and what else it may be."""

    say: Callable[[str, str], Row]
    rows: int
    changed: Mapping[str, Row]
    most: int | None = None


def conversation(asked: str, told: str, *more: str, system: tuple[str, ...] = ()) -> Row:
    said = [
        {"role": ("user", "assistant")[number % 2], "content": [{"text": text}]}
        for number, text in enumerate((asked, told, *more))
    ]
    first: Row = {"system": [{"text": text} for text in system]} if system else {}
    return {"schemaVersion": "bedrock-conversation-2024", **first, "messages": said}


def chat(asked: str, told: str, *more: str) -> Row:
    said = (asked, told, *more)
    return {"messages": [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(said)]}


def pair(asked: str, told: str, other: str = "Something else.") -> Row:
    sides = [
        {"content": [{"text": text}], "preferenceLabel": label}
        for text, label in ((told, "preferred"), (other, "non-preferred"))
    ]
    row = conversation(asked, told)
    return row | {"messages": [row["messages"][0], {"role": "assistant", "candidates": sides}]}


def completion(asked: str, told: str) -> Row:
    return {"prompt": asked, "completion": told}


def _turn(role: str, *items: Any) -> Row:
    return {"role": role, "content": list(items)}


_ASKED, _TOLD = _turn("user", {"text": "Name a colour."}), _turn("assistant", {"text": "Red."})
_NOVA = conversation("a", "b")
_THOUGHT = {"reasoningContent": {"reasoningText": {"text": "Hm."}}}
_SYSTEM = {"system": [{"text": "Be brief."}]}
_BARE = {"messages": [_ASKED, _TOLD]}


def _talk(*turns: Any) -> Row:
    return {**_NOVA, "messages": list(turns)}


CONVERSATIONS: dict[str, Row] = {
    "several turns": conversation("a", "b", "c", "d"),
    "two texts in a turn": _talk(_turn("user", {"text": "a"}, {"text": "b"}), _TOLD),
    "a reserved word": conversation("a", "User: hi"),
    "a reserved word, asked": conversation("A BOT: b", "c"),
    "a reserved word in small letters": conversation("a", "operating system: Linux"),
    "a reserved mark": conversation("<image>", "b"),
    "reasoning": _talk(_ASKED, _turn("assistant", _THOUGHT, {"text": "b"})),
    "reasoning of the user": _talk(_turn("user", _THOUGHT, {"text": "a"}), _TOLD),
    "no answer": _talk(_ASKED),
    "ends with the user": _talk(_ASKED, _TOLD, _ASKED),
    "begins with the assistant": _talk(_TOLD, _ASKED, _TOLD),
    "twice the user": _talk(_ASKED, _ASKED, _TOLD),
    "no turns": _talk(),
    "a system turn": _talk(_turn("system", {"text": "a"}), _ASKED, _TOLD),
    "an unknown role": _talk(_ASKED, _turn("model", {"text": "a"})),
    "a role in capitals": _talk(_turn("User", {"text": "a"}), _TOLD),
    "content as a text": _talk({"role": "user", "content": "a"}, _TOLD),
    "an item as a text": _talk(_turn("user", "a"), _TOLD),
    "an item of nothing": _talk(_turn("user", {}), _TOLD),
    "a text that is a number": _talk(_turn("user", {"text": 1}), _TOLD),
    "an empty text": conversation("a", ""),
    "a text of white space": conversation("a", " \n"),
    "an empty content": _talk(_turn("user"), _TOLD),
    "no role": _talk({"content": [{"text": "a"}]}, _TOLD),
    "no content": _talk({"role": "user"}, _TOLD),
    "no messages": {"schemaVersion": _NOVA["schemaVersion"]},
    "messages as a text": {**_NOVA, "messages": "a"},
    "no version": _BARE,
    "another version": {**_BARE, "schemaVersion": "2023"},
    "a further key": {**_NOVA, "id": "1"},
    "a further key in a turn": _talk({**_ASKED, "id": "1"}, _TOLD),
    "type beside text": _talk(_turn("user", {"type": "text", "text": "a"}), _TOLD),
    "half a surrogate pair": conversation("\ud83d", "b"),
}

_CHAT = chat("a", "b")["messages"]
CHATS: dict[str, Row] = {
    "several turns": chat("a", "b", "c", "d"),
    "a system turn": {"messages": [{"role": "system", "content": "Be brief."}, *_CHAT]},
    "a name": {"messages": [_CHAT[0] | {"name": "Ann"}, _CHAT[1]]},
    "a weight": {"messages": [*_CHAT, _CHAT[0], _CHAT[1] | {"weight": 0}]},
    "ends with the user": {"messages": [*_CHAT, _CHAT[0]]},
    "begins with the assistant": {"messages": _CHAT[::-1] + _CHAT[1:]},
    "twice the user": {"messages": [_CHAT[0], *_CHAT]},
    "no answer": {"messages": _CHAT[:1]},
    "no turns": {"messages": []},
    "no messages": {"prompt": "a"},
    "messages as a text": {"messages": "a"},
    "no role": {"messages": [{"content": "a"}, _CHAT[1]]},
    "no content": {"messages": [{"role": "user"}, _CHAT[1]]},
    "content as a list": {"messages": [{"role": "user", "content": [{"text": "a"}]}, _CHAT[1]]},
    "a text that is a number": {"messages": [{"role": "user", "content": 1}, _CHAT[1]]},
    "an empty text": chat("a", ""),
    "a text of white space": chat("a", " \n"),
    "an unknown role": {"messages": [_CHAT[0], {"role": "model", "content": "a"}]},
    "a further key": {**chat("a", "b"), "id": "1"},
    "a further key in a turn": {"messages": [_CHAT[0] | {"id": "1"}, _CHAT[1]]},
    "half a surrogate pair": chat("\ud83d", "b"),
}
_CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
_CALLS = [{"role": "assistant", "content": "", "tool_calls": [_CALL]},
          {"role": "tool", "tool_call_id": "c", "content": "1"}]  # fmt: skip
_OLD_CALL = {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}}
_SIDES = pair("a", "b")["messages"][1]["candidates"]


def _chosen(*sides: Any, **more: Any) -> Row:
    return _talk(_ASKED, {"role": "assistant", "candidates": list(sides)} | more)


PAIRS: dict[str, Row] = {
    "several turns": _talk(_ASKED, _TOLD, _ASKED, {"role": "assistant", "candidates": _SIDES}),
    "the other side first": _chosen(*_SIDES[::-1]),
    "a reserved word in a side": pair("a", "b", "Assistant: c"),
    "a reserved word, asked": pair("System: a", "b"),
    "no candidates": _NOVA,
    "one candidate": _chosen(_SIDES[0]),
    "one label": _chosen(_SIDES[0], _SIDES[0]),
    "three candidates": _chosen(*_SIDES, _SIDES[1]),
    "an unknown label": _chosen(_SIDES[0], _SIDES[1] | {"preferenceLabel": "worse"}),
    "no label": _chosen(_SIDES[0], {"content": [{"text": "a"}]}),
    "equal sides": pair("a", "b", "b"),
    "an empty side": pair("a", "b", ""),
    "a side of white space": pair("a", "b", " \n"),
    "a side without content": _chosen(_SIDES[0], {"preferenceLabel": "non-preferred"}),
    "candidates in the middle": _talk(_ASKED, {"role": "assistant", "candidates": _SIDES}, _ASKED, _TOLD),
    "candidates of the user": _talk(_ASKED, {"role": "user", "candidates": _SIDES}),
    "no question": _talk({"role": "assistant", "candidates": _SIDES}),
    "twice the user": _talk(_ASKED, _ASKED, {"role": "assistant", "candidates": _SIDES}),
    "no version": {"messages": pair("a", "b")["messages"]},
    "a further key": {**pair("a", "b"), "id": "1"},
    "half a surrogate pair": pair("a", "\ud83d"),
}

COMPLETIONS: dict[str, Row] = {
    "no prompt": {"completion": "b"},
    "no completion": {"prompt": "a"},
    "other names": {"input": "a", "output": "b"},
    "names in capitals": {"Prompt": "a", "Completion": "b"},
    "several in system": completion("a", "b") | {"system": [{"text": "c"}, {"text": "d"}]},
    "an empty text": completion("a", ""),
    "a text that is a number": {"prompt": "a", "completion": 1},
    "a further key": completion("a", "b") | {"id": "1"},
    "half a surrogate pair": completion("a", "\ud83d"),
    "too long": completion("word " * 14_000, "b"),
}

SHAPES: dict[str, Shape] = {
    "messages": Shape(
        chat, 12,
        CHATS | {
            "calls of tools": {"messages": [_CHAT[0], *_CALLS, _CHAT[1]], "tools": []},
            "a call without content": {"messages": [_CHAT[0], _OLD_CALL]},
        },
    ),
    "bedrock-haiku": Shape(
        chat, 40,
        CHATS | {
            "system": chat("a", "b") | {"system": "Be brief."},
            "an empty system": chat("a", "b") | {"system": ""},
            "no system": chat("a", "b") | {"system": None},
            "marks of turns": chat("a\n\nHuman: b", "c"),
            "near the limit": chat("word " * 19_000, "b"),
            "too long": chat("word " * 20_000, "b"),
            "Chinese near the limit": chat("水" * 40_000, "b"),
        },
        most=10_000,
    ),
    "bedrock-conversation": Shape(conversation, 200, CONVERSATIONS, most=20_000),
    "bedrock-distillation": Shape(
        conversation, 120,
        CONVERSATIONS | {
            "system": _NOVA | _SYSTEM,
            "several in system": conversation("a", "b", system=("c", "d")),
            "two texts in a turn": _talk(_turn("user", {"text": "a"}, {"text": "b"}), _TOLD),
        },
    ),
    "bedrock-prompt-completion": Shape(completion, 10, COMPLETIONS, most=10_000),
    "nova-dpo": Shape(pair, 12, PAIRS),
}  # fmt: skip


def cases(format: str) -> Iterator[Case]:
    """Files of a format, of which each differs from plain ones in one thing."""
    shape = SHAPES[format]
    plain = [shape.say(f"Add 1 to {number}.", f"{number + 1}.") for number in range(shape.rows)]

    def lines(rows: list[Row]) -> bytes:
        return b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    def with_line(line: bytes) -> bytes:
        return lines(plain[:3]) + line + b"\n" + lines(plain[4:])

    yield Case("plain", lines(plain))
    yield Case("validation", lines(plain * 4), "validation")
    yield Case("without the last line end", lines(plain)[:-1])
    yield Case("CRLF", lines(plain).replace(b"\n", b"\r\n"))
    yield Case("not escaped", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in plain).encode())
    for name, text in TEXTS.items():
        row = shape.say(f"Say {text}", text)
        yield Case(f"{name} in the texts", with_line(json.dumps(row, ensure_ascii=False).encode()))
    for name, row in shape.changed.items():
        yield Case(name, with_line(json.dumps(row).encode()))
    if format in ("bedrock-conversation", "nova-dpo"):
        yield Case("system in all rows", lines([row | _SYSTEM for row in plain]))
        yield Case("system in some rows", lines([plain[0] | _SYSTEM, *plain[1:]]))
        yield Case("several in system", lines([row | {"system": [{"text": "a"}, {"text": "b"}]} for row in plain]))
        yield Case("an empty system", lines([row | {"system": [{"text": ""}]} for row in plain]))
        yield Case("system as a text", lines([row | {"system": "Be brief."} for row in plain]))
        yield Case("a reserved word in system", lines([row | {"system": [{"text": "Bot: a"}]} for row in plain]))
    yield from _files(lines(plain), with_line, shape)


def _files(plain: bytes, with_line: Callable[[bytes], bytes], shape: Shape) -> Iterator[Case]:
    """What may be wrong with any file of JSON lines."""
    first = plain.split(b"\n")[0]
    for value in (b"null", b"1", b'"a"', b"[]", b"true", b"{}", b'[{"a": 1}]'):
        yield Case(f"a row that is {value.decode()}", with_line(value))
    yield Case("a broken row", with_line(first[:-3]))
    yield Case("two rows in a line", with_line(first + first))
    yield Case("quotes as Python has them", with_line(str(json.loads(first)).encode()))
    yield Case("a comment", with_line(b"# a comment"))
    yield Case("a comma after a row", with_line(first + b","))
    yield Case("bytes that are no UTF-8", with_line(first.replace(b"Add", b"\xff\xfe")))
    yield Case("a blank line", with_line(b""))
    yield Case("a blank line at the end", plain + b"\n")
    yield Case("a byte order mark", b"\xef\xbb\xbf" + plain)
    yield Case("an array", b"[" + plain.strip().replace(b"\n", b",\n") + b"]\n")
    yield Case("an array in a line", b"[" + plain.strip().replace(b"\n", b", ") + b"]\n")
    yield Case("UTF-16", plain.decode().encode("utf-16"))
    yield Case("compressed", gzip.compress(plain, mtime=0))
    yield Case("nothing", b"")
    yield Case("few rows", b"".join(line + b"\n" for line in plain.split(b"\n")[:5]))
    if shape.most is not None:
        yield Case("as many as may be", (plain * (shape.most // shape.rows))[: -1 if shape.most % shape.rows else None])
        yield Case("one too many", plain * (shape.most // shape.rows) + first + b"\n")
        yield Case("too many for validation", (first + b"\n") * 1_001, "validation")


def kind_of(name: str, table: Mapping[str, tuple[str, ...]]) -> str:
    return next((kind for kind, names in table.items() if name in names), "")
