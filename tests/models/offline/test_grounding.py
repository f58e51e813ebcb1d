"""The offline model makes tasks of passages, and what the liar plants in them is found, each fault under its rule."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

import selfinstruct
from selfinstruct.documents.corpus import document_id
from selfinstruct.models.offline.grounding.ground_answers import answer_ground_prompt, written
from selfinstruct.models.offline.grounding.lies import LIAR, RULES, Written
from selfinstruct.models.offline.grounding.passage_prompts import PassagePrompt, read_passage_prompt, sentences, tables
from selfinstruct.models.offline.model import named_model
from selfinstruct.records import Completion, Message, Request
from selfinstruct.runs.run import Run

_THINGS = """
    lathe saw drill anvil kiln loom press forge crane winch pump boiler lamp bench vice plane mill wheel barrow ladder
    scale kettle furnace hoist chisel sander router grinder compressor welder
""".split()
_MARKS = "old new tall small heavy red blue northern southern eastern western upper lower great round narrow".split()
_PLACES = "Aal Berg Carn Dunmore Elvik Foss Garth Holm Istad Jarrow Kell Lund Moss Nes Orm Pell".split()
_SAID = (
    "costs {n} euros and {m} cents for a day of work in the hall",
    "weighs {n} kilograms without the iron plate that carries it",
    "is {n} years old and belongs to the guild of smiths",
    "was built in {y} by a master from the coast",
    "has {n} teeth, of which {m} were made anew last spring",
    "must be oiled every {n} hours by whoever works with it",
    "needs {n} litres of water before the fire is lit",
    "opens at {n} in the morning, when the bell of the yard has rung",
)


def documents(count: int, seed: int = 0) -> list[str]:
    """Documents of eight sentences each, all with another subject."""
    rng = Random(seed)
    names = [f"{mark} {thing} of {place}" for mark in _MARKS for thing in _THINGS for place in _PLACES]
    rng.shuffle(names)
    found = []
    for number in range(count):
        lines = [f"# Hall {number + 1}"]
        for name in names[number * 8 : number * 8 + 8]:
            said = rng.choice(_SAID).format(
                n=rng.randrange(13, 900), m=rng.randrange(13, 99), y=rng.randrange(1500, 1999)
            )
            lines.append(f"The {name} {said}.")
        found.append("\n\n".join(" ".join(lines[at : at + 5]) if at else lines[0] for at in range(0, len(lines), 5)))
    return found


class Listening:
    """A model that keeps what it was asked."""

    def __init__(self, name: str) -> None:
        self.name, self._model = name, named_model(name)
        self.asked: list[Request] = []

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request)
        return await self._model.complete(request)

    def wrote(self) -> dict[tuple[int, int], Written]:
        """What it wrote, by the request and the place in its answer."""
        found = {}
        for request in self.asked:
            if request.purpose == "ask" and (prompt := read_passage_prompt(request.messages)):
                for place, task in enumerate(written(self.name, prompt)):
                    found[request.index, place] = task
        return found


def grounded(path: Path, model: Listening, texts: list[str]) -> Run:
    corpus = path / "corpus.jsonl"
    rows = ({"id": document_id(text), "text": text, "metadata": {"file": f"{at}.md"}} for at, text in enumerate(texts))
    corpus.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return selfinstruct.ground(corpus, model=model, out=path / "run", rate=60)


def held(run: Run) -> dict[tuple[int, int], str]:
    """The rule that each candidate was rejected under."""
    return {
        (row["request"], row["candidate"]): row["rule"] for row in run.rejected() if row.get("candidate") is not None
    }


@pytest.mark.parametrize("count", [20, pytest.param(220, marks=pytest.mark.slow)])
def test_no_planted_fault_is_kept(tmp_path: Path, count: int) -> None:
    model = Listening(LIAR)
    run = grounded(tmp_path, model, documents(count))
    wrote, rejected = model.wrote(), held(run)
    planted = {place: task for place, task in wrote.items() if task.fault}
    # More than 400 in the longer one.
    assert len(planted) >= 1.9 * count
    assert {place: rejected.get(place) for place in planted} == {
        place: RULES[task.fault] for place, task in planted.items()
    }
    assert len(Counter(task.fault for task in planted.values())) >= len(RULES) - 1
    sound = [rejected.get(place) for place, task in wrote.items() if not task.fault]
    # What is left out of the right ones is only too like another.
    assert set(sound) <= {None, "novelty", "exact"}
    assert len(run.tasks()) >= len(planted) / 3


def test_the_honest_one_loses_nothing_but_repeats(tmp_path: Path) -> None:
    model = Listening("offline")
    run = grounded(tmp_path, model, documents(8, seed=1))
    assert set(held(run).values()) <= {"novelty", "exact"}
    assert len(run.tasks()) > 20
    assert not any(task.fault for task in model.wrote().values())


def prompt(user: str, system: str = "") -> list[Message]:
    return [*([Message("system", system)] if system else []), Message("user", user)]


TEXT = """\
# Hall

