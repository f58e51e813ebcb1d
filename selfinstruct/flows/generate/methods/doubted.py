"""Instances that seem to say more than the text they restate, put to a judge where the recipe has the stage for it."""

from collections.abc import Sequence
from dataclasses import replace

from selfinstruct.filters.outputs.faithful import Faithful
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.parse.methods.doubts import read_supported
from selfinstruct.records import Instance, Reason, Rejection, Task

STAGE = "doubted"
VARIABLES = frozenset({"input", "output", "found"})
JUDGE = "judge"


async def judged(ask: Ask, task: Task, found: Sequence[Instance], most: int) -> tuple[list[Instance], list[Rejection]]:
    """Those that nothing is said against or that the judge lets pass, with its word in their notes; and the others.

    No more than `most` are put to the judge; what is doubted beyond that is rejected, as by the filter `faithful`.
    """
    check = Faithful()
    kept: list[Instance] = []
    lost: list[Rejection] = []
    asked = 0
    for item in found:
        doubt = check(task, item)
        if doubt is None:
            kept.append(item)
            continue
        told, said = "not asked", None
        if asked < most:
            told, said = await _said(ask, item, doubt, asked)
            asked += 1
        if said:
            kept.append(replace(item, notes={**item.notes, "doubted": doubt.value, "judge": "supported"}))
        else:
            value = {**doubt.value, "judge": told}
            lost.append(Rejection("instances", doubt.rule, task.instruction, value=value, instance=item, task=task.id))
    return kept, lost


async def _said(ask: Ask, item: Instance, doubt: Reason, number: int) -> tuple[str, bool | None]:
    """What the judge says, None where that cannot be read."""
    named = [text for what in ("numbers", "names") for text in doubt.value.get(what, ())]
    shown = {"input": item.input, "output": item.output, "found": named}
    try:
        answer = await ask(STAGE, shown, model=JUDGE, attempt=number, read=read_supported)
    except Unanswered as none:
        return none.rejection.rule, None
    return ("supported" if answer.value else "not supported"), answer.value
