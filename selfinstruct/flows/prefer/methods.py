"""The four methods: each makes of one prompt a pair, or the reasons why there is none."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from selfinstruct.canonical import content_id
from selfinstruct.engine.gather import together
from selfinstruct.flows.prefer.asking import MARKS, Asking, JudgeTally, MethodSettings, NoPair, PreferPrompt, Response
from selfinstruct.flows.prefer.judging import JudgedPair, ScoredResponse, compare, score, score_alone, versus
from selfinstruct.flows.prefer.pairs import flawed
from selfinstruct.parse.judgements import read_corruption, read_faults, read_marked
from selfinstruct.records import Instance, PairRejection, Preference, Reason, Task

REVISED, EDITED, FLAWED = MARKS["revision"], MARKS["edit"], MARKS["corruption"]


@dataclass(frozen=True, slots=True)
class PairOutcome:
    """What became of one prompt."""

    preference: Preference | None
    rejections: tuple[PairRejection, ...]
    tally: JudgeTally

    @property
    def useful(self) -> bool:
        """Whether something came of the prompt."""
        return self.preference is not None


@dataclass(frozen=True, slots=True)
class CollectedResponses:
    """The responses to one prompt that are to be scored elsewhere; where there are none, why not."""

    prompted: PreferPrompt
    responses: tuple[Response, ...]
    rejection: PairRejection | None = None

    @property
    def useful(self) -> bool:
        return self.rejection is None


@dataclass(frozen=True, slots=True)
class _Sides:
    """Two responses of which the first is meant to be the better one, with what is known besides."""

    better: Response
    worse: Response
    edited: Response | None = None
    flaw: str | None = None
    change: str = ""
    judged: JudgedPair | None = None


async def make_pair(setting: MethodSettings, prompted: PreferPrompt) -> PairOutcome:
    """Ask what the recipe's method asks; raises only what ends the session."""
    asking = Asking(setting, prompted)
    try:
        preference = await _judge(asking, await _METHODS[setting.recipe.method](asking))
    except NoPair as dropped:
        return PairOutcome(None, (*asking.aside, dropped.rejection), asking.tally)
    return PairOutcome(preference, tuple(asking.aside), asking.tally)


async def collect(setting: MethodSettings, prompted: PreferPrompt) -> CollectedResponses:
    """Ask for what would be judged, and judge nothing; raises only what ends the session."""
    asking = Asking(setting, prompted)
    try:
        if setting.recipe.method == "rank":
            return CollectedResponses(prompted, tuple(await _different(asking)))
        sides = await _METHODS[setting.recipe.method](asking)
        _check(asking, sides)
    except NoPair as dropped:
        return CollectedResponses(prompted, (), dropped.rejection)
    edited = (sides.edited,) if sides.edited and not _unfit(asking, sides, sides.edited) else ()
    return CollectedResponses(prompted, (sides.better, sides.worse, *edited))


async def _contrast(asking: Asking) -> _Sides:
    strong, weak = asking.setting.models[0], asking.setting.models[-1]
    if asking.own is not None:
        return _Sides(asking.own, await asking.response("weak", weak))
    better, worse = await together((asking.response("strong", strong), asking.response("weak", weak)))
    return _Sides(better, worse)


async def _rank(asking: Asking) -> _Sides:
    """The best response against the worst one or any other."""
    setting = asking.setting
    found = await _different(asking)
    scored = await _scores(asking, found)
    order = sorted(range(len(found)), key=lambda at: (-scored[at].score, at))
    best, worst = order[0], order[-1]
    if setting.recipe.against == "random":
        worst = setting.rng("against", asking.prompted).choice(order[1:])
    return _Sides(found[best], found[worst], judged=versus(scored[best], scored[worst]))


async def _different(asking: Asking) -> list[Response]:
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
    said = [""] * len(responses)
    for (one, other), duel in zip(places, duels, strict=True):
        totals[one] += duel.margin
        totals[other] -= duel.margin
        winner = one if duel.margin > 0 else other
        said[winner] = said[winner] or duel.rationale
    others = len(responses) - 1
    return [ScoredResponse(round(total / others, 3), text) for total, text in zip(totals, said, strict=True)]


async def _revise(asking: Asking) -> _Sides:
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
    revision = asking.whole("revision", model, answer, read_marked(answer.text, REVISED))
    edited = await _edit(asking, revision) if asking.setting.recipe.edited else None
    return _Sides(revision, original, edited, change=critique)


