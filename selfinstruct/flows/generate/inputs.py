"""Everything the content of a run depends on, apart from the model's answers."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.canonical import content_id, tasks_from_json, tasks_id, tasks_json, to_json
from selfinstruct.files.row_blocks import PackedRows, told_rows
from selfinstruct.flows.generate.subjects.drawing import drawn
from selfinstruct.flows.generate.subjects.listed import PERSONA
from selfinstruct.flows.generate.subjects.spread import DOMAIN, KIND, own_kinds
from selfinstruct.flows.generate.subjects.suiting import Suiting, read_suiting
from selfinstruct.recipes.generate import Recipe, restore
from selfinstruct.records import Task

SUBJECTS = frozenset({PERSONA, "topic", "kind", DOMAIN})
_PLAIN = ("model", "seed", "topic", "topics", "language", "guidance")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What contract 1 of the design names: the same inputs and the same answers give the same bytes.

    `pool` are tasks made before: nothing new may be close to them, and prompts show them as machine tasks. `topics`
    are the leaves of a topic tree, written `branch > leaf`, each as often as it weighs; each task (or request, as the
    recipe varies) is given one. `listed` are files of personas and attributes. Both are drawn without replacement;
    where the topics are not `evenly` drawn, the run began before they were.
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
    listed: tuple[PackedRows, ...] = ()
    evenly: bool = True
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
            | {list_name(rows): rows.digest for rows in self.listed}
            | {f"role {role}": name for role, name in self.roles.items()}
            | {f"recipe {key}": value for key, value in self.recipe.identity().items()}
        )

    def rng(self, purpose: str, index: int) -> random.Random:
        """The only source of chance: it depends on the seed, the purpose and the index, on nothing else."""
        return random.Random(f"{self.seed}:{purpose}:{index}")

    def attributes(self) -> dict[str, Sequence[str]]:
        """The lists that requests sample from; topics, or the seeds' own kinds, take the place of the domains.

        Of what is drawn from a file there is one value, to be replaced by what is drawn.
        """
        if "lists" not in self._made:
            lists: dict[str, Sequence[str]] = dict(self.recipe.attributes)
            if self.topics:
                lists.pop(DOMAIN, None)
                lists = {"topic": tuple(dict.fromkeys(self.topics))} | lists
            elif self.topic:
                lists.pop(DOMAIN, None)
            elif (kinds := self.own_kinds()) is not None:
                del lists[DOMAIN]
                kind = {KIND: kinds} if kinds else {}
                # The first list is the one that every task is given; runs of before there was `together` had it last.
                lists = kind | lists if self.recipe.together else lists | kind
            own: dict[str, Sequence[str]] = {
                name: (rows.row(0).get(name, ""),) for rows in self.listed for name in rows.names
            }
            lists = {name: values for name, values in lists.items() if name not in own}
            if self.draws_subject:
                lists.pop(DOMAIN, None)
            # The first list is what a task is about: what else is drawn comes behind it.
            self._made["lists"] = own | lists if self.draws_subject else lists | own
        return dict(self._made["lists"])

    @property
    def drawn_names(self) -> frozenset[str]:
        """The attributes that come from files."""
        return frozenset(name for rows in self.listed for name in rows.names)

    @property
    def draws_subject(self) -> bool:
        """Whether what is drawn says what a task is about, or who asks it."""
        return bool(self.topics and self.evenly) or bool(self.drawn_names & SUBJECTS)

    def drawn(self, place: int) -> dict[str, str]:
        """What is drawn at a place of the run: a topic, and a row of each file; all of them once before any again."""
        decks: list[tuple[str, int, Callable[[int], dict[str, str]]]] = [
            (list_name(rows), rows.size, rows.row) for rows in self.listed
        ]
        if self.topics and self.evenly:
            decks.insert(0, ("topics", len(self.topics), lambda number: {"topic": self.topics[number]}))
        found: dict[str, str] = {}
        for name, size, row in decks:
            found |= row(drawn(size, place, f"{self.seed}:{name}"))
        return found

    def told_attributes(self) -> dict[str, list[str]]:
        """The lists as run.json has them; of files that may be of any size it has the number of rows alone."""
        lists = self.attributes().items()
        return {name: list(values) for name, values in lists if name not in self.drawn_names}

    def told_lists(self) -> dict[str, Any]:
        """Nothing without files of attributes, else how many rows there are of each."""
        rows = {name: rows.size for rows in self.listed for name in rows.names}
        return {"drawn": rows} if rows else {}

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
        """What there may be besides; nothing where there is none of it, as in runs of before."""
        told = {
            "roles": dict(self.roles),
            "sandbox": self.sandbox,
            "listed": [rows.as_dict() for rows in self.listed],
            "evenly": self.evenly and bool(self.topics),
        }
        return {name: value for name, value in told.items() if value}

    def dump(self) -> dict[str, str]:
        """Texts from which `read` makes the same inputs again."""
        return {
            "seeds": tasks_json(self.seeds),
            "pool": tasks_json(self.pool),
            "recipe": to_json(self.recipe.as_dict()),
            "plain": to_json({name: getattr(self, name) for name in _PLAIN} | self._further()),
        }


def list_name(rows: PackedRows) -> str:
    """How a list is called where people read it, by the attributes that it gives."""
    return "personas" if rows.names == (PERSONA,) else f"attributes {', '.join(rows.names)}"


def load_inputs(texts: Mapping[str, str], listed: Callable[[Mapping[str, Any]], PackedRows] = told_rows) -> Inputs:
    """The inputs that `Inputs.dump` wrote; `listed` finds the rows of a list that is told of there."""
    plain = json.loads(texts["plain"])
    return Inputs(
        seeds=tasks_from_json(texts["seeds"]),
        pool=tasks_from_json(texts["pool"]),
        recipe=restore(json.loads(texts["recipe"])),
        **plain
        | {
            "topics": tuple(plain["topics"]),
            "listed": tuple(map(listed, plain.get("listed", ()))),
            "evenly": plain.get("evenly", not plain["topics"]),
        },
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
