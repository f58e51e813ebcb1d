"""The revision that follows a critique against the response it started from."""

from selfinstruct.flows.prefer.asking import MARKS, Asking, NoPair, Response
from selfinstruct.flows.prefer.methods.sides import Sides
from selfinstruct.parse.judgements import read_faults, read_marked


async def revise(asking: Asking) -> Sides:
    model = asking.setting.models[0]
    original = await asking.good()
    answer = await asking.complete("critique", model, {"response": original.text})
    faults = read_faults(answer.text)
    asking.tell_read("critique", model, answer, faults is not None)
    if faults is None:
        raise NoPair(asking.rejection("unreadable", "critique", answer.text, models={"critique": model.name}))
    if not faults:
        raise NoPair(asking.rejection("no_fault", model.name, chosen=original.text, models={"chosen": original.model}))
    critique = "\n".join(f"- {fault}" for fault in faults)
    answer = await asking.complete("revision", model, {"response": original.text, "critique": critique})
    revision = asking.whole("revision", model, answer, read_marked(answer.text, MARKS["revision"]))
    edited = await _edit(asking, revision) if asking.setting.recipe.edited else None
    return Sides(revision, original, edited, change=critique)


async def _edit(asking: Asking, revision: Response) -> Response | None:
    """The revision edited once more; None where nothing was changed."""
    model = asking.setting.models[-1]
    answer = await asking.complete("edit", model, {"response": revision.text})
    edited = asking.whole("edit", model, answer, read_marked(answer.text, MARKS["edit"]))
    return None if " ".join(edited.text.split()) == " ".join(revision.text.split()) else edited