The kiln costs 12 euros. It is hot.

- The lamp was built in 1742.

| Boat | Seats |
|---|---|
| Alma | 420 |"""
SHOWN = f"Passage:\n=====\n{TEXT}\n=====\n\n"


def test_prompts_are_told_by_their_shape() -> None:
    told = read_passage_prompt(prompt(f"{SHOWN}Write 2 tasks:\n- 1 of the type fact: x\n- 1 of the type table: y\n"))
    assert told == PassagePrompt("ask", (TEXT,), ("fact", "table"))
    asked = read_passage_prompt(prompt(f"{SHOWN}Questions:\n1. What?\n2. Who?\n"))
    assert asked is not None
    assert (asked.kind, asked.questions) == ("verify", ((1, "What?"), (2, "Who?")))
    assert read_passage_prompt(prompt("Write 2 tasks.")) is None
    digest = read_passage_prompt(prompt(f"{SHOWN}Copy.", "Quote: a sentence"))
    assert digest is not None
    assert digest.kind == "digest"


def test_a_passage_is_read() -> None:
    assert sentences(TEXT) == ["The kiln costs 12 euros.", "It is hot.", "The lamp was built in 1742."]
    assert tables(TEXT) == [(["Boat", "Seats"], [["Alma", "420"]])]


def test_it_answers_its_own_questions_and_no_others() -> None:
    made = answer_ground_prompt(
        "offline", prompt(f"{SHOWN}Write 2 tasks:\n- 1 of the type fact: x\n- 1 of the type table: y\n")
    )
    assert made is not None
    questions = [line.removeprefix("Question: ") for line in made.split("\n") if line.startswith("Question:")]
    answers = [line.removeprefix("Answer: ") for line in made.split("\n") if line.startswith("Answer:")]
    numbered = "\n".join(f"{number}. {text}" for number, text in enumerate([*questions, "Who is he?"], 1))
    said = answer_ground_prompt("offline", prompt(f"{SHOWN}Questions:\n{numbered}\n"))
    assert said == "\n".join([*(f"{at}. {text}" for at, text in enumerate(answers, 1)), "3. not in the passage"])


def test_it_makes_an_instruction_of_a_passage() -> None:
    told = answer_ground_prompt("offline", prompt(f"{SHOWN}Write the instruction.", "### 1\nType: x\nQuestion: y"))
    assert told is not None
    assert told.startswith("### 1\nType: backtranslation\nQuestion: ")
    assert "the kiln, the lamp" in told


JUDGE = "points from 1 to 10\n- support: x\n- use: y\n"


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("The kiln costs 12 euros.", 10),
        ("The kiln costs 13 euros.", 1),
        ("A smith of Bergen built the lighthouse.", 1),
        ("The text does not say which song is about the kiln.", 10),
    ],
)
def test_it_judges_by_what_the_passage_says(answer: str, points: int) -> None:
    shown = f"{SHOWN}Task, of the type fact:\n> Tell me about it all\n\nAnswer:\n> {answer}\n"
    told = answer_ground_prompt("offline", prompt(shown, f"{JUDGE}Reasons: why"))
    assert told is not None
    assert told.split("\n")[1:] == [f"support: {points}", f"use: {points}"]


def test_what_was_asked_is_not_asked_again() -> None:
    ask = f"{SHOWN}Write 1 task:\n- 1 of the type fact: x\n"
    first = answer_ground_prompt("offline", prompt(ask))
    assert first is not None
    question = first.split("Question: ")[1].split("\n")[0]
    again = answer_ground_prompt(
        "offline", prompt(f"{ask}\nThese have been asked of it already; ask something else:\n- {question}\n")
    )
    assert again is not None
    assert question not in again


@pytest.mark.parametrize(
    ("passage", "question", "answer"),
    [
        ("夜行フェリーは八時に出港する。", "夜行フェリー", "夜行フェリーは八時に出港する。"),
        ("成人票价为四百五十元。", "成人票价", "成人票价为四百五十元。"),
        ("Билет стоит 450 рублей.", "«Билет»", "Билет стоит 450 рублей."),
        ("المعبّارة تغادر الساعة 18:30.", "«المعبّارة»", "المعبّارة تغادر الساعة 18:30."),
        ("# A\n\nS1.1 oil the winch daily", "S1.1", "Under S1.1 stands: oil the winch daily"),
    ],
)
def test_other_languages_and_numbered_lines_are_asked_about_too(passage: str, question: str, answer: str) -> None:
    shown = f"Passage:\n=====\n{passage}\n=====\n\n"
    told = answer_ground_prompt("offline", prompt(f"{shown}Write 1 task:\n- 1 of the type fact: x\n"))
    assert told is not None
    asked = next(line for line in told.split("\n") if line.startswith("Question: ")).removeprefix("Question: ")
    assert question in asked
    assert f"Answer: {answer}" in told
    assert answer_ground_prompt("offline", prompt(f"{shown}Questions:\n1. {asked}\n")) == f"1. {answer}"
