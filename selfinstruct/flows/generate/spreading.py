"""Tasks developed by workers: the pool is made first, by one process in its order, then its tasks are anybody's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import Stack
from selfinstruct.filters import load_filters
from selfinstruct.filters.apply import FilterSet
from selfinstruct.flows.generate.develop import DevelopedTask, develop
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import chosen_method, templates_of
from selfinstruct.flows.generate.programs import agreed_runner
from selfinstruct.flows.generate.roles import Roles, open_roles, played
from selfinstruct.recipes.templates import fixed_text
from selfinstruct.records import Model, Task
from selfinstruct.sandbox.runner import Runner

# The requests of this flow; preferences made of a run stand in the same journal, and on their own account.
Developing = Callable[[tuple[int, Task]], Awaitable[DevelopedTask]]
PURPOSES = frozenset({"bootstrap", "classify", "classify_again", "instances"})


def is_asked_for(purpose: str, inputs: Inputs) -> bool:
    """Whether a purpose is one of this flow's: bootstrap, or a stage of the recipe's method."""
    return purpose in PURPOSES or purpose.startswith(f"{chosen_method(inputs.recipe)[0].name}/")


@dataclass(frozen=True, slots=True)
class GenerateErrand:
    """What is asked about an accepted task: its type, its instances, or what else its method asks."""

    inputs: Inputs
    roles: Roles
    what: str = "tasks"

    def counts(self, purpose: str) -> bool:
        return is_asked_for(purpose, self.inputs)

    async def ready(
        self, session: Session
    ) -> Callable[[Stack], Callable[[tuple[int, Task]], Awaitable[DevelopedTask]]]:
        opened = await open_roles(session, self.inputs.model, self.roles)
        method, _ = chosen_method(self.inputs.recipe)
        runner = await agreed_runner(session, self.inputs)

        def asking(stack: Stack) -> Developing:
            models = played(method, opened, stack.add, stack.add(opened[""]))
            return self._asking(models, stack.add_runner(runner))

        return asking

    def _asking(self, models: Mapping[str, Model], runner: Runner | None) -> Developing:
        recipe = self.inputs.recipe
        templates, filters = templates_of(recipe), FilterSet(load_filters(recipe.filters))
        filters.frame(fixed_text(recipe.templates.values()))

        async def ask(item: tuple[int, Task]) -> DevelopedTask:
            number, task = item
            return await develop(self.inputs, templates, models, filters, task, number, runner)

        return ask
