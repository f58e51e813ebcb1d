"""The method `gated`: a task becomes a problem that a strong solver can do and a weak one cannot.

After Agentic Self-Instruct (arXiv 2606.25996), whose loop needs 6.6 rounds for each example it keeps. What is too easy
or too hard goes back to the teacher with what was seen.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from selfinstruct.checks import stamped
from selfinstruct.checks.finals import Final, check_of, keeps_order, read_final
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.attempts import attempted, instance_of
from selfinstruct.flows.generate.methods.method import Bound, Developed, method
from selfinstruct.flows.generate.methods.trials import SIDES, Gate, Need, Outcome, Posed
from selfinstruct.flows.generate.posing.closings import ANSWER, check_closings
from selfinstruct.flows.generate.ranges import check_range
from selfinstruct.parse.methods.problems import Unposed, read_problem
from selfinstruct.recipes.base import STRICT
from selfinstruct.records import Message, Rejection, Task

_ON_PROBLEM = {"problem", "answer", "criteria", "passed", "tries", "shown"}
_BLAMED = {"weak": ("harder", "too_easy"), "strong": ("easier", "too_hard")}


@dataclass(frozen=True, slots=True)
class GatedOptions:
    """What `method:` of the recipe may say: docs/methods.md."""

    __pydantic_config__ = STRICT

    rounds: int = 3
    tries: int = 3
    weak_most: float = 0.34
    strong_least: float = 0.6
    say: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        check_range(self, 1, 20, "rounds", "tries")
        if not 0 <= self.weak_most < self.strong_least <= 1:
            raise ValueError(
                "weak_most and strong_least: must be 0 ≤ weak_most < strong_least ≤ 1 "
                f"(found {self.weak_most:g} and {self.strong_least:g})"
            )
        check_closings(self.say, "say", line=True)

    def need(self, side: str) -> Need:
        """What of a side's tries settles that it does as it should, or that it does not."""
        if side == "weak":
            allowed = math.floor(self.weak_most * self.tries + 1e-9)
            return Need(passes=False, good=self.tries - allowed, bad=allowed + 1)
        wanted = math.ceil(self.strong_least * self.tries - 1e-9)
        return Need(passes=True, good=wanted, bad=self.tries - wanted + 1)


def _most(options: Any) -> Bound:
    tries, again = 2 * options.rounds * options.tries, options.rounds - 1
    return {"pose": 1, "solve": tries, "grade": tries, "harder": again, "easier": again}


def _usual(options: Any) -> Mapping[str, float]:
    a_side = min(options.need("weak").good, options.need("weak").bad) + 0.4
    again = min(1, options.rounds - 1)
    return {"pose": 1, "solve": 2.6 * a_side, "grade": 0.5 * a_side, "harder": 0.6 * again, "easier": 0.3 * again}


@method(
    stages={
        "pose": (),
        "solve": {"prompt"},
        "grade": {"problem", "criteria", "answer"},
        "harder": _ON_PROBLEM,
        "easier": _ON_PROBLEM | {"other"},
    },
    options=GatedOptions,
    roles=("strong", "weak", "judge"),
    apart=("strong", "weak"),
    most=_most,
    usual=_usual,
)
async def gated(task: Task, ask: Ask) -> Developed:
    """Have a problem posed, and changed until the strong solver passes and the weak one fails, or the rounds are over.

    A round ends with the first side that does not as it should, so the side that will probably not is asked first: that
    ends most rounds at half the price. At the beginning it is the weak one, for most problems are too easy, and its
    requests are cheap; later it is the side that the problem was changed for.
    """
    options: GatedOptions = ask.options
    gate = Gate(ask, options.tries)
    posed = await _posed(gate, "pose", {})
    order, told = list(SIDES), []
    for number in range(options.rounds):
        if isinstance(posed, Rejection):
            return Developed((), [*gate.lost, posed])
        seen: dict[str, Outcome] = {}
        for side in order:
            seen[side] = await gate.settle(side, options.need(side), posed, number)
            if not seen[side].good:
                break
        else:
            return _kept(gate, posed, seen, number + 1)
        told.append({name: outcome.told() for name, outcome in seen.items()})
        order.sort(key=lambda name: name != side)
        if not seen[side].settled:
            return Developed((), [*gate.lost, ask.rejection("unsettled", _found(told), posed.prompt)])
        stage, rule = _BLAMED[side]
        if number == options.rounds - 1:
            return Developed((), [*gate.lost, ask.rejection(rule, _found(told), posed.prompt)])
        posed = await _posed(gate, stage, _feedback(posed, side, seen[side]), told)
    raise AssertionError("every round ends in one of the ways above")


