"""The method `vote`: several answers to a task, and one is kept where enough of them come to the same.

After self-consistency as OpenMathInstruct-2 uses it (arXiv 2410.01560), and rejection sampling, which keeps distinct
ways to a right answer (arXiv 2308.01825). What agrees is decided by code, and becomes a check of the record.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from selfinstruct.checks import stamped
from selfinstruct.checks.finals import Final, check_of, keeps_order, read_final, same
from selfinstruct.checks.reading.final_lines import before, behind
from selfinstruct.checks.reading.numbers import numbers_in
from selfinstruct.checks.units import folded, words
from selfinstruct.engine.gather import together
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.attempts import attempted, instance_of
from selfinstruct.flows.generate.methods.method import Answer, Developed, method
from selfinstruct.flows.generate.posing.closings import ANSWER, check_kinds_of, closed
from selfinstruct.flows.generate.ranges import check_range
from selfinstruct.recipes.base import STRICT
from selfinstruct.records import Attempt, Message, Rejection, Task

_OUTPUTS = ("worked", "final")


@dataclass(frozen=True, slots=True)
class VoteOptions:
    """What `method:` of the recipe may say: docs/methods.md."""

    __pydantic_config__ = STRICT

    answers: int = 5
    share: float = 0.6
    least: int = 2
    paths: int = 1
    output: str = "worked"
    say: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_range(self, 1, 100, "answers")
        if not 0 < self.share <= 1:
            raise ValueError(f"share: must be over 0 and at most 1 (found {self.share:g})")
        check_range(self, 1, self.answers, "least", "paths", called="the number of answers, ")
        if self.output not in _OUTPUTS:
            raise ValueError(f"output: must be one of {', '.join(_OUTPUTS)} (found {self.output!r})")
        check_kinds_of(self.say, _OUTPUTS)

    @property
    def wanted(self) -> int:
        """How many answers have to agree."""
        return max(self.least, math.ceil(self.share * self.answers - 1e-9))


@dataclass(frozen=True, slots=True)
class Ballot:
    """An answer that came: its number from 0, what it says, and the final answer that it votes for, if any."""

    number: int
    answer: Answer
    final: Final | None


Group = list[Ballot]


@method(
    stages={"answer": {"prompt"}},
    options=VoteOptions,
    roles=("solver",),
    most=lambda options: {"answer": options.answers},
    usual=lambda options: {"answer": min(options.answers, options.wanted + 1)},
)
async def vote(task: Task, ask: Ask) -> Developed:
    """Ask until enough answers agree or no longer can, and keep one of those that do.

    As many are asked at once as have to be asked whatever they say, so that none is bought in vain.
    """
    options: VoteOptions = ask.options
    rng, ordered = ask.rng("say"), keeps_order(task.instruction)
    labels = task.labels if task.is_classification else ()
    asked = closed(task.instruction, options.say["worked"], rng)
    ballots: list[Ballot] = []
    lost: list[Rejection] = []
    groups: list[Group] = []
    number = 0
    while more := needed(groups, options.answers - number, options.wanted):
        came = await together(_cast(ask, asked, at, labels, ordered) for at in range(number, number + more))
        number += more
        ballots += [item for item in came if isinstance(item, Ballot)]
        lost += [item for item in came if isinstance(item, Rejection)]
        groups = grouped(ballots)
    if not groups or len(groups[0]) < options.wanted:
        return Developed((), [*lost, _no_majority(ask, asked, groups, ballots, number)])
    prompt = asked if options.output == "worked" else closed(task.instruction, options.say["final"], rng)
    return _kept(ask, prompt, groups[0], ballots, number, lost, labels, ordered)


async def _cast(ask: Ask, prompt: str, number: int, labels: tuple[str, ...], ordered: bool) -> Ballot | Rejection:
    try:
        answer = await ask("answer", {"prompt": prompt}, model="solver", attempt=number, plain=True)
    except Unanswered as none:
        return none.rejection
    return Ballot(number, answer, read_final(behind(answer.text, ANSWER) or "", labels, ordered))


def needed(groups: Sequence[Group], left: int, wanted: int) -> int:
    """How many answers have to be asked before anything can be settled; 0 where all is.

    It is settled when a group is large enough, and when none can become so with the answers that are left.
    """
    best = max(map(len, groups), default=0)
    short = wanted - best
    return 0 if short <= 0 or short > left else min(short, left - short + 1)


def grouped(ballots: Sequence[Ballot]) -> list[Group]:
    """The answers that agree, the most numerous first, and of equal ones that which began first.

    One that is like all of a group joins it: 5 goes with 5 km or with 5 miles, but those two do not go together.
    """
    groups: list[Group] = []
    for ballot in sorted(ballots, key=lambda ballot: ballot.number):
        if (final := ballot.final) is None:
            continue
        for group in groups:
            if all(same(final, other.final) for other in group if other.final is not None):
                group.append(ballot)
                break
        else:
            groups.append([ballot])
    return sorted(groups, key=lambda group: (-len(group), group[0].number))


def _no_majority(ask: Ask, prompt: str, groups: Sequence[Group], ballots: Sequence[Ballot], number: int) -> Rejection:
    counts = {group[0].final.written: len(group) for group in groups if group[0].final is not None}
    unread = sum(ballot.final is None for ballot in ballots)
    told = {"answers": number, "wanted": ask.options.wanted, "counts": counts}
    return ask.rejection("no_majority", told | ({"unread": unread} if unread else {}), prompt)


def _kept(
    ask: Ask, prompt: str, group: Group, ballots: Sequence[Ballot], number: int, lost: Sequence[Rejection],
    labels: tuple[str, ...], ordered: bool,
) -> Developed:  # fmt: skip
    """The instances of the answers that agree, with the agreed one as their check, and all answers as attempts."""
    options: VoteOptions = ask.options
    worked = options.output == "worked"
    finals = [ballot.final for ballot in group if ballot.final is not None]
    checks = (stamped(check_of(finals, labels, ordered, ANSWER if worked else "")),)
    turns = (Message("user", prompt),)
    attempts: list[Attempt] = []
    for ballot in sorted(ballots, key=lambda ballot: ballot.number):
        output = ballot.answer.text if worked else ballot.final.written if ballot.final else ""
        if not output:
            continue
        attempts.append(attempted(turns, replace(ballot.answer, text=output), ballot.number + 1, checks))
    notes = {"share": round(len(group) / number, 4), "answers": number, "agreed": finals[0].written}
    mine = {ballot.number + 1 for ballot in group}
    right = [attempt for attempt in attempts if attempt.number in mine and attempt.passed]
    found = [instance_of(attempt, notes) for attempt in distinct(right, options.paths)]
    return Developed(found, lost, attempts)


def distinct(attempts: Sequence[Attempt], most: int) -> list[Attempt]:
    """The first of each way to the answer: a way is the numbers on it, or where these are few the words."""
    found: dict[tuple[str, ...], Attempt] = {}
    for attempt in attempts:
        work = before(attempt.output, ANSWER)
        figures = [f"{item.value:g}" for item in numbers_in(work)]
        way = tuple(figures) if len(figures) > 2 else words(folded(work))
        found.setdefault(way, attempt)
    return list(found.values())[:most]
