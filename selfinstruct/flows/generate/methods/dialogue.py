"""The method `dialogue`: a user with a persona and the assistant talk, and what was told first is needed last.

After UltraChat (arXiv 2305.14233) and Parrot (arXiv 2310.07301), where two models talk. Facts that code can find again
stand in the first turn; the last one asks for something that needs one of them, without saying it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.checks import stamped
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.attempts import attempted, failed, instance_of
from selfinstruct.flows.generate.methods.method import Answer, Developed, method
from selfinstruct.flows.generate.talks.facts import Fact, contradiction
from selfinstruct.flows.generate.talks.plans import DialogueOptions, Plan, draw_plan
from selfinstruct.flows.generate.talks.voices import Fault, opening_fault, user_fault
from selfinstruct.parse.methods.messages import read_message
from selfinstruct.records import Attempt, Message, Rejection, Task

TRIES = 2  # a turn that cannot stand is asked for once more
_OF_USER = ("persona", "move", "needs", "value", "turns", "fault", "wrong")


@dataclass(slots=True)
class Talk:
    """A conversation as far as it has come, its facts as soon as they are told, and what was rejected on the way."""

    ask: Ask
    plan: Plan
    turns: list[Message] = field(default_factory=list)
    facts: Sequence[Fact] = ()
    lost: list[Rejection] = field(default_factory=list)

    def said(self, role: str) -> list[str]:
        return [turn.content for turn in self.turns if turn.role == role]


def _most(options: DialogueOptions) -> dict[str, int]:
    between = TRIES * (options.turns[1] - 1)
    return {"open": TRIES, "user": between, "reply": between + options.attempts}


def _usual(options: DialogueOptions) -> dict[str, float]:
    exchanges = sum(options.turns) / 2
    return {"open": 1.3, "user": 1.2 * (exchanges - 1), "reply": exchanges + 0.7}


@method(
    stages={
        "open": {"persona", "facts", "stated", "fault", "wrong"}, "user": set(_OF_USER), "reply": {"message", "system"}
    },
    options=DialogueOptions,
    roles=("user", "assistant"),
    talks=("reply",),
    most=_most,
    usual=_usual,
)  # fmt: skip
async def dialogue(task: Task, ask: Ask) -> Developed:
    """Have a user and the assistant talk about a task; the last answer is kept if it remembers what it has to."""
    if task.is_classification:
        return Developed((), [ask.rejection("classification", "its answer is a label, of which nobody talks for long")])
    plan = draw_plan(ask.options, ask.rng("plan"))
    talk = Talk(ask, plan)
    if plan.system:
        talk.turns.append(Message("system", plan.system))
    if not await _open(talk):
        return Developed((), talk.lost)
    asked = ask.rng("fact").choice(talk.facts)
    for number in range(plan.exchanges - 1):
        if not await _answer(talk, number) or not await _go_on(talk, number, asked):
            return Developed((), talk.lost)
    return await _finish(talk, asked)


async def _open(talk: Talk) -> bool:
    """The first turn, which tells some of the facts on offer."""
    plan, options = talk.plan, talk.ask.options
    variables = {"persona": plan.persona, "facts": [fact.said for fact in plan.facts], "stated": options.stated}

    def fault(text: str) -> Fault | None:
        return user_fault(text, plan.persona, (), options.words) or opening_fault(text, plan.facts, options.stated)

    message = await _message(talk, "open", variables, range(TRIES), fault)
    if message is None:
        return False
    talk.facts = [fact for fact in plan.facts if fact.is_in(message)]
    talk.turns.append(Message("user", message))
    return True


async def _answer(talk: Talk, number: int) -> bool:
    """The assistant's answer to a turn that is not the last."""
    for attempt in range(TRIES * number, TRIES * (number + 1)):
        try:
            answer = await _reply(talk, attempt)
        except Unanswered as none:
            talk.lost.append(none.rejection)
            continue
        if (other := contradiction(talk.facts, answer.text)) is None:
            talk.turns.append(Message("assistant", answer.text, answer.reasoning))
            return True
        talk.lost.append(talk.ask.rejection("contradicts", other, answer.text))
    return False


