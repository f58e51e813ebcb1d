"""Bootstrapping: prompts made of seed tasks and accepted machine tasks, and what becomes of the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from selfinstruct.canonical import content_id, unique_id
from selfinstruct.errors import SeedError
from selfinstruct.filters.apply import FilterSet, reject
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.flows.generate.overused import CountedPool
from selfinstruct.flows.generate.subjects.suiting import SUBJECTS
from selfinstruct.forms.description import Hold, hold
from selfinstruct.parse import read_instructions
from selfinstruct.parse.answer_forms import bootstrap_form
from selfinstruct.parse.finish_reasons import only_reasoning, parser_finish_reason, unusable
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Candidate, Completion, Reason, Rejection, Request, Task

PURPOSE = "bootstrap"
LEAST_ALONE = 4  # seed tasks that stand alone, below which all are shown
_TEMPLATES = ("bootstrap.jinja", "bootstrap.system.jinja")


def lag(index: int, window: int) -> int:
    """How many requests behind `index` the pool is that its demonstrations come from.

    It grows with the run: with a constant lag a small run would never see a machine task.
    """
    return min(window, max(8, index // 2))


@dataclass(frozen=True, slots=True)
class BootstrapPrompt:
    """What a bootstrap prompt shows and asks for; a function of the inputs, the index and the pool at that index."""

    demonstrations: tuple[Task, ...]
    machine: frozenset[str]
    classification: bool
    attributes: tuple[Mapping[str, str], ...]


@dataclass(slots=True)
class Bootstrap:
    """The requests of a run's bootstrap stage, and the task pool that their answers make.

    `machine` are the pool's machine tasks in order of admission; `sizes[k]` is how many there were when k requests had
    been admitted. `readable` says whether the last answer proposed anything.
    """

    inputs: Inputs
    templates: Templates
    filters: FilterSet = field(default_factory=FilterSet)
    machine: list[Task] = field(init=False)
    sizes: list[int] = field(init=False)
    readable: bool = field(init=False, default=True)
    _counted: CountedPool | None = field(init=False, default=None)
    _ids: dict[str, int] = field(init=False, default_factory=dict)
    _seeds: tuple[Task, ...] = field(init=False)
    _classification_seeds: tuple[Task, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.machine = list(self.inputs.pool)
        self.sizes = [len(self.machine)]
        whole = self.inputs.recipe.form == "alpaca"  # there a demonstration is an instruction with its instance
        self._seeds = tuple(task for task in self.inputs.seeds if task.instances or not whole)
        if not self._seeds:
            raise SeedError([f"recipe {self.inputs.recipe.name} needs seed tasks with an instance, and there is none"])
        if self.inputs.recipe.demonstrate == "alone":
            self._seeds = _standing_alone(self._seeds) or self._seeds
        self._classification_seeds = tuple(task for task in self._seeds if task.is_classification)
        known = (*self.inputs.seeds, *self.inputs.pool)
        for task in known:
            unique_id(task.id, self._ids)
        self.filters.seed([task.instruction for task in known])

    @property
    def admitted(self) -> int:
        """How many requests have been admitted."""
        return len(self.sizes) - 1

    def ready(self, index: int) -> bool:
        """Whether the pool that request `index` samples from is known."""
        return self._behind(index) <= self.admitted

    def request(self, index: int) -> Request:
        """The request of that index; it must be `ready`."""
        shown = self.shown(index)
        recipe = self.inputs.recipe
        messages = self.templates.messages(
            PURPOSE,
            {
                "demonstrations": [_demonstration(task, task.id in shown.machine) for task in shown.demonstrations],
                "count": recipe.candidates,
                "classification": shown.classification,
                "attributes": [dict(item) for item in shown.attributes],
                "own_field": self.inputs.own_kinds() is not None,
                "verbalized": None if recipe.verbalized is None else {"below": recipe.verbalized.below},
                "overused": self._overused(index, shown),
                "topic": self.inputs.topic,
                "language": self.inputs.language,
                "guidance": self.inputs.guidance,
            },
        )
        stage = recipe.bootstrap
        api = recipe.api_of(PURPOSE)
        return Request(PURPOSE, index, messages, stage.sampling(), api, stage.timeout, self._hold(shown))

    def _hold(self, shown: BootstrapPrompt) -> Hold | None:
        recipe = self.inputs.recipe
        first = len(shown.demonstrations) + 1
        labelled = any("Labels:" in recipe.templates.get(name, "") for name in _TEMPLATES)
        form = bootstrap_form(
            recipe.form, recipe.candidates, first, labelled=labelled, probable=recipe.verbalized is not None
        )
        return hold(form, recipe.constrain)

    def shown(self, index: int) -> BootstrapPrompt:
        """What request `index` shows, sampled from the pool as it stood `lag` requests before."""
        rng = self.inputs.rng(PURPOSE, index)
        recipe = self.inputs.recipe
        classification = rng.random() < recipe.classification_share and bool(self._classification_seeds)
        machine: Sequence[Task] = ()
        seeds = self._seeds
        if classification:
            # A machine task's label comes with an answer of its own, in any order: only seeds are sure.
            seeds = self._classification_seeds
        else:
            size = self.sizes[self._behind(index)]
            picks = rng.sample(range(size), min(recipe.machine_demonstrations, size))
            machine = [self.machine[pick] for pick in picks]
        wanted = len(seeds) if len(seeds) < recipe.demonstrations else recipe.demonstrations - len(machine)
        demonstrations = [*machine, *rng.sample(seeds, wanted)]
        rng.shuffle(demonstrations)
        return BootstrapPrompt(
            tuple(demonstrations),
            frozenset(task.id for task in machine),
            classification,
            self._drawn(index, self._attributes(rng, classification)),
        )

    def admit(self, completion: Completion) -> list[Task | Rejection]:
        """Take the answer of the next request in order: what it adds to the pool and what is rejected, in its order."""
        index = self.admitted
        shown = self.shown(index)
        self.filters.show([task.instruction for task in shown.demonstrations])
        items = self._items(completion, shown)
        self.readable = any(isinstance(item, Candidate) for item in items)
        events = [self._judge(item, position, index, shown) for position, item in enumerate(items)]
        self.sizes.append(len(self.machine))
        return events

    def _behind(self, index: int) -> int:
        """How many requests must have been admitted before request `index` is asked."""
        return max(0, index - lag(index, self.inputs.recipe.window) + 1)

    def _items(self, completion: Completion, shown: BootstrapPrompt) -> list[Candidate | Rejection]:
        if refusal := unusable(PURPOSE, completion) or only_reasoning(PURPOSE, completion):
            return [refusal]
        found = read_instructions(
            completion.text,
            parser_finish_reason(completion),
            self.inputs.recipe.form,
            first_number=len(shown.demonstrations) + 1,
            probable=self.inputs.recipe.verbalized is not None,
        )
        return list(found.items)

    def _judge(
        self, item: Candidate | Rejection, position: int, index: int, shown: BootstrapPrompt
    ) -> Task | Rejection:
        if isinstance(item, Rejection):
            return replace(item, stage=PURPOSE, request=index, candidate=position)
        task = Task(
            id=content_id(item.instruction),
            instruction=item.instruction,
            type=item.type,
            is_classification=item.is_classification,
            labels=item.labels,
            instances=item.instances,
            demonstrations=tuple(task.id for task in shown.demonstrations),
            request=index,
            attributes=self._wish(item, position, shown),
            probability=item.probability if self.inputs.recipe.verbalized is not None else None,
        )
        surplus = position >= self.inputs.recipe.candidates
        reason = Reason("too_many", position + 1) if surplus else self._likely(task) or self.filters.reason(task)
        if reason is not None:
            return reject(PURPOSE, reason, item.instruction, request=index, candidate=position)
        return self._accept(task)

    def _likely(self, task: Task) -> Reason | None:
        """Why a candidate is too likely to be worth having, by what the model says of it."""
        asked = self.inputs.recipe.verbalized
        if asked is None:
            return None
        if task.probability is None:
            return Reason("no_probability") if asked.missing == "reject" else None
        return None if task.probability < asked.below else Reason("probability", task.probability)

    def _overused(self, index: int, shown: BootstrapPrompt) -> dict[str, list[str]] | None:
        """What a prompt names as standing in too many tasks, by the pool that its demonstrations come from too."""
        settings = self.inputs.recipe.overused
        if settings is None:
            return None
        if self._counted is None:
            self._counted = CountedPool(self.inputs, settings)
        spared = [value for wish in shown.attributes for value in wish.values()]
        return self._counted.overused(self.machine, self.sizes[self._behind(index)], spared)

    def _accept(self, task: Task) -> Task:
        self.filters.accept(task)
        identifier = unique_id(task.id, self._ids)
        accepted = replace(task, id=identifier)
        # A prompt shows a machine task's instruction and nothing else; its instances would only take memory.
        self.machine.append(Task(id=identifier, instruction=task.instruction))
        return accepted

    def _attributes(self, rng: Random, classification: bool) -> tuple[Mapping[str, str], ...]:
        """What each candidate is to be like: a value of the first list, and of some of the others that go with it.

        All of them at once fit together too seldom, and the tasks show it.
        """
        lists = self.inputs.attributes()
        recipe = self.inputs.recipe
        suiting = self.inputs.suiting()
        most = recipe.attributes_named
        if classification and recipe.classification_attributes == "subject":
            # Somebody who sorts things sorts them alike for all readers: the rest only makes such a task odd.
            lists = {name: suiting.of_labels(name, lists[name]) for name in lists if name in SUBJECTS}
            most = 1
        names = list(lists)
        others = min(most, len(names)) - 1

        def wish() -> Mapping[str, str]:
            named = names[:1] + rng.sample(names[1:], others) if names else []
            wished: dict[str, str] = {}
            for name in names:
                if name in named and (values := suiting.values(name, lists[name], wished)):
                    wished[name] = rng.choice(values)
            return wished

        if recipe.vary == "request":
            return (wish(),) * recipe.candidates
        return tuple(wish() for _ in range(recipe.candidates))

    def _drawn(self, index: int, sampled: Sequence[Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
        """The attributes of each candidate: what is drawn from files and topics, then as many more as are named."""
        inputs, count = self.inputs, self.inputs.recipe.candidates
        if not inputs.listed and not (inputs.topics and inputs.evenly):
            return tuple(sampled)
        alike = inputs.recipe.vary == "request"
        found: list[Mapping[str, str]] = []
        for place, wish in enumerate(sampled):
            if alike and found:
                found.append(found[0])
                continue
            drawn = inputs.drawn(index if alike else index * count + place)
            taken = inputs.drawn_names | drawn.keys()
            others = [(name, value) for name, value in wish.items() if name not in taken]
            least = 0 if inputs.draws_subject else 1
            found.append(drawn | dict(others[: max(least, inputs.recipe.attributes_named - len(drawn))]))
        return tuple(found)

    def _wish(self, item: Candidate, position: int, shown: BootstrapPrompt) -> Mapping[str, str]:
        number = position if item.number is None else item.number - 1
        return shown.attributes[number] if 0 <= number < len(shown.attributes) else {}


def _standing_alone(seeds: Sequence[Task]) -> tuple[Task, ...]:
    """The seed tasks that need no input and no labels, where there are enough of them to show."""
    found = tuple(
        task for task in seeds if not task.is_classification and not any(item.input for item in task.instances)
    )
    return found if len(found) >= LEAST_ALONE else ()


def _demonstration(task: Task, machine: bool) -> dict[str, Any]:
    first = task.instances[0] if task.instances and not machine else None
    return {
        "instruction": task.instruction,
        "machine": machine,
        "type": "" if machine else task.type,
        "is_classification": None if machine else task.is_classification,
        "labels": [] if machine else list(task.labels),
        "input": first.input if first else "",
        "output": first.first_answer() if first else "",
    }
