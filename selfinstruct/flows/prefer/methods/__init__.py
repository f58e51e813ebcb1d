"""The methods, one a file: each makes of one prompt a pair, or the reasons why there is none."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from selfinstruct.flows.prefer.asking import Asking, JudgeTally, MethodSettings, NoPair, PreferPrompt, Response
from selfinstruct.flows.prefer.methods.contrast import contrast
from selfinstruct.flows.prefer.methods.corrupt import corrupt
from selfinstruct.flows.prefer.methods.own import own
from selfinstruct.flows.prefer.methods.rank import different, rank
from selfinstruct.flows.prefer.methods.revise import revise
from selfinstruct.flows.prefer.methods.settling import check_sides, settle, unfit_third
from selfinstruct.flows.prefer.methods.sides import Sides
from selfinstruct.flows.prefer.methods.verified import verified
from selfinstruct.preferences import PairRejection, Preference

_METHODS: Mapping[str, Callable[[Asking], Awaitable[Sides]]] = {
    "contrast": contrast,
    "rank": rank,
    "revise": revise,
    "corrupt": corrupt,
    "own": own,
    "verified": verified,
}


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


async def make_pair(setting: MethodSettings, prompted: PreferPrompt) -> PairOutcome:
    """Ask what the recipe's method asks; raises only what ends the session."""
    asking = Asking(setting, prompted)
    try:
        preference = await settle(asking, await _METHODS[setting.recipe.method](asking))
    except NoPair as dropped:
        return PairOutcome(None, (*asking.aside, dropped.rejection), asking.tally)
    return PairOutcome(preference, tuple(asking.aside), asking.tally)


async def collect(setting: MethodSettings, prompted: PreferPrompt) -> CollectedResponses:
    """Ask for what would be judged, and judge nothing; raises only what ends the session."""
    asking = Asking(setting, prompted)
    try:
        if setting.recipe.method == "rank":
            return CollectedResponses(prompted, tuple(await different(asking)))
        sides = await _METHODS[setting.recipe.method](asking)
        check_sides(asking, sides)
    except NoPair as dropped:
        return CollectedResponses(prompted, (), dropped.rejection)
    edited = (sides.edited,) if sides.edited and not unfit_third(asking, sides, sides.edited) else ()
    return CollectedResponses(prompted, (sides.better, sides.worse, *edited))
