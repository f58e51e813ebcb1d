"""The method `evolve`: a task is made deeper or wider a few times, and the last variant that holds is answered.

After Evol-Instruct (arXiv 2304.12244). Operations are data of the recipe; what eliminates a variant is decided by code,
and where the recipe has the stage `gain` by a judge.
"""

from dataclasses import dataclass, field, replace

from selfinstruct.flows.generate.evolution.elimination import Elimination, answer_fault, variant_fault
from selfinstruct.flows.generate.evolution.operations import EvolveOptions, Operation, draw_operations
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.method import Answer, Developed, method
from selfinstruct.parse.methods.variants import read_gain, read_variant
from selfinstruct.records import Instance, Message, Rejection, Task


@dataclass(slots=True)
class Lineage:
    """A task and its variants that hold, with the operation that made each, and what was eliminated."""

    ask: Ask
    texts: list[str]
    operations: list[Operation] = field(default_factory=list)
    lost: list[Rejection] = field(default_factory=list)

    def eliminate(self, found: Elimination, text: str, operation: Operation | None) -> None:
        """A line of rejected.jsonl for a variant, or for an answer to one."""
        value = {"operation": operation.name if operation else None, "found": found.value}
        line = self.ask.rejection(found.rule, {key: item for key, item in value.items() if item is not None}, text)
        self.lost.append(replace(line, score=found.score, neighbour=found.neighbour))


def _most(options: EvolveOptions) -> dict[str, int]:
    rounds = options.rounds[1]
    return {"evolve": rounds, "gain": rounds, "answer": rounds + 1}


def _usual(options: EvolveOptions) -> dict[str, float]:
    rounds = sum(options.rounds) / 2
    return {"evolve": rounds, "gain": 0.9 * rounds, "answer": 1.1}


@method(
    stages={"evolve": {"parent", "operation", "way", "words"}, "gain": {"parent", "variant", "way"},
            "answer": {"prompt"}},
    options=EvolveOptions,
    roles=("teacher", "solver", "judge"),
    asked_in={"judge": "gain"},
    optional=("gain",),
    most=_most,
    usual=_usual,
)  # fmt: skip
async def evolve(task: Task, ask: Ask) -> Developed:
    """Evolve a task by some operations in a row, and answer what has come of it.

    A task of classification is left alone: most operations would make another kind of task of it.
    """
    if task.is_classification:
        return Developed((), [ask.rejection("classification", "tasks of classification are not evolved")])
    lineage = Lineage(ask, [task.instruction])
    for number, operation in enumerate(draw_operations(ask.options, ask.rng("operations"))):
        if not await _grow(lineage, number, operation) and not ask.options.fallback:
            return Developed((), lineage.lost)
    return await _answered(lineage, task)


async def _grow(lineage: Lineage, number: int, operation: Operation) -> bool:
    """One round: whether its variant holds."""
    ask, parent = lineage.ask, lineage.texts[-1]
    variables = {"parent": parent, "operation": operation.say, "way": operation.way, "words": ask.options.words}
    try:
        answer = await ask("evolve", variables, model="teacher", attempt=number, read=read_variant)
    except Unanswered as none:
        lineage.lost.append(none.rejection)
        return False
    variant: str = answer.value
    found = variant_fault(variant, lineage.texts, ask.options.near[operation.way], ask.options.words)
    if found is None and ask.has("gain"):
        found = await _no_gain(ask, number, parent, variant, operation)
    if found is not None:
        lineage.eliminate(found, variant, operation)
        return False
    lineage.texts.append(variant)
    lineage.operations.append(operation)
    return True


async def _no_gain(ask: Ask, number: int, parent: str, variant: str, operation: Operation) -> Elimination | None:
    """What the judge has against a variant; a judgement that cannot be read is one against it."""
    variables = {"parent": parent, "variant": variant, "way": operation.way}
    try:
        judged = await ask("gain", variables, model="judge", attempt=number, read=read_gain)
    except Unanswered as none:
        return Elimination("unjudged", none.rejection.rule)
    return None if judged.value else Elimination("no_gain")


async def _answered(lineage: Lineage, task: Task) -> Developed:
    """The answer to the last variant; where it shows that nobody can answer that, to the one before."""
    ask, number = lineage.ask, 0
    while True:
        prompt = lineage.texts[-1]
        answer = await _try(lineage, prompt, number)
        if answer is not None:
            turns = (Message("user", prompt), Message("assistant", answer.text, answer.reasoning))
            operations = [operation.name for operation in lineage.operations]
            notes = {"parent": task.id, "operations": operations, "rounds": len(operations)}
            return Developed([Instance("", answer.text, turns=turns, notes=notes)], lineage.lost)
        if not lineage.operations or not ask.options.fallback:
            return Developed((), lineage.lost)
        lineage.texts.pop()
        lineage.operations.pop()
        number += 1


async def _try(lineage: Lineage, prompt: str, number: int) -> Answer | None:
    ask, operation = lineage.ask, lineage.operations[-1] if lineage.operations else None
    try:
        answer = await ask("answer", {"prompt": prompt}, model="solver", attempt=number, plain=True)
    except Unanswered as none:
        lineage.lost.append(none.rejection)
        return None
    if (found := answer_fault(prompt, answer.text)) is None:
        return answer
    lineage.eliminate(found, answer.text, operation)
    return None
