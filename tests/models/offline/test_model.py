"""The offline model: every prompt answered in its form, every answer right, misbehaviour within its rates.

The checks in CHECKS compute the answers anew, by other means than the skills do.
"""

import asyncio
import os
import re
import subprocess
import sys

import pytest

from selfinstruct import parse
from selfinstruct.errors import UnknownName
from selfinstruct.models.offline import create
from selfinstruct.records import Message, Request
from selfinstruct.text.published_rules import ALPACA_BLACKLIST, instruction
from tests.support.offline import MODEL, SHOWN, about, bootstrap, candidates, complete, settings

# ---- how prompts are read and answered -------------------------------------------------------------------------------

SORTING = "Put the given numbers in rising order. Put each item on its own line."
PARITY = "Is the given number even or odd?"


@pytest.mark.parametrize("recipe", ["chat", "paper", "alpaca"])
def test_bootstrap_gives_tasks_in_the_form_of_the_recipe(recipe: str) -> None:
    answer = complete(bootstrap(recipe, 1), **settings(recipe, "bootstrap"))
    found = parse.read_instructions(answer.text, answer.finish_reason, recipe)
    assert (
        len(found.kept) + sum(one.text != "" for one in found.rejected) == {"chat": 8, "paper": 7, "alpaca": 16}[recipe]
    )
    assert len(found.kept) > 5
    assert answer.finish_reason == "stop"


def test_an_edited_recipe_is_understood() -> None:
    system = "Dream up exercises.\n\nForm:\nInstruction: one line\nType: snake_case\nLabels: some; or none"
    user = "You have these:\n- Sing a song about the sea.\n\nNow invent 5 fresh classification tasks, please."
    answer = complete([Message("system", system), Message("user", user)])
    found = parse.read_instructions(answer.text, answer.finish_reason, "chat").kept
    assert len(found) == 5
    assert complete([Message("user", f"{system}\n\n{user}")]).text.count("Instruction:") == 5


@pytest.mark.parametrize("recipe", ["chat", "paper"])
@pytest.mark.parametrize(
    ("text", "is_classification"), [(SORTING, False), (PARITY, True), ("Say whether this is spam.", True)]
)
def test_classify(recipe: str, text: str, is_classification: bool) -> None:
    answer = complete(about(recipe, "classify", text), **settings(recipe, "classify"))
    assert parse.read_label(answer.text, recipe).is_classification is is_classification
    if recipe == "chat":
        again = parse.read_label(complete(about(recipe, "classify_again", text)).text, recipe)
        assert again.is_classification is is_classification
        assert again.labels == (("even", "odd") if text == PARITY else ("yes", "no") if is_classification else ())


@pytest.mark.parametrize("labels", [("odd", "even"), ("ODD", "Even")])
def test_labels_are_spelled_as_in_the_prompt(labels: tuple[str, ...]) -> None:
    found = parse.read_instances(
        complete(about("chat", "output_first", PARITY, labels)).text, True, "stop", "chat"
    ).kept
    assert {one.output for one in found} == set(labels)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_instances_differ_and_are_as_many_as_asked_for(count: int) -> None:
    found = parse.read_instances(
        complete(about("chat", "input_first", SORTING, count=count)).text, False, "stop", "chat"
    ).kept
    assert len({one.input for one in found}) == count
    alone = complete(about("chat", "input_first", "What is 3 plus 4?", count=count)).text
    assert alone == "### Example 1\nInput: none\nOutput: 7"


@pytest.mark.parametrize("stage", ["input_first", "output_first"])
@pytest.mark.parametrize("recipe", ["chat", "paper"])
@pytest.mark.parametrize(
    "text", ["Write a poem about snow.", f"{SORTING} Then add them up.", f"{PARITY} Answer in French."]
)
def test_no_output_is_invented_for_an_unknown_task(recipe: str, stage: str, text: str) -> None:
    assert complete(about(recipe, stage, text)).text == ""


@pytest.mark.parametrize(
    "text", ["Which answer is better, A or B? Give a grade.", "", "Hello", "Task: sort\nA: x\nB: y\nVerdict?"]
)
def test_an_unknown_prompt_gets_a_short_sentence(text: str) -> None:
    assert re.fullmatch(r"[A-Z][\w ]+\.", complete([Message("user", text)]).text)


def test_classification_requests_get_classification_tasks_only() -> None:
    found = [task for task in candidates("chat", 20, classification=True) if instruction(task.instruction) is None]
    asked = [complete(about("chat", "classify_again", task.instruction)).text for task in found if task.labels]
    assert len(asked) > 100
    assert all(text.startswith("Classification: yes") for text in asked)
    assert not [task for task in found if task.is_classification is False]


@pytest.mark.parametrize("recipe", ["chat", "paper", "alpaca"])
def test_a_topic_is_worked_in(recipe: str) -> None:
    with_topic, without = (complete(bootstrap(recipe, 3, topic=topic)).text for topic in ("tide tables", ""))
    assert with_topic.count("tide tables") >= 5
    assert "tide tables" not in without