async def _edit(asking: Asking, revision: Response) -> Response | None:
    """The revision edited once more; None where nothing was changed."""
    model = asking.setting.models[-1]
    answer = await asking.complete("edit", model, {"response": revision.text})
    edited = asking.whole("edit", model, answer, read_marked(answer.text, EDITED))
    return None if " ".join(edited.text.split()) == " ".join(revision.text.split()) else edited


async def _corrupt(asking: Asking) -> _Sides:
    setting, flaws = asking.setting, asking.setting.recipe.flaws
    model = setting.models[-1]
    good = await asking.good()
    flaw = setting.rng("flaw", asking.prompted).choice(sorted(flaws))
    variables = {"response": good.text, "flaw": flaw, "description": flaws[flaw]}
    answer = await asking.complete("corruption", model, variables)
    found = read_corruption(answer.text, FLAWED)
    if found is not None and found[1] is None:
        raise NoPair(asking.rejection("no_flaw", flaw, chosen=good.text, models={"chosen": good.model}))
    flawed_response = asking.whole("corruption", model, answer, found[1] if found else None)
    return _Sides(good, flawed_response, flaw=flaw, change=found[0] if found else "")


_METHODS: Mapping[str, Callable[[Asking], Awaitable[_Sides]]] = {
    "contrast": _contrast,
    "rank": _rank,
    "revise": _revise,
    "corrupt": _corrupt,
}


async def _judge(asking: Asking, sides: _Sides) -> Preference:
    """The pair, once it is one and the judges have found it so; raises NoPair otherwise."""
    prompted, setting, recipe = asking.prompted, asking.setting, asking.setting.recipe
    better, worse = sides.better, sides.worse
    known = _check(asking, sides)
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
        reasoning={side: item.reasoning for side, item in (("chosen", better), ("rejected", worse)) if item.reasoning},
    )


def _check(asking: Asking, sides: _Sides) -> dict[str, Any]:
    """What is known of the pair before anybody judges it; raises NoPair where it cannot be one."""
    better, worse = sides.better, sides.worse
    known: dict[str, Any] = {
        "chosen": better.text, "rejected": worse.text, "flaw": sides.flaw,
        "models": {"chosen": better.model, "rejected": worse.model},
    }  # fmt: skip
    reason = _personal(asking, better, worse) or flawed(better.text, worse.text) or _unwanted(asking, better)
    if reason is not None and reason.private:
        raise NoPair(replace(asking.rejection(reason.rule, reason.value, models=known["models"]), prompt=""))
    if reason is not None:
        raise NoPair(asking.rejection(reason.rule, reason.value, **known))
    return known


def _personal(asking: Asking, *responses: Response) -> Reason | None:
    """What no file may hold, in the prompt or in a response, whichever side it is to be."""
    task = Task(asking.prompted.task_id, asking.prompted.text)
    for item in asking.setting.filters:
        if getattr(item, "private", False):
            found = (item(task), *(item(task, Instance("", response.text)) for response in responses))
            if reason := next((reason for reason in found if reason), None):
                return reason
    return None


def _unwanted(asking: Asking, response: Response) -> Reason | None:
    """Why a text should not be taught, whatever it is better than: the recipe's filters decide."""
    instance = Instance("", response.text)
    task = Task(asking.prompted.task_id, asking.prompted.text, instances=(instance,))
    return next((reason for item in asking.setting.filters if (reason := item(task, instance))), None)


def _unfit(asking: Asking, sides: _Sides, edited: Response) -> Reason | None:
    """Why the edited text cannot be the third."""
    reasons = (flawed(edited.text, other.text) for other in (sides.better, sides.worse))
    return next((reason for reason in reasons if reason), None) or _unwanted(asking, edited)


async def _edited(asking: Asking, sides: _Sides) -> tuple[Response | None, float | None]:
    """The edited response with its score, or None and a rejection set aside: the pair stands without it."""
    if sides.edited is None:
        return None, None
    models = {"edited": sides.edited.model}
    known: dict[str, Any] = {"chosen": sides.edited.text, "rejected": sides.better.text, "models": models}
    try:
        if reason := _personal(asking, sides.edited) or _unfit(asking, sides, sides.edited):
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
