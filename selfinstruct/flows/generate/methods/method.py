"""What a method is: an async function from an accepted task to data, and what it says of itself."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from selfinstruct.errors import UsageError
from selfinstruct.records import Attempt, Instance, Rejection, Task

if TYPE_CHECKING:
    from selfinstruct.flows.generate.methods.asking import Ask

Bound = Mapping[str, int]
_TAKEN = (
    "bootstrap",
    "classify",
    "classify_again",
    "prefer",
    "label",
    "ground",
    "response",
    "sandbox",
)  # purposes of others


@dataclass(frozen=True, slots=True)
class Developed:
    """What a method made of a task: instances, what it rejected and why, and the attempts it made on the way.

    `task` is the task with what was found of it (`type`, `labels`), None where nothing was. Where nothing is kept and
    nothing rejected, the task gets a rejection `no_instance`.
    """

    instances: Sequence[Instance] = ()
    rejections: Sequence[Rejection] = ()
    attempts: Sequence[Attempt] = ()
    task: Task | None = None


class Develops(Protocol):
    """The function of a method."""

    __name__: str

    def __call__(self, task: Task, ask: "Ask") -> Awaitable[Developed]: ...


@dataclass(frozen=True, slots=True)
class Method:
    """A method as its decorator makes it; docs/methods.md describes each field.

    `stages` are the stages it asks in, each with the variables its template may use beside those that all have;
    `optional` ones may be missing from a recipe. `most` says how many requests of each stage one task may need at the
    most, and `usual` how many it takes on the average. `options` is a dataclass of what the recipe's `method:` may set.
    `roles` are the models it asks beside the run's own, and `apart` those that must not be one model; `asked_in` names
    the optional stage of a role that is asked in no other. `runs` says that it runs programs (`ask.programs()`), so
    that what runs them is opened and tried before anything is asked; `talks` are stages that go on with a conversation.
    """

    name: str
    develop: Develops
    stages: Mapping[str, frozenset[str]]
    most: Callable[[Any], Bound]
    usual: Callable[[Any], Mapping[str, float]]
    options: type | None = None
    roles: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    runs: bool = False
    talks: frozenset[str] = frozenset()
    asked_in: Mapping[str, str] = field(default_factory=dict)

    def purpose(self, stage: str) -> str:
        """What requests of a stage are called in the journal."""
        return f"{self.name}/{stage}"


def method(
    *,
    stages: Mapping[str, Collection[str]],
    most: Callable[[Any], Bound] | None = None,
    usual: Callable[[Any], Mapping[str, float]] | None = None,
    options: type | None = None,
    roles: Sequence[str] = (),
    apart: Sequence[str] = (),
    optional: Collection[str] = (),
    runs: bool = False,
    talks: Collection[str] = (),
    asked_in: Mapping[str, str] | None = None,
) -> Callable[[Develops], Method]:
    """Make a method of an async function `(task, ask) -> Developed`; it is called like the function.

    Without `most` each stage is asked once at the most, and without `usual` as often as `most` says. `talks` are stages
    that go on with a conversation, which needs `api: chat`; `asked_in` names the optional stage of a role that is
    asked in no other, and refused where the recipe does without it. Raises UsageError for what contradicts itself.
    """

    def make(develop: Develops) -> Method:
        name = develop.__name__
        if name in _TAKEN:
            raise UsageError(f"method {name}: the name is taken; call it otherwise")
        only = dict(asked_in or {})
        named = [item for item in (*optional, *talks, *only.values()) if item not in stages]
        if odd := [item for item in (*apart, *only) if item not in roles] + named:
            raise UsageError(f"method {name}: {odd[0]!r} is neither a role nor a stage of it")
        known = {stage: frozenset(variables) for stage, variables in stages.items()}

        def once(_: Any) -> dict[str, int]:
            return dict.fromkeys(known, 1)

        return Method(
            name, develop, known, most or once, usual or most or once, options, tuple(roles), tuple(apart),
            frozenset(optional), runs, frozenset(talks), only,
        )  # fmt: skip

    return make


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of a method that has none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered: its text without what it thought, that thought, and `value`, what was read of it."""

    text: str
    reasoning: str = ""
    value: Any = field(default=None)