def test_paper_prompts_may_come_as_a_chat() -> None:
    answer = complete([Message("system", "Be brief."), *bootstrap("paper", 4)], **settings("paper", "bootstrap"))
    assert len(parse.read_instructions(answer.text, answer.finish_reason, "paper").kept) > 5


# ---- what a service does to a completion -----------------------------------------------------------------------------


def test_stop_sequences_end_a_completion_before_them() -> None:
    whole = complete(bootstrap("chat", 5))
    cut = complete(bootstrap("chat", 5), stop=("\n### 3", "\n### 5"))
    assert cut.text == whole.text[: whole.text.index("\n### 3")]
    assert cut.finish_reason == "stop"


def test_max_tokens_cut_at_four_characters_a_token() -> None:
    whole = complete(bootstrap("chat", 6))
    cut = complete(bootstrap("chat", 6), max_tokens=50)
    assert (cut.text, cut.finish_reason, cut.usage.completion) == (whole.text[:200], "length", 50)
    assert whole.finish_reason == "stop"
    assert whole.usage.prompt == sum(len(turn.content) for turn in bootstrap("chat", 6)) // 4


_PRINT = """
import asyncio, hashlib
from selfinstruct.models.offline import create
from selfinstruct.records import Message, Request
system = "Instruction: x\\nType: y\\nLabels: z"
for name in ("offline", "offline/load"):
    for turn in range(40):
        turns = (Message("system", system), Message("user", f"- a {turn}\\nWrite 8 new tasks."))
        answer = asyncio.run(create(name).complete(Request(str(turn), turn, turns)))
        print(name, hashlib.sha256(answer.text.encode()).hexdigest())
"""


def test_the_same_bytes_in_every_process() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1", "77")
    ]  # fmt: skip
    assert runs[0] == runs[1] == runs[2]
    assert len(set(runs[0].split("\n"))) == 81


def test_only_messages_and_sampling_count() -> None:
    turns = bootstrap("chat", 9)
    one, other = (asyncio.run(MODEL.complete(Request(*who, turns))) for who in (("bootstrap", 0), ("judge", 7)))
    assert one == other


# ---- quality and misbehaviour ----------------------------------------------------------------------------------------


def test_instructions_keep_the_rules_but_for_the_known_share() -> None:
    found = candidates("chat", 110)
    broken = [task.instruction for task in found if instruction(task.instruction, ALPACA_BLACKLIST)]
    assert 0.01 < len(broken) / len(found) < 0.06
    assert all(4 <= len(task.instruction.split()) <= 80 and task.instruction[-1] != ":" for task in found)
    assert len({task.type for task in found}) >= 100


def test_bootstrap_misbehaviour_is_within_its_rates() -> None:
    texts = [complete(bootstrap("chat", turn)) for turn in range(1000)]
    cut = sum(answer.finish_reason == "length" for answer in texts)
    preamble = sum(answer.text.startswith(("Sure", "Certainly")) for answer in texts)
    other_form = sum("### 1" not in answer.text for answer in texts)
    assert all(8 <= count <= 35 for count in (cut, preamble, other_form)), (cut, preamble, other_form)
    lines = [line for answer in texts[:300] for line in answer.text.split("\n") if line.startswith("Instruction: ")]
    copies = sum(any(shown[:24] in line for shown in SHOWN) for line in lines)
    assert 0.005 < copies / len(lines) < 0.05
    unlabelled = 1 - sum(answer.text.count("Labels: ") for answer in texts) / sum(
        answer.text.count("Type: ") for answer in texts
    )
    assert 0.04 < unlabelled < 0.12


@pytest.mark.slow
def test_answers_misbehave_within_their_rates() -> None:
    texts = [f"Case {turn}. {SORTING}" for turn in range(1500)]
    undecided = sum("lassification:" not in complete(about("chat", "classify", text)).text for text in texts)
    again = sum("lassification:" not in complete(about("chat", "classify_again", text)).text for text in texts[:300])
    assert (15 <= undecided <= 50, again) == (True, 0)
    answers = [complete(about("chat", "input_first", text)).text for text in texts]
    refused = sum(text.startswith("As an AI language model") for text in answers)
    found = [parse.read_instances(text, False, "stop", "chat").kept for text in answers]
    bad = sum(any(one.output in ("", one.input) for one in kept) or len(kept) < 3 for kept in found)
    assert (2 <= refused <= 18, 5 <= bad <= 32) == (True, True), (refused, bad)


def test_other_names_are_refused() -> None:
    assert create("offline", base_url="x", timeout=3).name == "offline"
    assert create("offline/load").name == "offline/load"
    with pytest.raises(UnknownName, match="did you mean offline/strong"):
        create("offline/best")
