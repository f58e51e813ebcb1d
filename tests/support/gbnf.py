"""Reads grammars (GBNF) on its own, as servers do, and writes random answers that they allow."""

import re
from dataclasses import dataclass
from functools import cache
from random import Random

_TOKEN = re.compile(
    r"""\s*(?:(?P<name>[a-zA-Z][a-zA-Z0-9-]*)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<set>\[(?:[^\]\\]|\\.)*\])"""
    r"""|(?P<times>\{\d+(?:,\d*)?\}|[*+?])|(?P<mark>[()|]))""",
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "[": "[", "]": "]"}
_ALPHABET = "abz AZ 059 éßñ 这是你 日本 קר 😀 .,;:!?-–—()[]{}<>/\\|\"'`*_#~^$%&+=@\t"
_MOST_MORE = 30


@dataclass(frozen=True)
class Node:
    """One part of a grammar: what it is, and what it is made of."""

    kind: str
    parts: tuple["Node", ...] = ()
    text: str = ""
    least: int = 1
    most: int | None = 1


def read_grammar(text: str) -> dict[str, Node]:
    """The rules by name; raises ValueError for what is no grammar."""
    rules = {}
    for line in text.splitlines():
        name, found, body = line.partition(" ::= ")
        if not found:
            raise ValueError(line)
        tokens = _tokens(body)
        rules[name] = _either(tokens)
        if tokens:
            raise ValueError(f"{name}: {tokens[:3]}")
    return rules


def written(rules: dict[str, Node], rng: Random, node: Node | None = None) -> str:
    """An answer that the grammar allows."""
    node = rules["root"] if node is None else node
    match node.kind:
        case "text":
            return node.text
        case "rule":
            return written(rules, rng, rules[node.text])
        case "either":
            return written(rules, rng, rng.choice(node.parts))
        case "times":
            most = node.least + rng.choice((0, 1, 3, _MOST_MORE)) if node.most is None else node.most
            count = rng.randint(node.least, min(most, node.least + _MOST_MORE))
            return "".join(written(rules, rng, node.parts[0]) for _ in range(count))
        case "set":
            return rng.choice(_allowed(node.text))
    return "".join(written(rules, rng, part) for part in node.parts)


@cache
def _allowed(text: str) -> list[str]:
    return [character for character in _ALPHABET + text[1:4] if allows(text, character)]


def allows(text: str, character: str) -> bool:
    """Whether a class of characters, as it stands between brackets, has this one."""
    negated, ranges = text.startswith("^"), []
    text = text.removeprefix("^")
    letters = list(re.findall(r"\\x[0-9a-fA-F]{2}|\\.|.", text, re.DOTALL))
    plain = [_unescaped(letter) for letter in letters]
    place = 0
    while place < len(plain):
        if place + 2 < len(plain) and letters[place + 1] == "-":
            ranges.append((plain[place], plain[place + 2]))
            place += 3
        else:
            ranges.append((plain[place], plain[place]))
            place += 1
    return any(low <= character <= high for low, high in ranges) != negated


def _unescaped(letter: str) -> str:
    if letter.startswith("\\x"):
        return chr(int(letter[2:], 16))
    if letter.startswith("\\"):
        return _ESCAPES[letter[1]]  # a KeyError is an escape that servers do not know
    return letter


def _tokens(body: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    body = body.rstrip()
    while place < len(body):
        found = _TOKEN.match(body, place)
        if found is None or found.lastgroup is None:
            raise ValueError(body[place : place + 40])
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return tokens


def _either(tokens: list[tuple[str, str]]) -> Node:
    ways = [_sequence(tokens)]
    while tokens and tokens[0] == ("mark", "|"):
        tokens.pop(0)
        ways.append(_sequence(tokens))
    return ways[0] if len(ways) == 1 else Node("either", tuple(ways))


def _sequence(tokens: list[tuple[str, str]]) -> Node:
    parts: list[Node] = []
    while tokens and tokens[0] not in (("mark", "|"), ("mark", ")")):
        kind, said = tokens.pop(0)
        if kind == "times":
            parts[-1] = _times(parts[-1], said)
        elif kind == "mark":
            parts.append(_either(tokens))
            if not tokens or tokens.pop(0) != ("mark", ")"):
                raise ValueError("a bracket is not closed")
        elif kind == "text":
            said = re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], said[1:-1])
            parts.append(Node("text", text=said))
        else:
            parts.append(Node("rule" if kind == "name" else "set", text=said if kind == "name" else said[1:-1]))
    return parts[0] if len(parts) == 1 else Node("sequence", tuple(parts))


def _times(part: Node, said: str) -> Node:
    least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(said, (0, 0))
    if said.startswith("{"):
        first, comma, last = said[1:-1].partition(",")
        least, most = int(first), int(first) if not comma else int(last) if last else None
    return Node("times", (part,), least=least, most=most)
