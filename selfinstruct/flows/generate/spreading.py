"""Tasks developed by workers: the pool is made first, by one process in its order, then its tasks are anybody's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import Stack
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.instances import DevelopedTask, develop
from selfinstruct.recipes.templates import Templates, fixed_text
from selfinstruct.records import Model, Task

# The requests of this flow; preferences made of a run stand in the same journal, and on their own account.
Developing = Callable[[tuple[int, Task]], Awaitable[DevelopedTask]]
PURPOSES = frozenset({"bootstrap", "classify", "classify_again", "instances"})


@dataclass(frozen=True, slots=True)
class GenerateErrand:
    """What is asked about an accepted task: its type, its instances."""

    inputs: Inputs
    what: str = "tasks"

    def counts(self, purpose: str) -> bool:
        return purpose in PURPOSES

    async def ready(
        self, session: Session
    ) -> Callable[[Stack], Callable[[tuple[int, Task]], Awaitable[DevelopedTask]]]:
        opened = await session.open(self.inputs.model)
        return lambda stack: self._asking(stack.add(opened))

    def _asking(self, model: Model) -> Developing:
        recipe = self.inputs.recipe
        templates, filters = Templates(recipe), FilterSet(load_filters(recipe.filters))
        filters.frame(fixed_text(recipe.templates.values()))

        async def ask(item: tuple[int, Task]) -> DevelopedTask:
            number, task = item
            return await develop(self.inputs, templates, model, filters, task, number)

        return ask
