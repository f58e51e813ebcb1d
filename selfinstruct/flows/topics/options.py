"""What a caller may say about topics to be grown, read and checked in one place before anything is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from selfinstruct.canonical import content_id, tasks_id, to_json, unique_ids
from selfinstruct.engine.named_models import from_environment, of_session
from selfinstruct.errors import UsageError
from selfinstruct.files import storage
from selfinstruct.files.given import Given, as_file, paths_among
from selfinstruct.files.pipes import stem
from selfinstruct.files.storage import Access
from selfinstruct.files.tasks import load_seeds
from selfinstruct.files.topic_trees import Leaf, TopicTree, read_tree
from selfinstruct.parse.topics import topic_name
from selfinstruct.recipes.templates import Templates
from selfinstruct.recipes.topics import VARIABLES, TopicRecipe, load_topic_recipe
from selfinstruct.records import Model, Task
from selfinstruct.settings import SessionOptions, Settings, check_names, settings_of

MOST = 20_000  # places that may be asked about
_SHOWN = 20  # siblings that a prompt names


class TopicsOptions(SessionOptions, total=False):
    """What `topics` takes besides the subject; docs/diversity.md describes each.

    seeds: tasks whose field is divided, or that show what the topics are for. tree: a topic tree whose leaves grow
    further. model ("offline"): `provider/model`, or a Model. out: the directory (runs/<subject>-topics). depth: levels
    that are added (2; 1 to a tree). width (8): topics under each. language, guidance: for the prompts. seed (0).
    retry_failed (False): ask again what failed for good. recipe ("chat"), overrides; limits as for `generate`.
    """

    seeds: Given | list[Task] | None
    tree: str | Path | None
    model: str | Model
    out: str | Path | None
    depth: int | None
    width: int
    language: str
    guidance: str
    seed: int
    retry_failed: bool
    recipe: str | Path
    overrides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicsPlan:
    """All that was asked for, read and checked: the tree as it stands, and the leaves that grow (`starts`)."""

    tree: TopicTree
    starts: tuple[Leaf, ...]
    seeds: tuple[Task, ...]
    depth: int
    width: int
    recipe: TopicRecipe
    templates: Templates
    model: str
    told: Mapping[str, str]
    given: Mapping[str, Any]
    seed: int
    out: Path
    settings: Settings

    def identity(self) -> dict[str, str]:
        """What the tree depends on, but for the answers."""
        return {
            "model": self.model,
            "tree": content_id(*self.tree.lines),
            "seeds": tasks_id(self.seeds),
            "depth": str(self.depth),
            "width": str(self.width),
            "seed": str(self.seed),
            **self.told,
            **self.recipe.identity(),
        }

    def rng(self, index: int) -> Random:
        """The only source of chance."""
        return Random(f"{self.seed}:topics:{index}")

    def beside(self, start: int) -> tuple[str, ...]:
        """The other leaves that grow out of the same branch of the tree."""
        path = self.starts[start].path
        if not path:
            return ()
        others = (leaf.path for leaf in self.starts if leaf.path != path and leaf.path[:-1] == path[:-1])
        return tuple(other[-1] for other in others)[:_SHOWN]

    @property
    def places(self) -> int:
        """How many questions there are at most."""
        return len(self.starts) * sum(int(self.width**level) for level in range(self.depth))


def read_topics_plan(subject: str | None, options: TopicsOptions) -> TopicsPlan:
    """Read and check everything the user names, before anything is made."""
    check_names(options, TopicsOptions)
    model = options.get("model", "offline")
    if not isinstance(model, str) and not hasattr(model, "complete"):
        raise UsageError(f"model: must be a name or a Model (found {model!r:.60})")
    if options.get("engine") is not None:
        raise UsageError("--engine: topics are few questions, which one process asks; remove it")
    settings = settings_of(options, n=1, model=None if isinstance(model, str) else model)
    name, settings = of_session(settings, model)
    settings = from_environment(settings, model)
    access = Access(region=options.get("region"), profile=options.get("profile"))
    given = options.get("seeds")
    seeds = () if given is None else unique_ids(_seeds(given, access))
    source = options.get("tree")
    if source is not None and subject:
        raise UsageError("SUBJECT and --from: a tree says what it is about; give one of them")
    root = topic_name(subject or "")
    if subject and not any(map(str.isalpha, root)):
        raise UsageError(f"SUBJECT: {subject!r:.40} holds no letters")
    if not root and source is None and not seeds:
        raise UsageError("name a SUBJECT, or give --seeds or --from")
    tree = _tree(root) if source is None else read_tree(Path(source), access)
    depth, width = options.get("depth"), options.get("width", 8)
    depth = (2 if source is None else 1) if depth is None else depth
    for flag, value in (("--depth", depth), ("--width", width)):
        if not isinstance(value, int) or value < 1:
            raise UsageError(f"{flag}: must be at least 1 (found {value!r:.20})")
    recipe = load_topic_recipe(options.get("recipe", "chat"), options.get("overrides", ()))
    told = {
        "language": " ".join(options.get("language", "").split()),
        "guidance": " ".join(options.get("guidance", "").split()),
    }
    templates = Templates(recipe, VARIABLES)
    templates.check_used(told, "grow")
    plan = TopicsPlan(
        tree,
        tuple(leaf for leaf in tree.leaves if leaf.weight),
        seeds,
        depth,
        width,
        recipe,
        templates,
        name,
        told,
        _given(root, options),
        options.get("seed", 0),
        _place(root, options),
        settings,
    )
    if not plan.starts:
        raise UsageError("--from: every topic weighs 0; take *0 away where the tree is to grow")
    if plan.places > MOST:
        raise UsageError(
            f"--depth {depth} and --width {width} would ask up to {plan.places:,} questions; at most {MOST:,}"
        )
    return plan


def _tree(root: str) -> TopicTree:
    """A tree that is nothing but its root; with no subject the seeds alone say what it is."""
    return TopicTree((root,), (Leaf(0, (root,), 1),)) if root else TopicTree((), (Leaf(-1, (), 1),))


def _seeds(given: Any, access: Access) -> Sequence[Task]:
    files = paths_among(given, "seeds")
    if files:
        return load_seeds(files, None, access)
    if isinstance(given, list) and given and all(isinstance(task, Task) for task in given):
        return given
    with as_file(given, "seeds") as path:
        return load_seeds(path)


def _place(root: str, options: TopicsOptions) -> Path:
    """Where the tree goes: `out`, or runs/<what it is of>-topics."""
    if (out := options.get("out")) is not None:
        return Path(out)
    files = [options.get("tree")] if options.get("tree") else paths_among(options.get("seeds"), "seeds") or []
    named = "-".join("".join(letter if letter.isalnum() else " " for letter in root.lower()).split())[:40]
    return Path("runs") / f"{named or (stem(Path(str(files[0]))) if files else 'seeds')}-topics"


def _given(root: str, options: TopicsOptions) -> dict[str, Any]:
    """What was given, as run.json tells it: it identifies nothing."""
    told: dict[str, Any] = {"subject": root, "recipe": str(options.get("recipe", "chat"))}
    for name in ("seeds", "tree"):
        given = options.get(name)
        files = paths_among(given, name) if given is not None else None
        if files:
            told[name] = [storage.given_name(file) for file in files]
    return told | {"overrides": list(options.get("overrides", ()))}


def plan_json(plan: TopicsPlan) -> str:
    """What the journal keeps of a plan, to be compared by."""
    return to_json(plan.identity())
