"""What consumers enforce, rule by rule: each function gives what is wrong with a row, in words, and nothing if it fits.

A shape is that of `selfinstruct.runs.schema`; here an object may hold no other keys unless it is open.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.files.unfold.citations import CITATION

Shape = Any
Rule = Callable[[dict[str, Any]], Iterable[str]]

TEXT, TEXT_OR_NULL = (str,), (str, type(None))
NUMBER_OR_NULL, YES_NO_OR_NULL = (int, float, type(None)), (bool, type(None))
CHAT = [{"role": TEXT, "content": TEXT}]
TURNS = [
    {
        "role": TEXT,
        "content": TEXT_OR_NULL,
        "name?": TEXT,
        "tool_call_id?": TEXT,
        "tool_calls?": [{"id?": TEXT, "type?": TEXT, "function": {"name": TEXT, "arguments": (str, dict)}}],
    }
]
THOUGHT = {"reasoning_content?": TEXT, "thinking?": TEXT}
TOOLS = (str, list)  # a list, which Parquet has as JSON in a text
_KINDS = {
    str: "a string", bool: "true or false", int: "a number", float: "a number", type(None): "null", list: "a list",
    dict: "an object",
}  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\U0001f000-\U0003ffff]")


def checker(shape: Shape, *rules: Rule, closed: bool = True) -> Callable[[Any], list[str]]:
    """A check of a row's shape, then of the rules one after the other; the first to complain is the last asked."""

    def check(row: Any) -> list[str]:
        if not isinstance(row, dict):
            return ["is not a JSON object"]
        found = list(misfits(shape, row, "", closed=closed)) or list(broken(row, ""))
        for rule in rules:
            found = found or list(rule(row))
        return found

    return check


def cited(shape: dict[str, Shape], *rules: Rule) -> Callable[[Any], list[str]]:
    """`checker` of a shape that may have besides, as `source`, what `--cite` puts there."""
    without, with_it = checker(shape, *rules), checker(shape | {"source": CITATION}, *rules)
    return lambda row: (with_it if isinstance(row, dict) and isinstance(row.get("source"), dict) else without)(row)


def misfits(shape: Shape, value: Any, place: str, *, closed: bool = True) -> Iterator[str]:
    """What a value has too much, too little, or of another type than the shape says."""
    at = f"{place}: " if place else ""
    if isinstance(shape, tuple):
        # True is an int to Python, and not to a reader.
        if not isinstance(value, shape) or (isinstance(value, bool) and bool not in shape):
            whole = int in shape and float not in shape
            wanted = dict.fromkeys("a whole number" if kind is int and whole else _KINDS[kind] for kind in shape)
            yield f"{at}is {json_kind(value)}, not {' or '.join(wanted)}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{at}is {json_kind(value)}, not a list"
            return
        for number, item in enumerate(value):
            yield from misfits(shape[0], item, f"{place}[{number}]", closed=closed)
    elif not isinstance(value, dict):
        yield f"{at}is {json_kind(value)}, not an object"
    else:
        known = {name.removesuffix("?"): inner for name, inner in shape.items()}
        for name, inner in shape.items():
            key = name.removesuffix("?")
            if key in value:
                yield from misfits(inner, value[key], f"{place}.{key}".lstrip("."), closed=closed)
            elif key == name and not (isinstance(inner, tuple) and type(None) in inner):
                yield f"{f'{place}.{key}'.lstrip('.')}: is missing"
        if closed:
            unknown = [str(key)[:40] for key in value if key not in known]
            if len(unknown) == 1:
                yield f"{at}has an unknown key, {unknown[0]!r}"
            elif unknown:
                yield f"{at}has unknown keys: {', '.join(map(repr, unknown))}"


def json_kind(value: Any) -> str:
    return _KINDS.get(type(value), "a list" if isinstance(value, list) else "an object")


