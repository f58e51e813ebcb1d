"""Records asked about by workers: the judges of a plan, and the panel they sit on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from selfinstruct.engine.named_models import placed
from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import OpenedModel, Stack
from selfinstruct.flows.label.decide import LabelledRecord, UnreadAnswer
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.judges import JudgePanel
from selfinstruct.flows.label.options import LabelPlan
from selfinstruct.recipes.label import VARIABLES
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Model
from selfinstruct.settings import Settings

Numbered = tuple[int, LabelRecord]  # how many records before it say the same, and the record
Labelling = Callable[[Numbered], Awaitable[LabelledRecord]]


@dataclass(frozen=True, slots=True)
class LabelErrand:
    """What a plan asks about a record; the plan is without what only the driver knows."""

    plan: LabelPlan
    what: str = "records"

    def counts(self, purpose: str) -> bool:
        return True

    async def ready(self, session: Session) -> Callable[[Stack], Labelling]:
        plan = self.plan
        seats = [(who.name, id(who.model)) for who in plan.seats]  # a judge named twice is one model
        opened: dict[Any, OpenedModel] = {
            seat: await session.open(who.name, placed(session.settings, who, plan.origin))
            for seat, who in dict(zip(seats, plan.seats, strict=True)).items()
        }

        def labelling(stack: Stack) -> Labelling:
            models = {seat: stack.add(item) for seat, item in opened.items()}
            panel = panel_of(plan, [models[seat] for seat in seats])

            async def ask(item: Numbered) -> LabelledRecord:
                number, record = item
                return await panel.label(record, number)

            return ask

        return labelling

    def left_out(self, item: Numbered, why: str) -> LabelledRecord:
        """What becomes of a record that ends whoever asks about it."""
        unread = tuple(UnreadAnswer("label", name, "failed", "", why) for name in self.plan.judges)
        return LabelledRecord(None, 0.0, "unreadable", (), unread=unread)


class NumberedRecords(Sequence[Numbered]):
    """The records of a plan with their numbers, read as they are needed."""

    def __init__(self, plan: LabelPlan) -> None:
        self._plan = plan

    def __len__(self) -> int:
        return len(self._plan.items)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        return self._plan.numbers[place], self._plan.items[place]


def errand_of(plan: LabelPlan) -> LabelErrand:
    """The plan's errand; it can be sent to workers."""
    return LabelErrand(replace(plan, items=(), numbers=(), sample={}, settings=Settings()))


def panel_of(plan: LabelPlan, judges: Sequence[Model]) -> JudgePanel:
    """The judges over the question of a plan."""
    return JudgePanel(
        plan.question, plan.recipe, Templates(plan.recipe, VARIABLES), judges, plan.examples, plan.guidance,
        plan.mode, plan.agree,
    )  # fmt: skip
