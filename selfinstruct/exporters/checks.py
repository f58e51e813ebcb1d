"""What consumers enforce, rule by rule: each function gives what is wrong with a row, in words, and nothing if it fits.

A shape is that of `selfinstruct.runs.schema`; here an object may hold no other keys unless it is open.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Shape = Any
Rule = Callable[[dict[str, Any]], Iterable[str]]

TEXT, TEXT_OR_NULL = (str,), (str, type(None))
NUMBER_OR_NULL, YES_NO_OR_NULL = (int, float, type(None)), (bool, type(None))
CHAT = [{"role": TEXT, "content": TEXT}]
_KINDS = {str: "a string", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
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


def misfits(shape: Shape, value: Any, place: str, *, closed: bool = True) -> Iterator[str]:
    """What a value has too much, too little, or of another type than the shape says."""
    at = f"{place}: " if place else ""
    if isinstance(shape, tuple):
        # True is an int to Python, and not to a reader.
        if not isinstance(value, shape) or (isinstance(value, bool) and bool not in shape):
            wanted = dict.fromkeys(_KINDS[kind] for kind in shape)
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
            yield from (f"{at}has an unknown key, {str(key)[:40]!r}" for key in value if key not in known)


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


def turns(
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
    yield from turns(said, place, ends=ends)


def forbidden_words(texts: Mapping[str, str], words: Sequence[str]) -> Iterator[str]:
    for name, text in texts.items():
        for word in words:
            if word in text:
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


def within_tokens(most: int, *texts: str) -> Iterator[str]:
    """The texts together are about `most` tokens or less."""
    if sum(map(len, texts)) > most and (found := tokens(*texts)) > most:
        yield f"is about {found:,} tokens long (estimated from its characters); at most {most:,} are taken"
