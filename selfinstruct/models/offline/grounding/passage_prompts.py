"""What a prompt about passages asks for, told by its shape: passages between lines of "=", and what is behind them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfinstruct.records import Message

_PASSAGE = re.compile(r"^(={5,60})\n(.*?)\n\1$", re.DOTALL | re.MULTILINE)
_TYPE = re.compile(r"^- (\d{1,3}) of the type (\w+)", re.MULTILINE)
_QUESTIONS = re.compile(r"^Questions:\n", re.MULTILINE)
_NUMBERED = re.compile(r"^(\d{1,3})\. (.+)$", re.MULTILINE)
_ASKED = re.compile(r"^These have been asked[^\n]*:\n((?:- [^\n]*\n?)*)", re.MULTILINE)
_LABELS = re.compile(r"^Labels to choose from[^\n:]*: ([^\n]+)$", re.MULTILINE)
_OTHERWISE = re.compile(r"another task of the type (\w+)")
_FORM = re.compile(r"^(Type|Question|Quote|Reasons):", re.MULTILINE)
_JUDGED = re.compile(r"^Task\b[^\n]*:\n((?:>[^\n]*\n?)+)\n*Answer:\n((?:>[^\n]*\n?)+)", re.MULTILINE)
_CRITERION = re.compile(r"^- ([a-z][a-z0-9_]*): ", re.MULTILINE)
_SCALE = re.compile(r"points from (-?\d+) to (-?\d+)")
_LINE = re.compile(r"\n(?=[-*+•] |\d{1,3}[.)] |[|#>])|\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[A-Z0-9\"“‘(])")
TABLE_OR_HEADING = re.compile(r"\s*(?:#|\||```|~~~|<|!\[|-{3}|={3})")
_BULLET = re.compile(r"\A\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_RULE = re.compile(r"\|?[\s:|-]+\|?\Z")


@dataclass(frozen=True, slots=True)
class PassagePrompt:
    """A prompt about passages: `kind` is ask, backtranslate, digest, verify or judge."""

    kind: str
    passages: tuple[str, ...]
    types: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    questions: tuple[tuple[int, str], ...] = ()
    answer: str = ""
    otherwise: str = ""
    criteria: tuple[str, ...] = ()
    scale: tuple[int, int] = (1, 10)


def read_passage_prompt(messages: Sequence[Message]) -> PassagePrompt | None:
    """None where the prompt shows no passage."""
    user = "\n\n".join(turn.content for turn in messages if turn.role != "system")
    found = list(_PASSAGE.finditer(user))
    if not found:
        return None
    passages, behind = tuple(match[2] for match in found), user[found[-1].end() :]
    system = "\n\n".join(turn.content for turn in messages if turn.role == "system")
    forms = set(_FORM.findall(system))
    if judged := _JUDGED.search(behind):
        question, answer = (re.sub(r"^> ?", "", judged[at], flags=re.MULTILINE).strip() for at in (1, 2))
        scale = _SCALE.search(system)
        return PassagePrompt(
            "judge", passages, questions=((1, question),), answer=answer, criteria=tuple(_CRITERION.findall(system)),
            scale=(int(scale[1]), int(scale[2])) if scale else (1, 10),
        )  # fmt: skip
    if asking := _QUESTIONS.search(behind):
        numbered = _NUMBERED.findall(behind[asking.end() :])
        return PassagePrompt("verify", passages, questions=tuple((int(number), text) for number, text in numbered))
    if types := tuple(name for count, name in _TYPE.findall(behind) for _ in range(int(count))):
        labels, asked, instead = _LABELS.search(behind), _ASKED.search(behind), _OTHERWISE.search(behind)
        return PassagePrompt(
            "ask", passages, types,
            tuple(label.strip() for label in labels[1].split(";")) if labels else (),
            frozenset(line[2:].strip() for line in asked[1].splitlines()) if asked else frozenset(),
            otherwise=instead[1] if instead else "",
        )  # fmt: skip
    if "Question" in forms:
        return PassagePrompt("backtranslate", passages)
    return PassagePrompt("digest", passages) if "Quote" in forms else None


def sentences(passage: str) -> list[str]:
    """The sentences of a passage as they stand in it, without headings, tables and code."""
    found = []
    for block in _LINE.split(passage):
        if not TABLE_OR_HEADING.match(block):
            text = " ".join(_BULLET.sub("", block, count=1).split())
            found += [part for part in _SENTENCE.split(text) if part.endswith((".", "!", "?"))]
    return found


def tables(passage: str) -> list[tuple[list[str], list[list[str]]]]:
    """The heads and rows of a passage's tables."""
    found: list[tuple[list[str], list[list[str]]]] = []
    lines = passage.split("\n")
    for place, line in enumerate(lines[1:], 1):
        if "|" in line and "-" in line and _RULE.match(line.strip()) and "|" in lines[place - 1]:
            found.append((_cells(lines[place - 1]), []))
        elif found and line.startswith("|") and len(_cells(line)) == len(found[-1][0]):
            found[-1][1].append(_cells(line))
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
