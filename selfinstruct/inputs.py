"""Everything the content of a run depends on, apart from the model's answers."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from selfinstruct import storage
from selfinstruct.errors import SeedError
from selfinstruct.recipe import Recipe, restore
from selfinstruct.records import Instance, Task, content_id, to_json
from selfinstruct.storage import DEFAULT, Access

_FIELDS = tuple(item.name for item in fields(Task))


@dataclass(frozen=True, slots=True)
class Inputs:
    """What contract 1 of the design names: the same inputs and the same answers give the same bytes.

    `pool` are tasks made before: nothing new may be close to them, and prompts show them as machine tasks. `topics`
    are the leaves of a topic tree, written `branch > leaf`; each task (or request, as the recipe varies) is given one.
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

    def identity(self) -> dict[str, str]:
        """A readable value or a hash for each part, for comparing two runs."""
        plain = {name: str(getattr(self, name)) for name in ("model", "seed", "topic", "language", "guidance")}
        hashed = {name: tasks_id(getattr(self, name)) for name in ("seeds", "pool")}
        return (
            plain
            | hashed
            | {"topics": content_id(*self.topics)}
            | {f"recipe {key}": value for key, value in self.recipe.identity().items()}
        )

    def rng(self, purpose: str, index: int) -> random.Random:
        """The only source of chance: it depends on the seed, the purpose and the index, on nothing else."""
        return random.Random(f"{self.seed}:{purpose}:{index}")

    def attributes(self) -> dict[str, Sequence[str]]:
        """The lists that requests sample from; a topic tree takes the place of the recipe's domains."""
        lists: dict[str, Sequence[str]] = dict(self.recipe.attributes)
        if self.topics:
            lists.pop("domain", None)
            lists = {"topic": self.topics} | lists
        elif self.topic:
            lists.pop("domain", None)
        return lists

    def dump(self) -> dict[str, str]:
        """Texts from which `read` makes the same inputs again."""
        return {
            "seeds": _tasks_json(self.seeds),
            "pool": _tasks_json(self.pool),
            "recipe": to_json(self.recipe.as_dict()),
            "plain": to_json(
                {
                    "model": self.model,
                    "seed": self.seed,
                    "topic": self.topic,
                    "topics": list(self.topics),
                    "language": self.language,
                    "guidance": self.guidance,
                }
            ),
        }


def read(texts: Mapping[str, str]) -> Inputs:
    """The inputs that `Inputs.dump` wrote."""
    plain = json.loads(texts["plain"])
    return Inputs(
        seeds=_tasks(texts["seeds"]),
        pool=_tasks(texts["pool"]),
        recipe=restore(json.loads(texts["recipe"])),
        **plain | {"topics": tuple(plain["topics"])},
    )


def read_topics(path: Path, access: Access = DEFAULT) -> tuple[str, ...]:
    """The leaves of a topic tree: one topic a line, indented under the one it belongs to.

    Raises SeedError for a file that cannot be read or holds no topic.
    """
    try:
        text = storage.read_bytes(path, access).decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise SeedError([f"{path}: there is no such file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError([f"{path}: cannot be read: {error}"]) from error
    lines = [line.expandtabs(4).rstrip() for line in text.split("\n")]
    entries = [(len(line) - len(line.lstrip()), line.strip()) for line in lines if line.strip()]
    if not entries:
        raise SeedError([f"{storage.name(path)}: holds no topic; write one a line"])
    leaves: list[str] = []
    branch: list[tuple[int, str]] = []
    for position, (depth, name) in enumerate(entries):
        branch = [*(item for item in branch if item[0] < depth), (depth, name)]
        following = entries[position + 1][0] if position + 1 < len(entries) else -1
        if following <= depth:
            leaves.append(" > ".join(item[1] for item in branch))
    return tuple(dict.fromkeys(leaves))


def unique_ids(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks with an ordinal added to ids that repeat."""
    seen: dict[str, int] = {}
    return tuple(replace(task, id=unique_id(task.id, seen)) for task in tasks)


def unique_id(wanted: str, seen: dict[str, int]) -> str:
    """`wanted`, or `wanted-2` and so on where `seen` (changed) has it already."""
    seen[wanted] = seen.get(wanted, 0) + 1
    return wanted if seen[wanted] == 1 else f"{wanted}-{seen[wanted]}"


def tasks_id(tasks: Sequence[Task]) -> str:
    """A hash of all that tasks say."""
    return content_id(_tasks_json(tasks))


def _tasks_json(tasks: Sequence[Task]) -> str:
    return to_json([_row(task) for task in tasks])


def _row(task: Task) -> dict[str, Any]:
    # dataclasses.asdict copies every value, which takes ten times as long as all else about a start.
    row = {name: getattr(task, name) for name in _FIELDS}
    return row | {"instances": [{"input": item.input, "output": item.output} for item in task.instances]}


def _tasks(text: str) -> tuple[Task, ...]:
    return tuple(_task(row) for row in json.loads(text))


def _task(row: dict[str, Any]) -> Task:
    lists = {
        "labels": tuple(row["labels"]),
        "instances": tuple(Instance(**item) for item in row["instances"]),
        "demonstrations": tuple(row["demonstrations"]),
    }
    return Task(**row | lists)
