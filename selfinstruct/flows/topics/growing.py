"""What is asked to grow a tree of topics: each spot of it in its turn, with what stands beside it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.flows.topics.options import TopicsPlan
from selfinstruct.forms.description import hold
from selfinstruct.parse.answer_forms import topics_form
from selfinstruct.parse.finish_reasons import broken_off, only_reasoning, unusable
from selfinstruct.parse.topics import TopicAnswer, read_topic_list
from selfinstruct.records import Completion, Model, Rejection, Request

PURPOSE = "topics"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where topics may grow: leaf `start` of the tree, its child `places[0]`, that one's child and so on."""

    index: int
    start: int
    places: tuple[int, ...]


def spots(starts: int, depth: int, width: int) -> Iterator[Spot]:
    """Every place, level by level, so that what a place grows out of comes before it."""
    index = 0
    level: list[tuple[int, tuple[int, ...]]] = [(start, ()) for start in range(starts)]
    for _ in range(depth):
        for start, places in level:
            yield Spot(index, start, places)
            index += 1
        level = [(start, (*places, place)) for start, places in level for place in range(width)]


@dataclass(frozen=True, slots=True)
class GrownSpot:
    """What a place has come to: its path and the topics under it. Nothing was asked where there is no such place."""

    spot: Spot
    path: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    asked: bool = False


@dataclass(slots=True)
class Growing:
    """Asks about the places of one tree; each waits for what it grows out of."""

    plan: TopicsPlan
    model: Model
    _grown: dict[tuple[int, tuple[int, ...]], "asyncio.Future[GrownSpot]"] = field(default_factory=dict)

    async def ask(self, spot: Spot) -> GrownSpot:
        mine: asyncio.Future[GrownSpot] = asyncio.get_running_loop().create_future()
        self._grown[spot.start, spot.places] = mine
        try:
            found = await self._grow(spot)
        except BaseException as error:
            mine.set_exception(error)
            mine.exception()  # where nobody waits for it, the error is told by who asked
            raise
        mine.set_result(found)
        return found

    async def _grow(self, spot: Spot) -> GrownSpot:
        path, siblings = self.plan.starts[spot.start].path, self.plan.beside(spot.start)
        if spot.places:
            above = await self._grown[spot.start, spot.places[:-1]]
            if len(above.topics) <= spot.places[-1]:
                return GrownSpot(spot)
            path = (*above.path, above.topics[spot.places[-1]])
            siblings = tuple(name for name in above.topics if name != path[-1])
        question = request(self.plan, spot.index, path, siblings)
        completion = await self.model.complete(question)
        found = self._read(completion, path, siblings)
        if unusable(PURPOSE, completion) is None:
            tell_read(self.model, question, completion, bool(found.topics))
        rejections = tuple(
            Rejection(PURPOSE, rule, text, value=value, request=spot.index) for rule, text, value in found.rejected
        )
        return GrownSpot(spot, path, found.topics, rejections, asked=True)

    def _read(self, completion: Completion, path: Sequence[str], siblings: Sequence[str]) -> TopicAnswer:
        if (refusal := unusable(PURPOSE, completion) or only_reasoning(PURPOSE, completion)) is not None:
            return TopicAnswer((), ((refusal.rule, refusal.text, refusal.value),))
        cut = broken_off(completion) is not None
        return read_topic_list(
            completion.text, self.plan.width, self.plan.recipe.longest, (*path, *siblings), cut=cut
        )  # fmt: skip


def request(plan: TopicsPlan, index: int, path: Sequence[str], siblings: Sequence[str]) -> Request:
    """The question about one place; chance decides which seed tasks it shows."""
    recipe, stage = plan.recipe, plan.recipe.grow
    shown = plan.rng(index).sample(plan.seeds, min(recipe.demonstrations, len(plan.seeds)))
    messages = plan.templates.messages(
        "grow",
        {
            "path": list(path),
            "siblings": list(siblings),
            "count": plan.width,
            "demonstrations": [task.instruction for task in shown],
            "longest": recipe.longest,
            "language": plan.told["language"],
            "guidance": plan.told["guidance"],
        },
    )
    api = stage.api or recipe.api
    held = hold(topics_form(plan.width), recipe.constrain)
    return Request(PURPOSE, index, messages, stage.sampling(), api, stage.timeout, held)
