"""Units asked by workers: all that is asked about the same passages is one item, for a round knows the one before."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from selfinstruct.engine.named_models import placed
from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import Stack
from selfinstruct.flows.ground.asking import GroundedUnit, Grounding
from selfinstruct.flows.ground.languages import LanguageCheck
from selfinstruct.flows.ground.material import Unit
from selfinstruct.flows.ground.options import GroundPlan
from selfinstruct.records import Rejection

Chain = tuple[Unit, ...]  # units of one key in the order of their rounds


@dataclass(frozen=True, slots=True)
class GroundErrand:
    """The models of a plan, and what is asked of them about units."""

    plan: GroundPlan
    what: str = "passages"

    def counts(self, purpose: str) -> bool:
        return True

    async def ready(self, session: Session) -> Callable[[Stack], Callable[[Chain], Awaitable[list[GroundedUnit]]]]:
        grounding = await self.grounding(session)
        return lambda stack: ChainAsking(grounding(stack)).ask

    async def grounding(self, session: Session) -> Callable[[Stack], Grounding]:
        """Open the models; a judge that is the model itself is not opened twice."""
        plan = self.plan
        opened = await session.open(plan.model)
        judging = None
        if plan.judge is not None:
            judging = await session.open(plan.judge.name, placed(session.settings, plan.judge, None))

        def made(stack: Stack) -> Grounding:
            model = stack.add_batched(opened, ())
            judge = None if judging is None else model if judging.provider.name == model.name else stack.add(judging)
            return Grounding(plan, plan.filters, model, judge, LanguageCheck(plan.told["language"]))

        return made

    def left_out(self, unit: Unit, why: str) -> GroundedUnit:
        """What becomes of a unit that ends whoever asks about it."""
        return GroundedUnit(unit, [Rejection("ask", "failed", "", value=why, request=unit.index)])


@dataclass(frozen=True, slots=True)
class ChainAsking:
    """Asks one round after another, as long as the one before gave something."""

    grounding: Grounding

    async def ask(self, chain: Chain) -> list[GroundedUnit]:
        found: list[GroundedUnit] = []
        questions: tuple[str, ...] = ()
        for unit in chain:
            made = await self.grounding.ask(unit, questions)
            questions = (*questions, *made.questions)
            found.append(made)
            if not made.tasks:
                break
        return found


def chains(units: Sequence[Unit], wanted: int | None) -> list[Chain]:
    """The units by what they are about, in the order of their first; of so many tasks only those needed in any case.

    A unit gives no more tasks than it is asked for: as many units as can give `wanted` are asked whatever they give.
    """
    by_key: dict[str, list[Unit]] = {}
    most = 0
    for unit in units:
        if wanted is not None and most >= wanted:
            break
        most += unit.count
        by_key.setdefault(unit.key, []).append(unit)
    return [tuple(found) for found in by_key.values()]
