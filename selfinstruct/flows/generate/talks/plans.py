"""The plan of a conversation: who speaks, for how long, what the user does in each turn, which facts are on offer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from selfinstruct.flows.generate.ranges import check_range, check_span
from selfinstruct.flows.generate.talks.facts import Fact, FactKind, check_facts, draw_facts
from selfinstruct.recipes.base import STRICT

SHORTEST, LONGEST = 2, 10  # exchanges


@dataclass(frozen=True, slots=True)
class Move:
    """What a user does in a turn between the first and the last: its name in records, and how the user is told."""

    __pydantic_config__ = STRICT

    name: str
    say: str


@dataclass(frozen=True, slots=True)
class DialogueOptions:
    """What `method:` of the recipe may say: docs/methods.md."""

    __pydantic_config__ = STRICT

    personas: list[str]
    moves: list[Move]
    facts: list[FactKind]
    systems: list[str] = field(default_factory=list)
    turns: list[int] = field(default_factory=lambda: [2, 4])
    attempts: int = 3
    offered: int = 8
    stated: int = 2
    words: int = 120

    def __post_init__(self) -> None:
        check_span(self, "turns", SHORTEST, LONGEST)
        check_range(self, 1, 100, "attempts")
        groups = len({kind.group or kind.kind for kind in self.facts})
        if not 1 <= self.stated <= self.offered <= groups:
            raise ValueError(
                f"stated and offered: must be 1 ≤ stated ≤ offered ≤ the groups of facts "
                f"(found {self.stated}, {self.offered} and {groups})"
            )
        for name in ("personas", "moves"):
            if not getattr(self, name):
                raise ValueError(f"{name}: the list is empty")
        check_range(self, 1, None, "words")
        check_facts(self.facts)


@dataclass(frozen=True, slots=True)
class Plan:
    """A conversation as it is meant to go; `moves` are those of the turns between the first and the last."""

    persona: str
    exchanges: int
    moves: Sequence[Move]
    facts: Sequence[Fact]
    system: str


def draw_plan(options: DialogueOptions, rng: Random) -> Plan:
    """Draw everything of a conversation that chance decides before anybody has spoken."""
    exchanges = rng.randint(*options.turns)
    moves: list[Move] = []
    while len(moves) < exchanges - 2:
        moves += rng.sample(options.moves, min(len(options.moves), exchanges - 2 - len(moves)))
    facts = draw_facts(options.facts, options.offered, rng)
    system = rng.choice(options.systems) if options.systems else ""
    return Plan(rng.choice(options.personas), exchanges, moves, facts, system)
