"""Everything the content of a run depends on, apart from the model's answers."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.canonical import content_id, tasks_from_json, tasks_id, tasks_json, to_json
from selfinstruct.flows.generate.subjects.spread import DOMAIN, KIND, own_kinds
from selfinstruct.flows.generate.subjects.suiting import Suiting, read_suiting
from selfinstruct.recipes.generate import Recipe, restore
from selfinstruct.records import Task

_PLAIN = ("model", "seed", "topic", "topics", "language", "guidance")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What contract 1 of the design names: the same inputs and the same answers give the same bytes.

    `pool` are tasks made before: nothing new may be close to them, and prompts show them as machine tasks. `topics`
    are the leaves of a topic tree, written `branch > leaf`; each task (or request, as the recipe varies) is given one.
    `roles` are the names of the models that the recipe's method asks beside the run's own. `sandbox` is
    what runs programs, with the version of the language, where the method runs any; known once that has been tried.
    """

    seeds: tuple[Task, ...]
    recipe: Recipe
    model: str
    seed: int = 0
    topic: str = ""
    topics: tuple[str, ...] = ()
    language: str = ""
    guidance: str = ""
    pool: tuple[Task, ...] = field(default=())
    roles: Mapping[str, str] = field(default_factory=dict)
    sandbox: str = ""
    # What is made of the parts above, once: to compare the seeds takes longer than all else about a prompt.
    _made: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def identity(self) -> dict[str, str]:
        """A readable value or a hash for each part, for comparing two runs."""
        plain = {name: str(getattr(self, name)) for name in _PLAIN if name != "topics"}
        hashed = {name: tasks_id(getattr(self, name)) for name in ("seeds", "pool")}
        return (
            plain
            | hashed
            | {"topics": content_id(*self.topics)}
            | {f"role {role}": name for role, name in self.roles.items()}
            | {f"recipe {key}": value for key, value in self.recipe.identity().items()}
        )

    def rng(self, purpose: str, index: int) -> random.Random:
        """The only source of chance: it depends on the seed, the purpose and the index, on nothing else."""
        return random.Random(f"{self.seed}:{purpose}:{index}")

    def attributes(self) -> dict[str, Sequence[str]]:
        """The lists that requests sample from; topics, or the seeds' own kinds, take the place of the domains."""
        if "lists" not in self._made:
            lists: dict[str, Sequence[str]] = dict(self.recipe.attributes)
            if self.topics:
                lists.pop(DOMAIN, None)
                lists = {"topic": self.topics} | lists
            elif self.topic:
                lists.pop(DOMAIN, None)
            elif (kinds := self.own_kinds()) is not None:
                del lists[DOMAIN]
                own = {KIND: kinds} if kinds else {}
                # The first list is the one that every task is given; runs of before there was `together` had it last.
                lists = own | lists if self.recipe.together else lists | own
            self._made["lists"] = lists
        return dict(self._made["lists"])

    def own_kinds(self) -> tuple[str, ...] | None:
        """The seeds' types where they take the place of the recipe's domains, else None."""
        if "kinds" not in self._made:
            self._made["kinds"] = None if self.topic or self.topics else own_kinds(self.seeds, self.recipe)
        kinds: tuple[str, ...] | None = self._made["kinds"]
        return kinds

    def suiting(self) -> Suiting:
        """Which of the attributes' values go together."""
        if "suiting" not in self._made:
            self._made["suiting"] = read_suiting(self.recipe, self.seeds)
        suiting: Suiting = self._made["suiting"]
        return suiting

    def _further(self) -> dict[str, Any]:
        """Roles and sandbox; nothing where there are none, as in runs of before."""
        told = {"roles": dict(self.roles), "sandbox": self.sandbox}
        return {name: value for name, value in told.items() if value}

    def dump(self) -> dict[str, str]:
        """Texts from which `read` makes the same inputs again."""
        return {
            "seeds": tasks_json(self.seeds),
            "pool": tasks_json(self.pool),
            "recipe": to_json(self.recipe.as_dict()),
            "plain": to_json({name: getattr(self, name) for name in _PLAIN} | self._further()),
        }


def load_inputs(texts: Mapping[str, str]) -> Inputs:
    """The inputs that `Inputs.dump` wrote."""
    plain = json.loads(texts["plain"])
    return Inputs(
        seeds=tasks_from_json(texts["seeds"]),
        pool=tasks_from_json(texts["pool"]),
        recipe=restore(json.loads(texts["recipe"])),
        **plain | {"topics": tuple(plain["topics"])},
    )


def variables(inputs: Inputs, task: Task) -> dict[str, object]:
    """What the templates of the stages after bootstrap may use."""
    return {
        "instruction": task.instruction,
        "type": task.type,
        "is_classification": task.is_classification,
        "labels": list(task.labels),
        "attributes": dict(task.attributes),
        "count": inputs.recipe.instances,
        "topic": inputs.topic or task.attributes.get("topic", ""),
        "language": inputs.language,
        "guidance": inputs.guidance,
    }