async def _go_on(talk: Talk, number: int, asked: Fact) -> bool:
    """The user's next turn: a move of the plan, or as the last one what cannot be done without the fact."""
    plan, longest = talk.plan, talk.ask.options.words
    last = number == plan.exchanges - 2
    move = "" if last else plan.moves[number].say
    shown = [{"role": turn.role, "content": turn.content} for turn in talk.turns if turn.role != "system"]
    variables = {"persona": plan.persona, "move": move, "turns": shown,
                 "needs": asked.kind.needs if last else [], "value": asked.value}  # fmt: skip

    def fault(text: str) -> Fault | None:
        found = user_fault(text, plan.persona, talk.said("user"), longest, talk.facts)
        return found or (Fault("fact_repeated", asked.value) if last and asked.is_in(text) else None)

    message = await _message(talk, "user", variables, range(TRIES * number, TRIES * (number + 1)), fault)
    if message is None:
        return False
    talk.turns.append(Message("user", message))
    return True


async def _finish(talk: Talk, asked: Fact) -> Developed:
    """The last answer, until one of them has the fact or as often as the recipe allows."""
    ask, turns, checks = talk.ask, tuple(talk.turns), (stamped(asked.check),)
    attempts: list[Attempt] = []
    before = TRIES * (talk.plan.exchanges - 1)
    for number in range(ask.options.attempts):
        try:
            answer = await _reply(talk, before + number)
        except Unanswered as none:
            talk.lost.append(none.rejection)
            continue
        if (other := contradiction(talk.facts, answer.text)) is not None:
            talk.lost.append(ask.rejection("contradicts", other, answer.text))
            continue
        attempts.append(attempted(turns, answer, number + 1, checks))
        if attempts[-1].passed:
            return Developed([instance_of(attempts[-1], _notes(talk, asked))], talk.lost, attempts)
    value = {"attempts": ask.options.attempts, "fact": asked.told()}
    value |= {"failed": failed(attempts[-1].verdicts)} if attempts else {}
    return Developed((), [*talk.lost, ask.rejection("none_passed", value, turns[-1].content)], attempts)


def _notes(talk: Talk, asked: Fact) -> dict[str, Any]:
    plan = talk.plan
    return {
        "persona": plan.persona, "exchanges": plan.exchanges, "moves": [move.name for move in plan.moves],
        "facts": [fact.told() for fact in talk.facts], "needed": asked.kind.kind,
    }  # fmt: skip


async def _reply(talk: Talk, attempt: int) -> Answer:
    """What the assistant says to the last turn, seeing all of them as it would when it serves."""
    *before, last = talk.turns[bool(talk.plan.system) :]
    variables = {"message": last.content, "system": talk.plan.system}
    return await talk.ask("reply", variables, model="assistant", attempt=attempt, plain=True, before=_plain(before))


def _plain(turns: Sequence[Message]) -> list[Message]:
    """The turns as they are shown again: what was thought before an answer is no part of it."""
    return [Message(turn.role, turn.content) for turn in turns]


async def _message(
    talk: Talk, stage: str, variables: Mapping[str, Any], attempts: Iterable[int], fault: Callable[[str], Fault | None]
) -> str | None:
    """A user's turn that can stand; None where none came, with the reasons among what is lost."""
    wrong = Fault("")
    for attempt in attempts:
        said = {**variables, "fault": wrong.rule, "wrong": wrong.value}
        try:
            answer = await talk.ask(stage, said, model="user", attempt=attempt, read=read_message)
        except Unanswered as none:
            talk.lost.append(none.rejection)
            continue
        if (found := fault(answer.value)) is None:
            message: str = answer.value
            return message
        wrong = found
        talk.lost.append(talk.ask.rejection(found.rule, found.value, answer.value))
    return None
