"""What solvers make of a problem: as many tries as settle whether a side does as it should."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.checks import verdicts_on
from selfinstruct.checks.finals import Final, read_final, same
from selfinstruct.checks.reading.final_lines import behind
from selfinstruct.engine.gather import together
from selfinstruct.flows.generate.methods.asking import Ask, Reader, Unanswered
from selfinstruct.flows.generate.methods.attempts import all_passed
from selfinstruct.flows.generate.methods.method import Answer
from selfinstruct.flows.generate.posing.closings import ANSWER
from selfinstruct.parse.methods.problems import Problem, read_grades
from selfinstruct.records import Rejection

SIDES = ("weak", "strong")


@dataclass(frozen=True, slots=True)
class Posed:
    """A problem as solvers see it, with the check of its answer; `key` is that answer, None where criteria decide."""

    problem: Problem
    prompt: str
    checks: tuple[Mapping[str, Any], ...]
    key: Final | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What settles a side: `good` tries that pass (or with `passes` False fail), or `bad` of the other kind."""

    passes: bool
    good: int
    bad: int

    def more(self, passed: int, failed: int, left: int) -> int:
        """How many tries are needed whatever comes of them; 0 where all is settled, or can no longer be."""
        good, bad = (passed, failed) if self.passes else (failed, passed)
        short = min(self.good - good, self.bad - bad)
        return short if 0 < short <= left else 0


@dataclass(frozen=True, slots=True)
class Tried:
    """An answer of a side, whether it passed, and what the check said, where there is one."""

    side: str
    answer: Answer
    passed: bool
    verdicts: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a side's tries came to; where they are not `settled`, too few of them brought an answer or a grade."""

    tried: Sequence[Tried]
    good: bool
    settled: bool

    @property
    def passed(self) -> int:
        return sum(item.passed for item in self.tried)

    def told(self) -> dict[str, int]:
        """As records tell it."""
        return {"passed": self.passed, "tries": len(self.tried)}

    def agreed(self, posed: Posed) -> str:
        """The other answer that all tries have in common, at least two of them; "" for none."""
        if posed.key is None or len(self.tried) < 2:
            return ""
        read = [read_final(behind(item.answer.text, ANSWER) or "") for item in self.tried]
        first = read[0]
        if first is None or not all(final is not None and same(first, final) for final in read):
            return ""
        return "" if same(first, posed.key) else first.written


def _anywhere(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The check of a final answer, of a whole text."""
    return {name: value for name, value in said.items() if name != "behind"}


@dataclass(slots=True)
class Gate:
    """Asks solvers and the judge about the problems of one task, and keeps what has been answered.

    A problem that comes again, with another key or other criteria, is judged anew and not solved anew. `lost` are the
    rejections of what brought no answer, `requests` counts all that was asked.
    """

    ask: Ask
    tries: int
    lost: list[Rejection] = field(default_factory=list)
    requests: int = 0
    _solved: dict[tuple[str, str], list[Answer | None]] = field(default_factory=dict)

    async def asked(
        self, stage: str, variables: Mapping[str, Any], *, attempt: int, model: str = "", read: Reader | None = None,
        plain: bool = False,
    ) -> Answer:  # fmt: skip
        self.requests += 1
        return await self.ask(stage, variables, model=model, attempt=attempt, read=read, plain=plain)

    async def settle(self, side: str, need: Need, posed: Posed, round: int) -> Outcome:
        """Ask a side until it is settled whether it does as it should, or as often as the recipe allows."""
        tried: list[Tried] = []
        begun = 0
        while True:
            passed = sum(item.passed for item in tried)
            more = need.more(passed, len(tried) - passed, self.tries - begun)
            if not more:
                break
            came = await together(self._tried(side, posed, round, at) for at in range(begun, begun + more))
            begun += more
            tried += [item for item in came if isinstance(item, Tried)]
            self.lost += [item for item in came if isinstance(item, Rejection)]
        failed = len(tried) - passed
        good, bad = (passed, failed) if need.passes else (failed, passed)
        return Outcome(tried, good >= need.good, good >= need.good or bad >= need.bad)

    async def _tried(self, side: str, posed: Posed, round: int, at: int) -> Tried | Rejection | None:
        number = (2 * round + SIDES.index(side)) * self.tries + at
        known = self._solved.setdefault((posed.prompt, side), [None] * self.tries)
        try:
            if (answer := known[at]) is None:
                answer = known[at] = await self.asked(
                    "solve", {"prompt": posed.prompt}, attempt=number, model=side, plain=True
                )
            if posed.key is not None:
                verdicts = verdicts_on(posed.checks, answer.text)
                if behind(answer.text, ANSWER):
                    return Tried(side, answer, all_passed(verdicts), verdicts)
                if side == "strong":  # it has missed the form, which says nothing of the problem
                    return self.ask.rejection("no_final_answer", side, answer.text)
                # Small models miss it often: whether the answer stands there all the same tells how hard it is.
                found = verdicts_on([_anywhere(said) for said in posed.checks], answer.text)
                return Tried(side, answer, all_passed(found), verdicts)
            criteria = posed.problem.criteria
            asked_of = {"problem": posed.problem.text, "criteria": criteria, "answer": answer.text}
            grades = await self.asked(
                "grade", asked_of, attempt=number, model="judge", read=lambda text: read_grades(text, len(criteria))
            )
        except Unanswered as none:
            return none.rejection
        return Tried(side, answer, all(grades.value))