async def _posed(gate: Gate, stage: str, variables: Mapping[str, Any], told: Sequence[Any] = ()) -> Posed | Rejection:
    """The problem as the teacher poses it or changes it, with its check; the rejection where there is none."""
    say = gate.ask.rng("say").choice(gate.ask.options.say)
    try:
        attempt = max(0, len(told) - 1)
        answer = await gate.asked(stage, variables, attempt=attempt, read=lambda text: _read(text, say))
    except Unanswered as none:
        if not told:
            return none.rejection
        gate.lost.append(none.rejection)
        return gate.ask.rejection("unposable", _found(told) | {"reason": "the teacher gave no problem"})
    found = answer.value
    if isinstance(found, Unposed):
        return gate.ask.rejection("unposable", _found(told) | {"reason": found.reason})
    assert isinstance(found, Posed)
    return found


def _read(text: str, say: str) -> Posed | Unposed:
    problem = read_problem(text)
    if isinstance(problem, Unposed) or not problem.answer:
        return problem if isinstance(problem, Unposed) else Posed(problem, problem.text, ())
    ordered = keeps_order(problem.text)
    key = read_final(problem.answer, (), ordered)
    if key is None:
        raise ValueError("the answer is none that code can compare: it must be short, and nothing but the answer")
    return Posed(problem, f"{problem.text}\n\n{say}", (stamped(_tolerant(key, ordered)),), key)


def _tolerant(key: Final, ordered: bool) -> Mapping[str, Any]:
    """The check of the teacher's answer, which solvers write in their own ways.

    A number is looked for without its unit, which one writes out and another abbreviates: the problem says what is
    asked for. Several items are told apart by what they count.
    """
    check = check_of([replace(key, unit="")], (), ordered, ANSWER)
    return {**check, "loose": True} if key.kind == "items" else check


def _feedback(posed: Posed, side: str, outcome: Outcome) -> dict[str, Any]:
    """What the teacher is told: its problem, how the side did, and one of its answers."""
    problem, weak = posed.problem, side == "weak"
    shown = next((item.answer.text for item in outcome.tried if item.passed == weak), "")
    given: dict[str, Any] = {"problem": problem.text, "answer": problem.answer, "criteria": problem.criteria}
    given |= {"shown": shown, "passed": outcome.passed, "tries": len(outcome.tried)}
    return given if weak else given | {"other": outcome.agreed(posed)}


def _found(told: Sequence[Any]) -> dict[str, Any]:
    return {"rounds": len(told), "seen": list(told)}


def _kept(gate: Gate, posed: Posed, seen: Mapping[str, Outcome], rounds: int) -> Developed:
    """The strong solver's answer as the output; its passing answers and the weak one's failing ones as attempts."""
    turns, attempts = (Message("user", posed.prompt),), []
    tries = [item for side in ("weak", "strong") for item in seen[side].tried]
    for number, item in enumerate(tries, 1):
        if item.passed == (item.side == "strong"):
            attempts.append(attempted(turns, item.answer, number, posed.checks, item.verdicts, passed=item.passed))
    best = next(attempt for attempt in attempts if attempt.passed)
    notes: dict[str, Any] = {"rounds": rounds}
    notes |= {side: seen[side].told() for side in ("weak", "strong")} | {"requests": gate.requests}
    if posed.problem.criteria:
        notes["criteria"] = list(posed.problem.criteria)
    return Developed([instance_of(best, notes)], gate.lost, attempts)
