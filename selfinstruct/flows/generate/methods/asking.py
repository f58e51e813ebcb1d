"""What a method asks with: journaled requests about one task, within the bound that the method states."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from types import MappingProxyType
from typing import Any

from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.errors import OwnCodeError, SelfInstructError, UsageError
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.inputs import variables as task_variables
from selfinstruct.flows.generate.methods.method import Answer, Method
from selfinstruct.forms.description import Hold
from selfinstruct.parse.chat_text import answer_text, plain_text, reasoning_of
from selfinstruct.parse.finish_reasons import broken_off, broken_rule, only_reasoning, unusable
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Message, Model, Rejection, Request, Sampling, Task
from selfinstruct.sandbox.runner import Runner
from selfinstruct.text.answers.emptiness import says_nothing

NOTHING: Mapping[str, Any] = MappingProxyType({})
WARMER = 0.01  # of temperature, from one attempt to the next
HOTTEST = 2.0
Reader = Callable[[str], Any]


class Unanswered(SelfInstructError):
    """A request brought nothing to go on with; `rejection` says why.

    A method that does not catch it ends there, and its task is written with that rejection.
    """

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.rule)
        self.rejection = rejection


@dataclass(slots=True)
class Ask:
    """Asks about one task: `await ask(stage, variables, model=role)`.

    `models` are those of the roles, the run's own under "". `number` is the task's place in the order of admission,
    `options` what the recipe's `method:` says. `runner` is there for a method that says that it `runs` programs.
    """

    inputs: Inputs
    templates: Templates
    models: Mapping[str, Model]
    method: Method
    options: Any
    task: Task
    number: int
    runner: Runner | None = None
    _most: Mapping[str, int] = field(init=False)
    _asked: Counter[str] = field(default_factory=Counter)
    _open: Counter[str] = field(default_factory=Counter)
    _made: set[tuple[Any, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._most = self.method.most(self.options)

    async def __call__(
        self, stage: str, variables: Mapping[str, Any] = NOTHING, *, model: str = "", attempt: int | None = None,
        read: Reader | None = None, plain: bool = False, hold: Hold | None = None, before: Sequence[Message] = (),
    ) -> Answer:  # fmt: skip
        """Ask a stage's question of a model, and return its answer.

        `attempt` tells questions of one stage apart, from 0; left out they are numbered as they come, which must not
        depend on what arrives first. `read` makes the answer's `value` of its text; None, or a ValueError, says that it
        cannot be read. `plain` takes off what models write around an answer. `before` are turns of a conversation
        that the stage's own question goes on with. Raises Unanswered where the request failed, or the answer is empty,
        cut off or cannot be read.
        """
        request = self.request(stage, variables, attempt, hold, before)
        self._check_alone(stage, request, model, attempt is not None)
        try:
            answer = await self.complete(request, model)
        finally:
            self._open[stage] -= 1
        if problem := unusable(self.method.name, answer):
            raise Unanswered(self._of_task(problem))
        shown = "\n".join(turn.content for turn in request.messages)
        text = plain_text(answer.text, shown) if plain else answer_text(answer.text, shown).text.strip()
        cut = broken_off(answer) is not None
        rule = broken_rule(answer) if cut else "empty" if says_nothing(text, shown) else ""
        value, why = (None, "") if rule or read is None else _read(read, text)
        if not rule and read is not None and value is None:
            rule = "unreadable"
        tell_read(self.models[model], request, answer, not rule, alone=bool(answer.text.strip()))
        if thought := only_reasoning(self.method.name, answer):
            raise Unanswered(self._of_task(thought))
        if rule:
            raise Unanswered(self.rejection(rule, why or stage, answer.text))
        return Answer(text, reasoning_of(answer) if self.inputs.recipe.keep_reasoning else "", value)

    def has(self, stage: str) -> bool:
        """Whether the recipe has a stage that is optional."""
        return self.inputs.recipe.stage(stage) is not None

    def rng(self, purpose: str = "") -> Random:
        """The only source of chance: it depends on the run's seed, the method, the purpose and the task's place."""
        return self.inputs.rng(self.method.purpose(purpose), self.number)

    def rejection(self, rule: str, value: Any = None, text: str = "") -> Rejection:
        """A line of rejected.jsonl about this task; its stage is the name of the method."""
        return Rejection(self.method.name, rule, text or self.task.instruction, value=value, task=self.task.id)

    def _of_task(self, rejection: Rejection) -> Rejection:
        return replace(rejection, task=self.task.id)

    def said(self, stage: str, variables: Mapping[str, Any] = NOTHING) -> str:
        """The user's turn that a stage's templates make, for a method that keeps it; nothing is asked."""
        shown = self.templates.messages(stage, task_variables(self.inputs, self.task) | dict(variables))
        return "\n\n".join(turn.content for turn in shown if turn.role != "system")

    def programs(self) -> Runner:
        """What runs programs: each outcome is journaled before it is used, and replayed rather than run again."""
        if self.runner is None:
            raise self._wrong("runs programs, which it does not say of itself (runs=True)")
        return self.runner

    def request(
        self, stage: str, variables: Mapping[str, Any], attempt: int | None = None, hold: Hold | None = None,
        before: Sequence[Message] = (),
    ) -> Request:  # fmt: skip
        """The request of a stage: each attempt is another one, and a hundredth warmer, for caches know no attempts."""
        if stage not in self.method.stages:
            raise self._wrong(f"asks in the stage {stage!r}, which it does not name among its stages")
        settings = self.inputs.recipe.stage(stage)
        if settings is None:
            raise UsageError(f"recipe {self.inputs.recipe.name}: has no stage {stage!r}; its method asks for it")
        number = self._asked[stage] if attempt is None else attempt
        self._count(stage, number)
        most = self._most[stage]
        sampling = _warmer(settings.sampling(), number)
        api = self.inputs.recipe.api_of(stage)
        if before and api != "chat":
            raise UsageError(
                f"recipe {self.inputs.recipe.name}: stages.{stage}: goes on with a conversation, which needs api: chat"
            )
        *system, asked = self.templates.messages(stage, task_variables(self.inputs, self.task) | dict(variables))
        return Request(
            self.method.purpose(stage), self.number * most + number, (*system, *before, asked), sampling, api,
            settings.timeout, hold,
        )  # fmt: skip

    async def complete(self, request: Request, model: str = "") -> Completion:
        """The answer to a request that the method has made itself."""
        if model not in self.models:
            raise self._wrong(f"asks the role {model!r}, which it does not name among its roles")
        return await self.models[model].complete(request)

    def _count(self, stage: str, number: int) -> None:
        self._asked[stage] += 1
        most = self._most.get(stage, 0)
        if self._asked[stage] > most or not 0 <= number < most:
            raise self._wrong(f"asks in the stage {stage} for the time {max(self._asked[stage], number + 1)}; it says "
                              f"that it needs {most} at the most")  # fmt: skip

    def _check_alone(self, stage: str, request: Request, model: str, numbered: bool) -> None:
        """Questions side by side are numbered by the method, for as they come they would be another's each time."""
        if self._open[stage] and not numbered:
            raise self._wrong(f"asks in the stage {stage} while another question of it is under way; give attempt=")
        key = model, request.index, request.purpose, request.messages
        if key in self._made:
            raise self._wrong(f"asks the same in the stage {stage} twice as one attempt; give each its own attempt=")
        self._made.add(key)
        self._open[stage] += 1

    def _wrong(self, what: str) -> OwnCodeError:
        return OwnCodeError(f"method {self.method.name}: {what}")


def _read(read: Reader, text: str) -> tuple[Any, str]:
    """What a reader makes of a text, and what it says is wrong with it."""
    try:
        return read(text), ""
    except ValueError as error:
        return None, str(error)


def _warmer(sampling: Sampling, attempt: int) -> Sampling:
    if not attempt or sampling.temperature is None:
        return sampling
    return replace(sampling, temperature=round(min(HOTTEST, sampling.temperature + WARMER * attempt), 4))
