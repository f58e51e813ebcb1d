"""How many there are, counted one by one."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.checks.second import plain
from tests.checks.second.plain import tidy

Given = Mapping[str, Any]


def numbers(text: str) -> int:
    count, at = 0, 0
    while at < len(text):
        if not text[at].isdecimal():
            at += 1
            continue
        count += 1
        while at < len(text) and (
            text[at].isdecimal() or (text[at] in ".," and at + 1 < len(text) and text[at + 1].isdecimal())
        ):
            at += 1
    return count


def asks(sentence: str) -> bool:
    while sentence and sentence[-1] in plain.CLOSE:
        sentence = sentence[:-1]
    return any(char in "?？؟՞" for char in sentence[-2:])


def heading(line: str) -> bool:
    size = len(line) - len(line.lstrip("#"))
    rest = line[size:]
    return 1 <= size <= 6 and rest[:1] in (" ", "\t") and rest.strip(" \t") != "" and not rest.strip(" \t")[0].isspace()


def fences(text: str) -> int:
    return sum(line.startswith(("```", "~~~")) for line in text.split("\n"))


def placeholders(text: str) -> int:
    count, begin = 0, -1
    for at, char in enumerate(text):
        if char == "[":
            begin = at
        elif char == "]":
            count += begin >= 0 and at > begin + 1
            begin = -1
        elif char == "\n":
            begin = -1
    return count


def emphasised(text: str) -> int:
    count, at = 0, 0
    while at < len(text):
        size = 0
        if text[at] == "*" and (at == 0 or not (text[at - 1] in "*_" or text[at - 1].isalnum())):
            while text[at + size : at + size + 1] == "*":
                size += 1
        end = text.find("*", at + size) if size in (1, 2) else -1
        inner = text[at + size : end] if end > 0 else ""
        if inner and "\n" not in inner and not inner[0].isspace() and not inner[-1].isspace():
            run = 0
            while text[end + run : end + run + 1] == "*":
                run += 1
            after = text[end + size : end + size + 1]
            if run == size and not (after.isalnum() or after == "_"):
                count += 1
                at = end + size
                continue
        at += 1
    return count


def occurrences(text: str, piece: str) -> int:
    count, at = 0, 0
    while at <= len(text) - len(piece):
        if text[at : at + len(piece)] == piece:
            count, at = count + 1, at + len(piece)
        else:
            at += 1
    return count


COUNTS: dict[str, Callable[[str, Given], int]] = {
    "words": lambda text, _: plain.word_total(tidy(text)),
    "sentences": lambda text, _: len(plain.sentences(tidy(text))),
    "paragraphs": lambda text, _: len(plain.paragraphs(tidy(text))),
    "lines": lambda text, _: len(plain.lines(tidy(text))),
    "characters": lambda text, _: len(tidy(text).strip()),
    "letters": lambda text, _: len([char for char in tidy(text) if char.isalpha()]),
    "digits": lambda text, _: len([char for char in tidy(text) if char.isdecimal()]),
    "numbers": lambda text, _: numbers(tidy(text)),
    "distinct_words": lambda text, _: len({plain.lower(word) for word in plain.words(tidy(text))}),
    "list_items": lambda text, _: len(plain.list_items(tidy(text))),
    "questions": lambda text, _: len([part for part in plain.sentences(tidy(text)) if asks(part)]),
    "headings": lambda text, _: len([line for line in tidy(text).split("\n") if heading(line)]),
    "code_blocks": lambda text, _: fences(tidy(text)) // 2,
    "placeholders": lambda text, _: placeholders(tidy(text)),
    "emphasised": lambda text, _: emphasised(tidy(text)),
    "letter_count": lambda text, given: occurrences(plain.lower(tidy(text)), plain.lower(given["letter"])),
    "mark_count": lambda text, given: occurrences(tidy(text), given["mark"]),
    "bulleted_list": lambda text, _: len([1 for sign, _ in plain.list_items(tidy(text)) if not sign.isdecimal()]),
}


def within(count: int, given: Given, default: int = 0) -> bool:
    """Whether a count is what the arguments ask for."""
    exactly, least, most = (given.get(name) for name in ("exactly", "at_least", "at_most"))
    if exactly is not None:
        return bool(count == exactly)
    if least is None and most is None:
        return count >= default
    return (least is None or count >= least) and (most is None or count <= most)


def every(parts: list[str], size: Callable[[str], int], given: Given) -> bool:
    return bool(parts) and all(within(size(part), given) for part in parts)


def numbered(text: str, given: Given) -> bool:
    signs = [int(sign) for sign, _ in plain.list_items(tidy(text)) if sign.isdecimal()]
    start = given.get("start", 1)
    return signs == list(range(start, start + len(signs))) and within(len(signs), given, 1)


HOLDS: dict[str, Callable[[str, Given], bool]] = {
    "words_per_sentence": lambda text, given: every(plain.sentences(tidy(text)), plain.word_total, given),
    "words_per_line": lambda text, given: every(plain.lines(tidy(text)), plain.word_total, given),
    "characters_per_line": lambda text, given: every(plain.lines(tidy(text)), len, given),
    "sentences_per_paragraph": lambda text, given: every(
        plain.paragraphs(tidy(text)), lambda part: len(plain.sentences(part)), given
    ),
    "word_length": lambda text, given: every(
        plain.words(tidy(text)), lambda word: len([char for char in word if char.isalnum()]), given
    ),
    "numbered_list": numbered,
}
