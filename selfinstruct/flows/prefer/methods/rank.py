"""The best of several responses against the worst one."""

from dataclasses import replace

from selfinstruct.engine.gather import together
from selfinstruct.flows.prefer.asking import Asking, NoPair, Response
from selfinstruct.flows.prefer.judging import ScoredResponse, compare, score, score_alone, versus
from selfinstruct.flows.prefer.methods.sides import Sides
from selfinstruct.preferences import PairRejection


async def rank(asking: Asking) -> Sides:
    """The best response against the worst one or any other."""
    setting = asking.setting
    found = await different(asking)
    scored = await _scores(asking, found)
    order = sorted(range(len(found)), key=lambda at: (-scored[at].score, at))
    best, worst = order[0], order[-1]
    if setting.recipe.against == "random":
        worst = setting.rng("against", asking.prompted).choice(order[1:])
    return Sides(found[best], found[worst], judged=versus(scored[best], scored[worst]))


async def different(asking: Asking) -> list[Response]:
    """Responses of different texts, two at least; the dataset's own output is the first, it is paid for."""
    recipe = asking.setting.recipe
    own = [] if asking.own is None else [asking.own]
    answered = await together(_sample(asking, number) for number in range(len(own), recipe.responses))
    asking.aside.extend(replace(item, aside=True) for item in answered if isinstance(item, PairRejection))
    responses: dict[str, Response] = {}
    for item in (*own, *answered):
        if isinstance(item, Response):
            responses.setdefault(" ".join(item.text.split()), item)
    found = list(responses.values())
    if len(found) < 2:
        rule = "equal" if len(answered) > len(asking.aside) else "no_response"
        raise NoPair(asking.rejection(rule, f"{len(found)} different of {recipe.responses} responses"))
    return found


async def _sample(asking: Asking, number: int) -> Response | PairRejection:
    """Response `number` counts from 0, with the dataset's own output among them; models and temperatures take turns."""
    models, temperatures = asking.setting.models, asking.setting.recipe.temperatures
    turn = number // len(models)
    temperature = temperatures[turn % len(temperatures)] if temperatures else None
    try:
        return await asking.response("response", models[number % len(models)], number, temperature)
    except NoPair as dropped:
        return dropped.rejection


async def _scores(asking: Asking, responses: list[Response]) -> list[ScoredResponse]:
    """Points for each response: given to it alone, or those by which it beats the others, one by one."""
    if score_alone(asking.setting):
        return await together(score(asking, item) for item in responses)
    places = [(one, other) for one in range(len(responses)) for other in range(one + 1, len(responses))]
    duels = await together(compare(asking, responses[one], responses[other]) for one, other in places)
    totals = [0.0] * len(responses)
    apart = [[0.0] * len(asking.setting.judges) for _ in responses]
    said = [""] * len(responses)
    for (one, other), duel in zip(places, duels, strict=True):
        totals[one] += duel.margin
        totals[other] -= duel.margin
        for judge, margin in enumerate(duel.by_judge):
            apart[one][judge] += margin
            apart[other][judge] -= margin
        winner = one if duel.margin > 0 else other
        said[winner] = said[winner] or duel.rationale
    others = len(responses) - 1
    return [
        ScoredResponse(round(total / others, 3), text, tuple(judges))
        for total, text, judges in zip(totals, said, apart, strict=True)
    ]
