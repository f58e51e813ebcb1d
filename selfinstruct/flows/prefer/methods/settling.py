"""Two sides become a pair once all that may speak against it has been asked."""

from dataclasses import replace
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.flows.prefer.asking import Asking, NoPair, Response
from selfinstruct.flows.prefer.judging import compare
from selfinstruct.flows.prefer.methods.sides import Sides
from selfinstruct.flows.prefer.pairs import flawed, length_gap
from selfinstruct.preferences import Preference
from selfinstruct.records import Instance, Reason, Task


async def settle(asking: Asking, sides: Sides) -> Preference:
    """The pair, once it is one and the judges have found it so; raises NoPair otherwise."""
    prompted, setting, recipe = asking.prompted, asking.setting, asking.setting.recipe
    better, worse = sides.better, sides.worse
    known = check_sides(asking, sides)
    judged = sides.judged
    if judged is None and setting.judged_by:
        judged = await compare(asking, better, worse)
    if judged is not None:
        known |= {
            "scores": {"chosen": judged.scores[0], "rejected": judged.scores[1]}, "margin": judged.margin,
            "rationale": judged.rationale, "judges": setting.judged_by,
        }  # fmt: skip
        if judged.margin == 0:
            raise NoPair(asking.rejection("tie", judged.why, **known))
        if judged.margin < 0:
            raise NoPair(asking.rejection("reversed", judged.margin, **known))
        if judged.margin < recipe.min_margin:
            raise NoPair(asking.rejection("margin", recipe.min_margin, **known))
    edited, edited_score = await _edited(asking, sides)
    scores = known.get("scores", {}) | ({} if edited_score is None else {"edited": edited_score})
    return Preference(
        id=content_id(recipe.method, str(setting.round), prompted.task_id, prompted.text, better.text, worse.text),
        task_id=prompted.task_id,
        instance_id=prompted.instance_id,
        method=recipe.method,
        round=setting.round,
        prompt=prompted.messages,
        chosen=better.text,
        rejected=worse.text,
        edited=edited.text if edited else None,
        scores=scores,
        margin=judged.margin if judged else None,
        grade=recipe.grade(judged.margin) if judged else None,
        flaw=sides.flaw,
        rationale="\n".join(text for text in (sides.change, known.get("rationale", "")) if text),
        judges=known.get("judges", ()),
        models=known["models"] | ({"edited": edited.model} if edited else {}),
        source=prompted.source,
        checks=sides.checks,
        agreement=judged.agreement if judged else None,
        reasoning={side: item.reasoning for side, item in (("chosen", better), ("rejected", worse)) if item.reasoning},
    )


def check_sides(asking: Asking, sides: Sides) -> dict[str, Any]:
    """What is known of the pair before anybody judges it; raises NoPair where it cannot be one."""
    better, worse = sides.better, sides.worse
    known: dict[str, Any] = {
        "chosen": better.text, "rejected": worse.text, "flaw": sides.flaw,
        "models": {"chosen": better.model, "rejected": worse.model},
    }  # fmt: skip
    if (reason := unfit(asking, better, worse)) is not None:
        raise refused(asking, reason, **known)
    return known


def unfit(asking: Asking, better: Response, worse: Response) -> Reason | None:
    """Why two responses cannot be the sides of a pair, whoever says which of them is better."""
    reason = personal(asking, better, worse) or flawed(better.text, worse.text)
    most, gap = asking.setting.recipe.max_length_gap, length_gap(better.text, worse.text)
    if reason is None and most is not None and gap > most:
        reason = Reason("length_gap", gap)
    return reason or unwanted(asking, better)


def refused(asking: Asking, reason: Reason, **known: Any) -> NoPair:
    """What is raised for a reason; of what may not be written, there is only the reason and who wrote it."""
    if reason.private:
        return NoPair(replace(asking.rejection(reason.rule, reason.value, models=known["models"]), prompt=""))
    return NoPair(asking.rejection(reason.rule, reason.value, **known))


def personal(asking: Asking, *responses: Response) -> Reason | None:
    """What no file may hold, in the prompt or in a response, whichever side it is to be."""
    task = Task(asking.prompted.task_id, asking.prompted.text)
    for item in asking.setting.filters:
        if getattr(item, "private", False):
            found = (item(task), *(item(task, Instance("", response.text)) for response in responses))
            if reason := next((reason for reason in found if reason), None):
                return reason
    return None


def unwanted(asking: Asking, response: Response) -> Reason | None:
    """Why a text should not be taught, whatever it is better than: the recipe's filters decide."""
    instance = Instance("", response.text)
    task = Task(asking.prompted.task_id, asking.prompted.text, instances=(instance,))
    return next((reason for item in asking.setting.filters if (reason := item(task, instance))), None)


def unfit_third(asking: Asking, sides: Sides, edited: Response) -> Reason | None:
    """Why the edited text cannot be the third."""
    reasons = (flawed(edited.text, other.text) for other in (sides.better, sides.worse))
    return next((reason for reason in reasons if reason), None) or unwanted(asking, edited)


async def _edited(asking: Asking, sides: Sides) -> tuple[Response | None, float | None]:
    """The edited response with its score, or None and a rejection set aside: the pair stands without it."""
    if sides.edited is None:
        return None, None
    models = {"edited": sides.edited.model}
    known: dict[str, Any] = {"chosen": sides.edited.text, "rejected": sides.better.text, "models": models}
    try:
        if reason := personal(asking, sides.edited) or unfit_third(asking, sides, sides.edited):
            told = {"models": models} if reason.private else known
            raise NoPair(asking.rejection("edited", reason.rule, **told))
        if not asking.setting.judged_by:
            return sides.edited, None
        judged = await compare(asking, sides.edited, sides.better)
        if judged.margin <= 0:
            known |= {"rationale": judged.rationale, "margin": judged.margin}
            raise NoPair(asking.rejection("edited", judged.why or "reversed", **known))
    except NoPair as dropped:
        asking.aside.append(replace(dropped.rejection, aside=True))
        return None, None
    return sides.edited, judged.scores[0]
