"""A small corpus, and a model that answers the prompts of `ground` by rules that a test can see through."""

import asyncio
import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selfinstruct.documents.corpus import document_id
from selfinstruct.records import Completion, Request, Usage

FERRY = """\
# Ferries of the sound

## Fares

An adult pays 12.50 euros for a crossing to Aal, and a child under twelve pays half of that. Bicycles cost 4 euros, and
dogs travel free of charge.

## Boats

| Boat | Seats | Built |
|---|---|---|
| Alma | 420 | 1998 |
| Berta | 180 | 2011 |

The Alma sails from May to September. In winter the Berta alone serves both harbours, because her hull is made for ice.
"""
TOWER = """\
# The clock tower

The tower of Aal was built in 1742 by the mason Ole Brandt. It is 38 metres high, and 164 steps lead to the bell.

The clock is wound by hand every Friday. Its largest wheel measures 90 centimetres and was cast in Bergen.
"""

Answer = Callable[[Request], str]


def corpus(path: Path, texts: Sequence[str] = (FERRY, TOWER), **metadata: object) -> Path:
    """A corpus of these texts at `path`."""
    rows = (
        {"id": document_id(text), "text": text, "metadata": {"file": f"{number}.md", **metadata}}
        for number, text in enumerate(texts, 1)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@dataclass
class Scripted:
    """A Model that answers each stage by a function of the request; `asked` has all requests in the order they came.

    Without a function for `ask` it writes a task a sentence, and for `verify` it knows the sentences by their question.
    """

    name: str = "scripted/one"
    stages: dict[str, Answer] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        usual = {"ask": ask, "ask_again": ask, "verify": verify, "digest": digest}
        answer = self.stages.get(request.purpose) or usual[request.purpose]
        return Completion(answer(request), "stop", Usage(100, 50))


def prompt_of(request: Request) -> str:
    """What the user's turn says."""
    return request.messages[-1].content


def passages_in(request: Request) -> list[str]:
    """The passages that a prompt shows."""
    return [found[2] for found in re.finditer(r"^(=+)\n(.*?)\n\1$", prompt_of(request), re.DOTALL | re.MULTILINE)]


def sentences_in(request: Request) -> list[str]:
    """The sentences of the passages that a prompt shows."""
    lines = [line for text in passages_in(request) for line in text.split("\n\n") if not line.startswith(("#", "|"))]
    return [part.strip() for line in lines for part in re.split(r"(?<=[.!?])\s+", line) if len(part) > 20]


def types_in(request: Request) -> list[str]:
    """The types that a prompt asks for, each as often as it wants it."""
    found = re.findall(r"^- (\d+) of the type (\w+)", prompt_of(request), re.MULTILINE)
    return [name for number, name in found for _ in range(int(number))]


def block(number: int, kind: str, question: str, answer: str, *quotes: str, labels: str = "") -> str:
    """A task in the form that is asked for."""
    lines = [f"### {number}", f"Type: {kind}", f"Question: {question}", f"Answer: {answer}"]
    return "\n".join([*lines, *(f"Quote: {quote}" for quote in quotes), *([f"Labels: {labels}"] if labels else [])])


def question_of(sentence: str) -> str:
    """The question whose answer a sentence is, for `ask` and `verify` alike; no two are near each other."""
    letters = hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()
    return f"Which {' '.join(letters[at : at + 5] for at in range(0, 30, 5))}?"


def ask(request: Request) -> str:
    asked = prompt_of(request)
    sentences = [text for text in sentences_in(request) if question_of(text) not in asked]
    made = []
    for number, kind in enumerate(types_in(request), 1):
        sentence = sentences[(number - 1) % len(sentences)] if sentences else ""
        made.append(block(number, kind, question_of(sentence), sentence, sentence))
    return "\n\n".join(made)


def verify(request: Request) -> str:
    questions = re.findall(r"^(\d+)\. (Which .*\?)$", prompt_of(request), re.MULTILINE)
    known = {question_of(sentence): sentence for sentence in sentences_in(request)}
    return "\n".join(f"{number}. {known.get(question, 'not in the passage')}" for number, question in questions)


def digest(request: Request) -> str:
    return "\n".join(f"Quote: {sentence}" for sentence in sentences_in(request)[:2])


@dataclass
class Slow(Scripted):
    """Takes its time for each answer, and notes in the file that ASKED names what it was asked."""

    async def complete(self, request: Request) -> Completion:
        await asyncio.sleep(0.04)
        with open(os.environ["ASKED"], "a", encoding="utf-8") as file:
            file.write(f"{request.purpose} {request.index}\n")
        return await super().complete(request)


def slow(name: str, **options: object) -> Slow:
    """The model that `--model tests.support.grounding:slow` names."""
    return Slow(name)
