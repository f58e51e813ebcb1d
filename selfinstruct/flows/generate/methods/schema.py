"""The method `schema`: data in a fixed structure, posed with material and a JSON Schema that checks the answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.checks import stamped
from selfinstruct.flows.generate.methods.asking import Ask, Unanswered
from selfinstruct.flows.generate.methods.attempts import until_passed
from selfinstruct.flows.generate.methods.method import Developed, method
from selfinstruct.flows.generate.posing.layouts import check_layouts, fitting_layouts, laid_out, shown_schema
from selfinstruct.flows.generate.ranges import check_least_most, check_range
from selfinstruct.parse.methods.posed_schema import PosedSchema, fault_of_schema, read_posed_schema
from selfinstruct.recipes.base import STRICT
from selfinstruct.records import Rejection, Task

_SLOTS = (("request",), ("material",), ("schema", "indented", "notation"))
OWN = "schema"  # the attribute of a task that came with its schema


@dataclass(frozen=True, slots=True)
class SchemaOptions:
    """What `method:` of the recipe may say: docs/methods.md."""

    __pydantic_config__ = STRICT

    layouts: list[str]
    kinds: list[str] = field(default_factory=list)
    least: int = 1
    most: int = 3
    schemas: list[dict[str, Any]] = field(default_factory=list)
    poses: int = 2
    attempts: int = 4

    def __post_init__(self) -> None:
        check_layouts(self.layouts, _SLOTS)
        check_least_most(self.least, self.most, 0)
        check_range(self, 1, 100, "poses", "attempts")
        for number, own in enumerate(self.schemas):
            if told := fault_of_schema(own):
                raise ValueError(f"schemas[{number}]: {told}")


@method(
    stages={"pose": {"kinds", "schema"}, "answer": {"prompt"}},
    options=SchemaOptions,
    roles=("teacher", "solver"),
    most=lambda options: {"pose": options.poses, "answer": options.attempts},
    usual=lambda options: {"pose": 1.1, "answer": 1.4},
)
async def schema(task: Task, ask: Ask) -> Developed:
    """Have a request with material and a schema posed, and ask until an answer keeps to the schema."""
    options = ask.options
    if task.is_classification:
        return Developed((), [ask.rejection("classification", "its answer is a label, which has no structure")])
    try:
        own = _own_schema(task, ask)
    except ValueError as error:
        return Developed((), [ask.rejection("unfit_schema", str(error), task.attributes[OWN])])
    posed, lost = await _posed(ask, own)
    if posed is None or posed.schema is None:
        return Developed((), lost)
    shown = {"request": posed.request, "material": posed.material} | shown_schema(posed.schema)
    layouts = fitting_layouts(options.layouts, shown)
    if not layouts:
        return Developed((), [*lost, ask.rejection("no_layout", "none of the recipe's layouts can show its schema")])
    prompt = laid_out(ask.rng("layout").choice(layouts), shown)
    return await until_passed(ask, prompt, (stamped({"check": "json_schema", "schema": dict(posed.schema)}),), lost)


def _own_schema(task: Task, ask: Ask) -> dict[str, Any] | None:
    """The schema that came with the task, else one of the recipe's own; None where one is to be posed."""
    if OWN in task.attributes:
        given = json.loads(task.attributes[OWN])
        if told := fault_of_schema(given):
            raise ValueError(told)
        own: dict[str, Any] = given
        return own
    return ask.rng("schema").choice(ask.options.schemas) if ask.options.schemas else None


async def _posed(ask: Ask, own: Mapping[str, Any] | None) -> tuple[PosedSchema | None, list[Rejection]]:
    """What a teacher makes of the task; a schema that is not fit is told of, and another asked for."""
    options, rng = ask.options, ask.rng("kinds")
    number = min(len(options.kinds), rng.randint(options.least, options.most))
    kinds = [] if own else rng.sample(options.kinds, number)
    shown = "" if own is None else json.dumps(own, ensure_ascii=False, indent=2)
    lost: list[Rejection] = []
    for attempt in range(options.poses):
        try:
            answer = await ask(
                "pose", {"kinds": kinds, "schema": shown}, model="teacher", attempt=attempt,
                read=lambda text: read_posed_schema(text, given=own is not None),
            )  # fmt: skip
        except Unanswered as none:
            lost.append(none.rejection)
            continue
        posed: PosedSchema = answer.value
        if own is not None:
            return PosedSchema(posed.request, posed.material, dict(own)), lost
        if not (told := fault_of_schema(posed.schema)):
            return posed, lost
        lost.append(ask.rejection("unfit_schema", told, answer.text))
    return None, lost
