"""What a caller may say about a run, read and checked in one place before anything is made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from selfinstruct.canonical import unique_ids
from selfinstruct.engine.named_models import from_environment, of_session
from selfinstruct.errors import UsageError
from selfinstruct.files import storage
from selfinstruct.files.given import Given, as_file, paths_among
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import stem
from selfinstruct.files.storage import Access
from selfinstruct.files.tasks import load_seeds
from selfinstruct.files.topic_trees import read_topics
from selfinstruct.filters import load_filters
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.methods.choosing import chosen_method, templates_of
from selfinstruct.flows.generate.roles import Roles, read_roles
from selfinstruct.flows.generate.shown import check_shown
from selfinstruct.flows.generate.subjects.listed import Attributes, named_files, read_lists
from selfinstruct.flows.generate.subjects.spread import spread_notes
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Model, Task
from selfinstruct.runs.directory import default_directory
from selfinstruct.runs.run import Run
from selfinstruct.settings import ProgramOptions, Settings, check_names, settings_of
from selfinstruct.text.masking import Masking


class GenerateOptions(ProgramOptions, total=False):
    """What `generate`, `agenerate` and `stream` take besides the seeds; docs/api.md describes each.

    n (100): tasks with an instance wanted. model ("offline"): `provider/model`, or a Model. recipe ("chat"): its name
    or path. out: the run directory (runs/<name of the seeds file>). seed (0). overrides: `stage.key=value` texts.
    topic, language, guidance: reach every prompt. topics: a topic tree. personas: a file, or rows, of people who may
    ask. attributes: files whose columns are attributes, `NAME=FILE` texts, or a mapping of names to files or rows.
    pool: a run or file of tasks made before.
    pii: "mask", "drop" or "off", for personal data in seeds and pool; where it is left out, those of a log are masked.
    develop: the method that makes data of tasks, in place of the recipe's; also `module:attr`. roles: the models that
    it asks beside `model`, by role.
    """

    n: int
    model: str | Model
    recipe: str | Path
    out: str | Path | None
    seed: int
    overrides: tuple[str, ...]
    topic: str
    topics: str | Path | None
    personas: Given | None
    attributes: Attributes
    language: str
    guidance: str
    pool: str | Path | None
    pii: str | None
    develop: str | None
    roles: Mapping[str, str | Model]


class ResumeOptions(ProgramOptions, total=False):
    """What may be changed when a run is resumed; anything left out stays as it was.

    `roles` are the models of roles that were objects, which no name opens again.
    """

    n: int | None
    model: str | Model | None
    develop: str | None
    roles: Mapping[str, Model]


@dataclass(frozen=True, slots=True)
class GeneratePlan:
    """A run to be grown: where, how it is driven, and all that its content depends on.

    `facts` are parts of run.json: they tell how the run was made, and identify nothing.
    """

    out: Path
    settings: Settings
    inputs: Inputs
    facts: Mapping[str, Any]
    roles: Roles


def read_options(seeds: Given | list[Task], options: GenerateOptions) -> GeneratePlan:
    """Read and check everything the user names, before anything is made."""
    check_names(options, GenerateOptions)
    model = options.get("model", "offline")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    if isinstance(options.get("overrides"), str):
        raise UsageError("overrides: must be a list of texts, not one text")
    files = paths_among(seeds, "seeds")
    session = settings_of(options, n=options.get("n", 100), model=None if isinstance(model, str) else model)
    name, session = of_session(session, model)
    masking = Masking.chosen(options.get("pii"))
    access = Access(region=options.get("region"), profile=options.get("profile"))
    tasks = load_seeds(files, masking, access) if files else _of_rows(seeds, masking)
    topics, pool = options.get("topics"), options.get("pool")
    recipe = load_recipe(options.get("recipe", "chat"), options.get("overrides", ()))
    if (own := options.get("develop")) is not None:
        if not isinstance(own, str):
            raise UsageError(f"develop: must be a name, or module:attr of your own (found {own!r:.60})")
        recipe = replace(recipe, develop=own)
    method, _ = chosen_method(recipe)
    if options.get("sandbox") is not None and not method.runs:
        raise UsageError(f"--sandbox: the method {method.name} runs no programs; remove it")
    roles = read_roles(method, recipe, options.get("roles") or {}, name, session)
    inputs = Inputs(
        seeds=unique_ids(tasks),
        recipe=recipe,
        model=name,
        seed=options.get("seed", 0),
        topic=" ".join(options.get("topic", "").split()),
        topics=read_topics(Path(topics), access) if topics is not None else (),
        language=" ".join(options.get("language", "").split()),
        guidance=options.get("guidance", "").strip(),
        listed=read_lists(options.get("personas"), options.get("attributes", ()), access),
        pool=unique_ids(_made_before(Path(pool), masking, access)) if pool is not None else (),
        roles={role: who.name for role, who in roles.items()},
    )
    if inputs.topic and inputs.topics:
        raise UsageError("topic and topics: give only one of them")
    if (inputs.topic or inputs.topics) and "topic" in inputs.drawn_names:
        raise UsageError("--attributes: 'topic' is given by --topic or --topics too; give one of them")
    session = from_environment(session, model)
    steered = {"topic": inputs.topic or inputs.topics, "language": inputs.language, "guidance": inputs.guidance}
    templates_of(inputs.recipe).check_used(steered, "bootstrap")
    check_shown(inputs)
    load_filters(inputs.recipe.filters)
    facts: dict[str, Any] = {"given": _named(files, options)}
    if (kinds := inputs.own_kinds()) is not None:
        facts["spread"] = spread_notes(inputs.attributes(), kinds)[0]
    if masking.found:
        facts["pii"] = masking.as_dict()
    return GeneratePlan(directory(files, inputs, options.get("out")), session, inputs, facts, roles)


def _of_rows(seeds: Any, masking: Masking) -> list[Task]:
    """The tasks, or those that rows given in Python hold."""
    if isinstance(seeds, list) and seeds and all(isinstance(task, Task) for task in seeds):
        return seeds
    with as_file(seeds, "seeds") as path:
        return load_seeds(path, masking)


def _named(seeds: list[Path] | None, options: GenerateOptions) -> dict[str, str | list[str]]:
    """The paths and settings as they were given: they tell how a run was made, and identify nothing.

    Seeds that were given in Python have no name: what they say stands in the journal, and its hash in `identity`.
    """
    named: dict[str, str | list[str]] = {"recipe": str(options.get("recipe", "chat"))}
    if seeds:
        named["seeds"] = storage.given_name(seeds[0]) if len(seeds) == 1 else list(map(storage.given_name, seeds))
    for name in ("topics", "pool", "personas"):
        if isinstance(given := options.get(name), str | Path):
            named[name] = storage.given_name(str(given))
    if told := named_files(options.get("attributes", ())):
        named["attributes"] = told
    return named | {"overrides": list(options.get("overrides", ()))}


def _made_before(path: Path, masking: Masking, access: Access) -> list[Task]:
    """The tasks of a run or a merge, or of a file in any form that seeds may have."""
    if not is_run_folder(path):
        return load_seeds(path, masking, access)
    if tasks := Run(path).tasks():
        return tasks
    raise UsageError(f"{path}: contains no tasks for a pool")


def directory(seeds: list[Path] | None, given: Inputs, out: str | Path | None) -> Path:
    """Where the run goes: `out`, or the default place for these seeds, which the first file has named."""
    if out is not None:
        return Path(out)
    return default_directory(stem(seeds[0]) if seeds else "run", given.identity())
