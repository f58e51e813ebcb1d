"""Operations that make a variant of a task, as a recipe lists them, and how they are drawn."""

from dataclasses import dataclass, field
from random import Random
from typing import Literal

from selfinstruct.flows.generate.ranges import check_range, check_span
from selfinstruct.recipes.base import STRICT

MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Operation:
    """What is done to a task: its name in records, whether the variant is `deeper` or `wider`, and how it is asked."""

    __pydantic_config__ = STRICT

    name: str
    way: Literal["deeper", "wider"]
    say: str


@dataclass(frozen=True, slots=True)
class EvolveOptions:
    """What `method:` of the recipe may say: docs/methods.md.

    `near` is the ROUGE-L with a text before it from which a variant counts as no other, by its way.
    """

    __pydantic_config__ = STRICT

    operations: list[Operation]
    rounds: list[int] = field(default_factory=lambda: [1, 3])
    fallback: bool = True
    words: int = 200
    near: dict[str, float] = field(default_factory=lambda: {"deeper": 0.95, "wider": 0.7})

    def __post_init__(self) -> None:
        check_span(self, "rounds", 1, MOST_ROUNDS)
        if not self.operations:
            raise ValueError("operations: the list is empty")
        names = [operation.name for operation in self.operations]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"operations: {twice[0]!r} stands there twice")
        check_range(self, 1, None, "words")
        if set(self.near) != {"deeper", "wider"} or not all(0 < value <= 1 for value in self.near.values()):
            raise ValueError(f"near: must give deeper and wider, each above 0 and at most 1 (found {self.near})")


def draw_operations(options: EvolveOptions, rng: Random) -> list[Operation]:
    """The operations of a task, in their order; none comes twice before all have come."""
    wanted = rng.randint(*options.rounds)
    drawn: list[Operation] = []
    while len(drawn) < wanted:
        drawn += rng.sample(options.operations, min(len(options.operations), wanted - len(drawn)))
    return drawn
