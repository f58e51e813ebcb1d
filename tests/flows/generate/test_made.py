"""What a method of one's own makes, held to its contract: the fault in a line, or the same made."""

import re
from typing import Any

import pytest

from selfinstruct.checks import make_check, stamped, verdicts_on
from selfinstruct.errors import OwnCodeError
from selfinstruct.flows.generate.made import hold_to_contract
from selfinstruct.flows.generate.methods.asking import Ask
from selfinstruct.flows.generate.methods.method import Answer, Developed, method
from selfinstruct.records import Attempt, Instance, Message, Rejection, Task

USER, REPLY = Message("user", "How?"), Message("assistant", "So.")
CHECKS = (stamped({"check": "words", "at_most": 3}),)
VERDICTS = verdicts_on(CHECKS, "So.")
NOT_WRITABLE: dict[str, Any] = {"found": object()}
ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)


@method(stages={"answer": ()})
async def own(task: Task, ask: Ask) -> Developed:
    raise AssertionError("nobody develops anything")


def made_of(instance: Any = None, attempt: Any = None, rejection: Any = None) -> Developed:
    instances, rejections, attempts = ([] if item is None else [item] for item in (instance, rejection, attempt))
    return Developed(instances, rejections, attempts)


def test_what_holds_is_given_back() -> None:
    made = Developed(
        [
            Instance("a", "b"),
            Instance("", "So.", turns=(USER, REPLY), checks=CHECKS, verdicts=VERDICTS, notes={"n": 1}),
        ],
        [Rejection("own", "rule", "text", value={"seen": [1]})],
        [Attempt((USER,), "So.", True, 1, CHECKS, VERDICTS), Attempt((USER,), "No.", False, 2)],
    )
    assert hold_to_contract(own, made) is made
    assert hold_to_contract(own, Developed()) == Developed()


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (None, "returned None; return a Developed"),
        (Answer("x"), "return a Developed"),
        (made_of(instance="x"), "instances: 'x' is no Instance"),
        (made_of(rejection=Instance("", "x")), "is no Rejection"),
        (made_of(attempt=Instance("", "x")), "is no Attempt"),
        (made_of(instance=Instance("", 7)), "an instance: input and output must be texts"),  # type: ignore[arg-type]
        (made_of(instance=Instance(None, "x")), "an instance: input and output must be texts"),  # type: ignore[arg-type]
        (made_of(instance=Instance("", "So.", turns=(USER,))), "its turns must end with the assistant's"),
        (made_of(instance=Instance("", "other", turns=(USER, REPLY))), "its turns must end with the assistant's"),
        (made_of(instance=Instance("", "So.", turns=(REPLY,))), "its turns are an answer alone"),
        (made_of(instance=Instance("", "x", checks=({"check": "wordz"},))), "an instance: checks: "),
        (made_of(instance=Instance("", "x", verdicts=({"check": "words"},))), "an instance: verdicts: "),
        (made_of(instance=Instance("", "x", notes=NOT_WRITABLE)), "an instance: notes: "),
        (made_of(instance=Instance("", "x", notes={"n": ENDLESS})), "cannot be written as JSON"),
        (made_of(attempt=Attempt((USER,), None, True)), "an attempt: output must be a text"),  # type: ignore[arg-type]
        (made_of(attempt=Attempt((), "x", True)), "an attempt: prompt must be turns"),
        (made_of(attempt=Attempt(("How?",), "x", True)), "an attempt: prompt must be turns"),  # type: ignore[arg-type]
        (made_of(attempt=Attempt((USER,), "x", True, checks=({"check": "wordz"},))), "an attempt: checks: "),
        (made_of(attempt=Attempt((USER,), "x", True, verdicts=(make_check(CHECKS[0])("x"),))),  # type: ignore[arg-type]
         "an attempt: verdicts: Verdict("),
        (Developed(attempts=[Attempt((USER,), "a", True, 2), Attempt((USER,), "b", True, 2)]),
         "two attempts at one prompt are number 2"),
        (made_of(rejection=Rejection("own", "rule", "text", value=NOT_WRITABLE)), "a rejection: value: "),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_a_line_that_names_the_method(made: object, told: str) -> None:
    with pytest.raises(OwnCodeError, match=rf"\Amethod own: .*{re.escape(told)}") as caught:
        hold_to_contract(own, made)
    assert "\n" not in str(caught.value)
