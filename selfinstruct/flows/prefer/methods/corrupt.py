"""A good response against the same with a flaw written into it."""

from selfinstruct.flows.prefer.asking import MARKS, Asking, NoPair
from selfinstruct.flows.prefer.methods.sides import Sides
from selfinstruct.parse.judgements import read_corruption


async def corrupt(asking: Asking) -> Sides:
    setting, flaws = asking.setting, asking.setting.recipe.flaws
    model = setting.models[-1]
    good = await asking.good()
    flaw = setting.rng("flaw", asking.prompted).choice(sorted(flaws))
    variables = {"response": good.text, "flaw": flaw, "description": flaws[flaw]}
    answer = await asking.complete("corruption", model, variables)
    found = read_corruption(answer.text, MARKS["corruption"])
    if found is not None and found[1] is None:
        raise NoPair(asking.rejection("no_flaw", flaw, chosen=good.text, models={"chosen": good.model}))
    flawed_response = asking.whole("corruption", model, answer, found[1] if found else None)
    return Sides(good, flawed_response, flaw=flaw, change=found[0] if found else "")
