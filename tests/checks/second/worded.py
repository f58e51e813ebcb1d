"""Words where they are asked for, and what stands at the edges of a text."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from selfinstruct.text.tokens import is_unspaced
from tests.checks.second import plain
from tests.checks.second.plain import tidy

Given = Mapping[str, Any]
CUTS = {"sentence": plain.sentences, "line": plain.lines, "paragraph": plain.paragraphs, "word": plain.words}


def read(text: str, given: Given, default: bool = False) -> str:
    return text if given.get("case", default) else plain.lower(text)


def joins(one: str, other: str) -> bool:
    return one.isalnum() and other.isalnum() and not is_unspaced(one) and not is_unspaced(other)


def places(text: str, phrase: str) -> list[int]:
    found, at = [], 0
    while at <= len(text) - len(phrase):
        here = text[at : at + len(phrase)] == phrase
        before = text[at - 1] if at else " "
        after = text[at + len(phrase)] if at + len(phrase) < len(text) else " "
        if here and not joins(before, phrase[0]) and not joins(phrase[-1], after):
            found.append(at)
            at += len(phrase)
        else:
            at += 1
    return found


def spots(text: str, phrase: str, given: Given) -> list[int]:
    return places(read(tidy(text), given), read(tidy(phrase), given))


def in_order(text: str, given: Given) -> bool:
    firsts = [(spots(text, word, given) or [-1])[0] for word in given["words"]]
    return min(firsts) >= 0 and all(one < other for one, other in pairwise(firsts))


def in_part(text: str, given: Given) -> bool:
    parts = CUTS[given["part"]](tidy(text))
    return bool(parts) and bool(spots(parts[0] if given["place"] == "first" else parts[-1], given["word"], given))


def nth(text: str, given: Given) -> bool:
    found = plain.words(tidy(text))
    index = given["number"] - 1
    return index < len(found) and read(found[index], given) == read(tidy(given["word"]), given)


def initial(part: str) -> str:
    for char in part:
        if char.isalnum():
            return plain.lower(char)[0]
    return ""


def alike(text: str, given: Given) -> bool:
    initials = [initial(part) for part in CUTS[given.get("part", "word")](tidy(text))]
    wanted = {plain.lower(given["letter"])} if given.get("letter") else {initials[0]} if initials else set()
    return bool(initials) and set(initials) == wanted


def spells(text: str, given: Given) -> bool:
    initials = [initial(part) for part in CUTS[given.get("part", "line")](tidy(text))]
    return "".join(initials) == "".join(char for char in plain.lower(given["word"]) if char.isalnum())


def without_double(text: str, given: Given) -> bool:
    found = [plain.lower(word) for word in plain.words(tidy(text))]
    return len(found) == len(set(found))


def bare(text: str) -> str:
    text = tidy(text).strip()
    while text and text[-1] in plain.CLOSE:
        text = text[:-1]
    return text


def ends(text: str, marks: list[str]) -> bool:
    return any(tidy(text).strip().endswith(mark) or bare(text).endswith(mark) for mark in marks)


def signless(text: str, given: Given) -> bool:
    if given.get("marks"):
        return not any(mark in tidy(text) for mark in given["marks"])
    return all(char.isalnum() or char.isspace() or char == "_" or plain.mark(char) for char in tidy(text))


def in_quotes(text: str, given: Given) -> bool:
    text = tidy(text).strip()
    pairs = ('""', "“”", "„“", "«»", "»«", "「」", "『』", "''", "‘’")
    return len(text) > 2 and text[0] + text[-1] in pairs


def edge(text: str, given: Given) -> tuple[str, str]:
    return read(tidy(text).strip(), given, True), read(tidy(given["text"]).strip(), given, True)


def all_begin(text: str, given: Given) -> bool:
    found, wanted = plain.lines(tidy(text)), edge("", given)[1]
    return bool(found) and all(read(line, given, True)[: len(wanted)] == wanted for line in found)


def sentence_ends(text: str, given: Given) -> bool:
    found = plain.sentences(tidy(text))
    return bool(found) and all(any(bare(part).endswith(mark) for mark in given["marks"]) for part in found)


COUNTS: dict[str, Callable[[str, Given], int]] = {
    "word_count": lambda text, given: len(spots(text, given["word"], given)),
}
HOLDS: dict[str, Callable[[str, Given], bool]] = {
    "required_words": lambda text, given: all(spots(text, word, given) for word in given["words"]),
    "forbidden_words": lambda text, given: not any(spots(text, word, given) for word in given["words"]),
    "word_in": in_part,
    "word_order": in_order,
    "nth_word": nth,
    "no_word_twice": without_double,
    "alliteration": alike,
    "acrostic": spells,
    "starts_with": lambda text, given: edge(text, given)[0][: len(edge(text, given)[1])] == edge(text, given)[1],
    "ends_with": lambda text, given: edge(text, given)[0].endswith(edge(text, given)[1]),
    "end_mark": lambda text, given: ends(text, given["marks"]),
    "sentence_marks": sentence_ends,
    "lines_start_with": all_begin,
    "without_punctuation": signless,
    "with_punctuation": lambda text, given: all(mark in tidy(text) for mark in given["marks"]),
    "quoted": in_quotes,
    "single_line": lambda text, given: len(plain.lines(tidy(text))) == 1,
}