def broken(value: Any, place: str) -> Iterator[str]:
    """Texts with half of a surrogate pair: UTF-8 has no bytes for it."""
    if isinstance(value, str):
        if not value.isascii() and _SURROGATE.search(value):
            yield f"{place}: contains a lone surrogate, which no consumer can read"
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from broken(item, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from broken(item, f"{place}[{number}]")


def filled(*names: str) -> Rule:
    """The texts called so are not empty."""
    return lambda row: (f"{name}: is empty" for name in names if not row[name].strip())


def unequal(first: str, second: str) -> Rule:
    """Two sides of a pair differ."""
    return lambda row: [f"{first} and {second}: are equal"] if row[first].strip() == row[second].strip() else []


def one_of(name: str, values: Sequence[str]) -> Rule:
    return lambda row: [] if row[name] in values else [f"{name}: is {row[name]!r:.60}, not one of {', '.join(values)}"]


def alternating_turns(
    said: Sequence[tuple[str, str]],
    place: str,
    *,
    ends: str = "assistant",
    names: tuple[str, str] = ("user", "assistant"),
) -> Iterator[str]:
    """Roles and texts of a conversation without its system turn: they alternate, `names[0]` first, none is empty.

    `ends` is the role of the last turn, "" where either may end it.
    """
    if not said:
        yield f"{place}: has no turns"
        return
    for number, (role, text) in enumerate(said):
        at = f"{place}, turn {number + 1}"
        if role not in names:
            yield f"{at}: role is {role!r:.40}, not {' or '.join(names)}"
            return
        if role != names[number % 2]:
            yield f"{at}: is of the {role}; {names[0]} and {names[1]} must alternate, {names[0]} first"
            return
        if not text.strip():
            yield f"{at}: is empty"
    if ends and said[-1][0] != ends:
        yield f"{place}: ends with a turn of the {said[-1][0]}, not of the {ends}"


def chat(messages: Any, place: str, *, ends: str = "assistant", system: bool = True) -> Iterator[str]:
    """The same for messages of role and content, with or without a system turn before them."""
    said = [(str(turn["role"]), str(turn["content"])) for turn in messages]
    if said and said[0][0] == "system" and system:
        if not said[0][1].strip():
            yield f"{place}: the system turn is empty"
        said = said[1:]
    yield from alternating_turns(said, place, ends=ends)


# Which turns may stand before one: a call is an assistant's turn that asks for tools.
_BEFORE = {"user": ("", "assistant"), "assistant": ("user", "tool"), "tool": ("call", "tool")}
_SAME = {"function": "tool", "developer": "system"}  # older or newer names of a role


def dialogue(messages: Sequence[Mapping[str, Any]], place: str, *, ends: str = "assistant") -> Iterator[str]:
    """The rules of `chat` where the assistant may call tools, whose results follow before anyone else speaks."""
    said = list(messages)
    if said and _role(said[0]) == "system":
        if not _text(said[0]).strip():
            yield f"{place}: the system turn is empty"
        said = said[1:]
    if not said:
        yield f"{place}: has no turns"
        return
    before, open_calls = "", list[str]()
    for number, turn in enumerate(said, 1):
        role, at = _role(turn), f"{place}, turn {number}"
        calls = _calls(turn)
        if wrong := _out_of_place(role, before, open_calls):
            yield f"{at}: {wrong}"
            return
        if role == "tool":
            answered = turn.get("tool_call_id") or open_calls[0]
            if answered not in open_calls and any(open_calls):
                yield f"{at}: answers a call that is not there, {answered!r:.40}"
                return
            open_calls.remove(answered if answered in open_calls else open_calls[0])
        elif not _text(turn).strip() and not (role == "assistant" and calls):
            yield f"{at}: {'is empty' if turn.get('content') is not None else 'has no content'}"
        if role == "assistant" and calls:
            open_calls = calls
        before = "call" if role == "assistant" and calls else role
    if open_calls and before == "tool":
        yield f"{place}: ends before all calls of tools have a result"
    elif _BEFORE_END[before] != ends:
        yield f"{place}: ends with a turn of the {role}, not of the {ends}"


_BEFORE_END = {"user": "user", "tool": "user", "assistant": "assistant", "call": "assistant"}


def _out_of_place(role: str, before: str, open_calls: Sequence[str]) -> str:
    """What is wrong with a turn of that role there, "" for nothing."""
    if role not in _BEFORE:
        return f"role is {role!r:.40}, not user or assistant"
    if role == "tool" and not open_calls:
        return "is the result of a tool that was not called"
    if role != "tool" and open_calls:
        return f"is of the {role}, before all calls of tools have a result"
    if before not in _BEFORE[role]:
        return f"is of the {role}; user and assistant must alternate, user first"
    return ""


def _role(turn: Mapping[str, Any]) -> str:
    return _SAME.get(role := str(turn["role"]), role)


def _text(turn: Mapping[str, Any]) -> str:
    return turn.get("content") or ""


def _calls(turn: Mapping[str, Any]) -> list[str]:
    """The ids of the calls in a turn, "" for one without."""
    ids = [str(call.get("id") or "") for call in turn.get("tool_calls") or ()]
    return ids or ([""] if turn.get("function_call") else [])


def forbidden_words(texts: Mapping[str, str], words: Sequence[str], *, any_case: bool = False) -> Iterator[str]:
    for name, text in texts.items():
        held = text.casefold() if any_case else text
        for word in words:
            if (word.casefold() if any_case else word) in held:
                yield f"{name}: holds {word!r}, which is reserved"


def tokens(*texts: str) -> int:
    """About how many tokens: four ASCII characters, two others, or one of Chinese, Japanese and Korean make one."""
    total = 0.0
    for text in texts:
        if text.isascii():
            total += len(text) / 4
            continue
        wide = len(_WIDE.findall(text))
        plain = len(text.encode("ascii", "ignore"))
        total += plain / 4 + wide + (len(text) - plain - wide) / 2
    return round(total)


def within_tokens(most: int, *texts: str, thirds: bool = False) -> Iterator[str]:
    """The texts together are about `most` tokens or less; with `thirds` also where three characters make one."""
    if sum(map(len, texts)) <= most:
        return
    if (found := max(tokens(*texts), sum(len(text) // 3 for text in texts) if thirds else 0)) > most:
        yield f"is about {found:,} tokens long (estimated from its characters); at most {most:,} are taken"
