"""JSON, read by recursive descent (RFC 8259)."""

import re
from collections.abc import Callable
from typing import Any


class Wrong(Exception):
    """The text is not of the form."""


class Reader:
    """JSON, read by recursive descent (RFC 8259); a key twice is refused."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def whole(self) -> Any:
        value = self.value()
        self.space()
        if self.at < len(self.text):
            raise Wrong
        return value

    def space(self) -> str:
        while self.text[self.at : self.at + 1] in (" ", "\t", "\n", "\r"):
            self.at += 1
        return self.text[self.at : self.at + 1]

    def take(self, piece: str) -> None:
        if not self.text.startswith(piece, self.at):
            raise Wrong
        self.at += len(piece)

    def value(self) -> Any:
        char = self.space()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.take(word)
                return value
        if char == '"':
            return self.string()
        if char == "[":
            return self.several("[", "]", self.value)
        if char == "{":
            pairs = self.several("{", "}", self.pair)
            if len(dict(pairs)) < len(pairs):
                raise Wrong
            return dict(pairs)
        found = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?").match(self.text, self.at)
        if not found:
            raise Wrong
        self.at = found.end()
        return float(found[0]) if found[1] or found[2] else int(found[0])

    def several(self, begin: str, end: str, one: Callable[[], Any]) -> list[Any]:
        self.take(begin)
        found: list[Any] = []
        while self.space() != end:
            if found:
                self.take(",")
            found.append(one())
        self.take(end)
        return found

    def pair(self) -> tuple[str, Any]:
        if self.space() != '"':
            raise Wrong
        key = self.string()
        self.space()
        self.take(":")
        return key, self.value()

    def string(self) -> str:
        self.take('"')
        found = ""
        while True:
            char = self.text[self.at : self.at + 1]
            self.at += 1
            if char == '"':
                return found
            if char < " ":
                raise Wrong
            if char == "\\":
                name = self.text[self.at : self.at + 1]
                self.at += 1
                if name == "u":
                    digits = self.text[self.at : self.at + 4]
                    if not re.fullmatch("[0-9a-fA-F]{4}", digits):
                        raise Wrong
                    self.at += 4
                    char = chr(int(digits, 16))
                elif name and name in '"\\/bfnrt':
                    char = dict(zip("bfnrt", "\b\f\n\r\t", strict=True)).get(name, name)
                else:
                    raise Wrong
            found += char
