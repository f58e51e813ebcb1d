"""Methods of a user's own: the page's example as it stands, and what is said of those that break their contract."""

import re
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import OwnCodeError, RecipeError, SystematicFailure, UnknownName, UsageError
from selfinstruct.flows.generate.methods.method import Developed
from selfinstruct.records import Completion, Task
from tests.support.models import Answering, Disorderly
from tests.support.paths import ROOT
from tests.support.processes import run
from tests.support.runs import SEEDS, files, read

PAGE = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")


def from_page(folder: Path) -> None:
    """The files that the page has the reader write, under the names it gives them."""
    own = PAGE.partition("\n## A method of your own\n")[2].partition("\n## ")[0]
    found = dict(re.findall(r"`([\w./]+)`:\n\n```\w*\n(.*?)```", own, re.DOTALL))
    assert len(found) >= 4
    for name, text in found.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def command(own: str, *more: str) -> list[str]:
    return ["generate", "--seeds", str(SEEDS), "-n", "5", "--out", "r", "--develop", own, *more]


def test_the_pages_example_works_and_is_resumed_only_by_name(tmp_path: Path) -> None:
    from_page(tmp_path)
    own = re.search(r"--develop (\w+:\w+)", PAGE)
    assert own
    done = run(*command(own[1], "--recipe", "./second_look"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = read(tmp_path / "r" / "dataset.jsonl")
    assert len(rows) == 5
    assert {row["method"] for row in rows} == {"second_look"}
    before = files(tmp_path / "r")
    refused = run("resume", "r", "-n", "8", cwd=tmp_path)
    assert refused.returncode == 2
    assert f"--develop {own[1]}" in refused.stderr
    more = run("resume", "r", "-n", "8", "--develop", own[1], cwd=tmp_path)
    assert more.returncode == 0, more.stderr
    assert files(tmp_path / "r")["dataset.jsonl"].startswith(before["dataset.jsonl"])


MODULE = """
import asyncio
import re
from dataclasses import dataclass

from selfinstruct import Attempt, Developed, Instance, method
from selfinstruct.checks import make_check
from selfinstruct.records import Message

@method(stages={"answer": ["prompt"]})
async def greedy(task, ask):
    for _ in range(2):
        answer = await ask("answer", {"prompt": task.instruction})
    return Developed([Instance("", answer.text)])

@method(stages={"answer": ["prompt"]})
async def raising(task, ask):
    return Developed([Instance("", 1 / 0)])

@method(stages={"answer": ["prompt"]})
async def wrong(task, ask):
    return [task]

@method(stages={"answer": ["prompt"]})
async def elsewhere(task, ask):
    return await ask("question", {})

@method(stages={"answer": ["prompt"], "judge": []}, roles=["judge"])
async def more_stages(task, ask):
    return Developed()

@method(stages={"answer": ["prompt"]}, most=lambda options: {"answer": 3})
async def side_by_side(task, ask):
    found = await asyncio.gather(*(ask("answer", {"prompt": task.instruction}) for _ in range(3)))
    return Developed([Instance("", found[0].text)])

@method(stages={"answer": ["prompt"]}, most=lambda options: {"answer": 3})
async def same_again(task, ask):
    for _ in range(2):
        answer = await ask("answer", {"prompt": task.instruction}, attempt=1)
    return Developed([Instance("", answer.text)])

@method(stages={"answer": ["prompt"]})
async def reading(task, ask):
    await ask("answer", {"prompt": task.instruction}, read=lambda text: re.match(3, text))
    return Developed()

@method(stages={"answer": ["prompt"]})
async def strange_check(task, ask):
    return Developed([Instance("", "x", checks=({"check": "wordz"},))])

@method(stages={"answer": ["prompt"]})
async def strange_verdict(task, ask):
    said = make_check({"check": "words", "at_most": 3})("a text")
    return Developed(attempts=[Attempt((Message("user", "x"),), "y", True, verdicts=(said,))])

@method(stages={"answer": ["prompt"]})
async def strange_notes(task, ask):
    return Developed([Instance("", "x", notes={"found": object()})])

@method(stages={"answer": ["prompt"]})
async def no_answer(task, ask):
    return Developed([Instance("", "x", turns=(Message("user", "x"),))])

@method(stages={"answer": ["prompt"]})
async def twice_first(task, ask):
    asked = (Message("user", "x"),)
    return Developed(attempts=[Attempt(asked, "a", True), Attempt(asked, "b", True)])

@method(stages={"answer": ["prompt"]}, most=lambda options: 3)
async def most_number(task, ask):
    return Developed()

@method(stages={"answer": ["prompt"]}, most=lambda options: {"answr": 3})
async def most_stage(task, ask):
    return Developed()

@dataclass
class Options:
    answers: int = 3

@method(stages={"answer": ["prompt"]}, options=Options)
async def optional(task, ask):
    return Developed()

@method(stages={"answer": ["prompt"]})
async def nothing(task, ask):
    await ask("answer", {"prompt": task.instruction})
    return Developed()

plain = 3
"""


@pytest.mark.parametrize(
    ("name", "words", "kind"),
    [
        ("greedy", "asks in the stage answer for the time 2; it says that it needs 1 at the most", OwnCodeError),
        ("raising", "ZeroDivisionError: division by zero", OwnCodeError),
        ("wrong", "return a Developed", OwnCodeError),
        ("elsewhere", "asks in the stage 'question', which it does not name", OwnCodeError),
        ("more_stages", "asks in the stage judge, which the recipe does not have", RecipeError),
        ("side_by_side", "while another question of it is under way; give attempt=", OwnCodeError),
        ("same_again", "asks the same in the stage answer twice as one attempt", OwnCodeError),
        ("reading", "own_methods_reading.py:45): TypeError: first argument must be string", OwnCodeError),
        ("strange_check", "an instance: checks: there is no check 'wordz'; did you mean words?", OwnCodeError),
        ("strange_verdict", "an attempt: verdicts: Verdict(", OwnCodeError),
        ("strange_notes", "an instance: notes: {'found': <object object", OwnCodeError),
        ("no_answer", "an instance: its turns must end with the assistant's", OwnCodeError),
        ("twice_first", "two attempts at one prompt are number 1", OwnCodeError),
        ("most_number", "most gave 3; give a number for each stage", UsageError),
        ("most_stage", "most names 'answr'; did you mean answer?", UsageError),
        ("plain", "is no method", UsageError),
        ("missing", "cannot be imported", UnknownName),
    ],
)
def test_what_breaks_the_contract_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str, kind: type[Exception]
) -> None:
    module = f"own_methods_{name}"
    (tmp_path / f"{module}.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(kind, match=re.escape(words)) as caught:
        selfinstruct.generate(
            SEEDS, n=5, out=tmp_path / "r", recipe="verified", develop=f"{module}:{name}", overrides=("method=null",)
        )
    assert "\n" not in str(caught.value)


def test_options_that_a_method_does_not_have_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_methods_options.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name, words in (("optional", "answrs: unknown key; did you mean answers?"), ("nothing", "has no options")):
        with pytest.raises(RecipeError, match=re.escape(words)):
            selfinstruct.generate(
                SEEDS, n=1, out=tmp_path / "r", recipe="verified", develop=f"own_methods_options:{name}",
                overrides=("method=null", "method.answrs=3"),
            )  # fmt: skip


def test_the_object_itself_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="develop: must be a name, or module:attr of your own"):
        selfinstruct.generate(SEEDS, n=1, out=tmp_path / "r", develop=print)  # type: ignore[arg-type]


def test_a_sandbox_is_for_methods_that_run_programs(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--sandbox: the method verified runs no programs"):
        selfinstruct.generate(SEEDS, n=1, out=tmp_path / "r", recipe="verified", sandbox="process")


def test_a_conversation_needs_the_chat_api_and_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"stages\.reply: goes on with a conversation, which needs api: chat"):
        selfinstruct.generate(
            SEEDS, n=1, out=tmp_path / "r", recipe="dialogue", overrides=("stages.reply.api=completions",)
        )
    assert not (tmp_path / "r").exists()


def test_the_second_example_of_the_page_works(tmp_path: Path) -> None:
    from_page(tmp_path)
    source = re.search(r"```python\n(import asyncio\n.*?)```", PAGE, re.DOTALL)
    assert source
    (tmp_path / "shortest.py").write_text(source[1], encoding="utf-8")
    folder = tmp_path / "short"
    folder.mkdir()
    (folder / "recipe.yaml").write_text(
        "inherits: verified\nstages: {answer: {max_tokens: 99, temperature: 0.7}}\nmethod: {answers: 2}\n"
    )
    (folder / "answer.jinja").write_text("{{ instruction }}\n")
    done = run(*command("shortest:shortest", "--recipe", "./short", "--set", "method=null"), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {row["notes"]["picked"] for row in read(tmp_path / "r" / "dataset.jsonl")} <= {1, 2, 3}
    assert selfinstruct.verify(tmp_path / "r").passed
    assert run("validate", "short", "--develop", "shortest:shortest", cwd=tmp_path).returncode == 2  # of verified
    assert run("validate", "second_look", "--develop", "second_look:second_look", cwd=tmp_path).returncode == 0


def test_a_task_of_which_nothing_comes_has_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_methods_nothing.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    made = selfinstruct.generate(
        SEEDS, n=2, out=tmp_path / "r", recipe="verified", develop="own_methods_nothing:nothing",
        overrides=("method=null", "saturation.tasks=10"),
    )  # fmt: skip
    assert made.status == "saturated"
    tasks, rejected = made.tasks(), read(tmp_path / "r" / "rejected.jsonl")
    assert {task.id for task in tasks} <= {row.get("task") for row in rejected if row["rule"] == "no_instance"}


def test_a_recipe_must_not_name_code(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("inherits: chat\ndevelop: os:system\n", encoding="utf-8")
    with pytest.raises(RecipeError, match="give --develop os:system"):
        selfinstruct.generate(SEEDS, n=1, out=tmp_path / "r", recipe=tmp_path)


@pytest.mark.parametrize(
    ("recipe", "roles", "words"),
    [
        ("verified", {"judge": "offline"}, "the method verified has no such role; known: solver"),
        ("verified", {"solvr": "offline"}, "did you mean solver?"),
        ("chat", {"judge": "offline/strong"}, "asks it in the stage doubted, which the recipe chat does not have"),
        ("paper", {"judge": "offline"}, "in the stage doubted, which the recipe paper does not have"),
    ],
)  # fmt: skip
def test_roles_are_those_that_are_asked(tmp_path: Path, recipe: str, roles: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        selfinstruct.generate(SEEDS, n=1, out=tmp_path / "r", recipe=recipe, roles=roles)
    assert not (tmp_path / "r").exists()


def test_a_judge_is_refused_where_its_stage_is_taken_away(tmp_path: Path) -> None:
    named = {"judge": "offline/strong"}
    selfinstruct.generate(SEEDS, n=1, out=tmp_path / "r", recipe="evolve", roles=named)
    with pytest.raises(UsageError, match="--role judge: the method evolve asks it in the stage gain"):
        selfinstruct.generate(
            SEEDS, n=1, out=tmp_path / "s", recipe="evolve", roles=named, overrides=("stages.gain=false",)
        )


def test_options_of_a_method_are_checked(tmp_path: Path) -> None:
    for override, words in (
        ("method.atempts=3", "method: atempts: unknown key; did you mean attempts?"),
        ("method.attempts=0", "attempts: must be 1 to 100"),
        ("method.conditions=[{check: wrds, say: [x], group: g}]", "did you mean words?"),
        ("method.conditions=[{check: words, say: [x], group: g}]", "exactly, at_least or at_most: is missing"),
        ("stages.judge={max_tokens: 3}", "the template judge.jinja is missing"),
    ):
        with pytest.raises(RecipeError, match=re.escape(words)):
            selfinstruct.generate(SEEDS, n=1, out=tmp_path / "r", recipe="verified", overrides=(override,))


def test_a_role_that_is_named_is_not_played_by_an_object_that_is_the_runs_own_model(tmp_path: Path) -> None:
    own = Answering(lambda request: Completion("", None, error="nobody asks it"), "test/own")
    made = selfinstruct.generate(
        SEEDS, n=3, out=tmp_path / "r", recipe="verified", model=Disorderly(name="test/main"),
        roles={"solver": "offline/strong"},
    )  # fmt: skip
    assert {(item["stage"], item["model"]) for item in made.info["usage"]} == {
        ("bootstrap", "test/main"), ("verified/answer", "offline/strong"),
    }  # fmt: skip
    with pytest.raises(SystematicFailure):
        selfinstruct.generate(
            SEEDS, n=3, out=tmp_path / "s", recipe="verified", roles={"solver": own}, max_failures=3, model="offline"
        )
    assert {request.purpose for request in own.requests} == {"verified/answer"}


def test_roles_that_were_objects_are_given_again_to_go_on(tmp_path: Path) -> None:
    solver = Disorderly(name="test/solver")
    made = selfinstruct.generate(SEEDS, n=3, out=tmp_path / "r", recipe="verified", roles={"solver": solver})
    more = selfinstruct.resume(made.path, n=6, roles={"solver": solver})
    assert more.info["counts"]["tasks"] == 6
    whole = selfinstruct.generate(SEEDS, n=6, out=tmp_path / "w", recipe="verified", roles={"solver": solver})
    assert files(more.path) == files(whole.path)
    with pytest.raises(UsageError, match="roles: solver: was played by test/solver, not by test/other"):
        selfinstruct.resume(made.path, n=7, roles={"solver": Disorderly(name="test/other")})
    with pytest.raises(UsageError, match="roles: judge: was played by nobody, not by test/solver"):
        selfinstruct.resume(made.path, n=7, roles={"judge": solver})


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ({"apart": ("strong",)}, "strong"),
        ({"optional": ("grade",)}, "grade"),
        ({"talks": ("reply",)}, "reply"),
        ({"roles": ("judge",), "asked_in": {"judge": "gain"}}, "gain"),
        ({"asked_in": {"judge": "answer"}}, "judge"),
    ],
)
def test_a_method_that_contradicts_itself_is_refused(said: dict[str, Any], odd: str) -> None:
    async def own(task: Task, ask: Any) -> Developed:
        raise AssertionError("nobody develops anything")

    with pytest.raises(UsageError, match=f"method own: '{odd}' is neither a role nor a stage of it"):
        selfinstruct.method(stages={"answer": ()}, **said)(own)
