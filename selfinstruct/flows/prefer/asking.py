"""One prompt and everything that is asked about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.engine.gather import ItemDropped
from selfinstruct.engine.sameness import SameAnswers
from selfinstruct.engine.wrappers.evidence import tell_read
from selfinstruct.errors import UsageError
from selfinstruct.forms.description import Form, hold
from selfinstruct.parse import answer_forms
from selfinstruct.parse.chat_text import plain_text, reasoning_of
from selfinstruct.parse.finish_reasons import broken_off, broken_rule, only_reasoning, unusable
from selfinstruct.preferences import PairRejection
from selfinstruct.recipes.prefer import RESPONDING, PreferenceRecipe
from selfinstruct.recipes.rubric import Rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Filter, Message, Model, Request, Sampling
from selfinstruct.text.answers.emptiness import says_nothing


@dataclass(frozen=True, slots=True)
class PreferPrompt:
    """A prompt to make a pair of; `output` is what the dataset answers, "" where there is none.

    `ordinal` counts prompts of the same text, so that each gets answers of its own. `source` says where in a document
    it stands. `checks` are those that its record carries, and `attempts` what was answered to it in a run.
    """

    task_id: str
    instance_id: str
    messages: tuple[Message, ...]
    output: str = ""
    ordinal: int = 0
    source: Mapping[str, Any] | None = None
    checks: tuple[Mapping[str, Any], ...] = ()
    attempts: tuple["Attempt", ...] = ()

    @property
    def text(self) -> str:
        """The prompt as one text: the user's words alone where nothing else was said."""
        if len(self.messages) == 1:
            return self.messages[0].content
        return "\n\n".join(f"{turn.role.capitalize()}: {turn.content}" for turn in self.messages)

    @property
    def said(self) -> str:
        """The words of all turns, without who says them."""
        return "\n".join(turn.content for turn in self.messages)


# The line above the text of a stage that answers with one.
MARKS = {"revision": "Revised response", "edit": "Edited response", "corruption": "Flawed response"}


@dataclass(frozen=True, slots=True)
class Response:
    """A text that may become a side of a pair, who wrote it, and what was thought before, where that is kept."""

    text: str
    model: str
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A response of a run whose checks are known, and whether it has passed all of them."""

    response: Response
    passed: bool


def response_id(method: str, number: int, prompted: PreferPrompt, response: Response) -> str:
    """The name a response is scored under: one for each text that answers a prompt in a method's round."""
    turns = to_json([[turn.role, turn.content] for turn in prompted.messages])
    place = (method, str(number), prompted.task_id, prompted.instance_id, str(prompted.ordinal))
    return content_id("response", *place, turns, response.text)


@dataclass(frozen=True, slots=True)
class Scores:
    """Points from outside by `response_id`, in whatever unit; `name` says whose they are."""

    name: str
    by_id: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class MethodSettings:
    """What a session of one method works with; `round` and `seed` are part of what is asked.

    `models` are those that respond (for contrast the strong one, then the weak one), `judges` those that judge;
    `scores` from outside take their place. `filters` say which texts cannot be the better side.
    """

    recipe: PreferenceRecipe
    rubric: Rubric
    templates: Templates
    models: Sequence[Model]
    judges: Sequence[Model]
    round: int = 1
    seed: int = 0
    scores: Scores | None = None
    filters: Sequence[Filter] = ()
    same: SameAnswers = field(default_factory=SameAnswers, compare=False)

    @property
    def judged_by(self) -> tuple[str, ...]:
        """Who judges, by name; nobody where responses are taken as they are meant."""
        return (self.scores.name,) if self.scores else tuple(model.name for model in self.judges)

    def purpose(self, stage: str) -> str:
        """Which answers belong together: those of a method in a round."""
        return f"prefer/{self.recipe.method}/{self.round}/{stage}"

    def rng(self, stage: str, prompted: PreferPrompt) -> Random:
        """Chance depends on the seed, the method, the round and the prompt, not on its place in the file."""
        return Random(
            f"{self.seed}:{self.purpose(stage)}:{prompted.instance_id or prompted.task_id}:{prompted.ordinal}"
        )


class NoPair(ItemDropped):
    """This prompt gives no pair; `rejection` says why."""

    def __init__(self, rejection: PairRejection) -> None:
        super().__init__(rejection.rule)
        self.rejection = rejection


@dataclass(slots=True)
class JudgeTally:
    """What judges did with one prompt: comparisons by the place of the winner, flips and unreadable answers."""

    first: int = 0
    second: int = 0
    ties: int = 0
    flips: int = 0
    unreadable: int = 0

    def add(self, other: "JudgeTally") -> None:
        """Count those of another prompt too."""
        for name in ("first", "second", "ties", "flips", "unreadable"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked about one prompt.

    `tally` counts what its judges did; `aside` takes rejections that do not cost the prompt its pair.
    """

    setting: MethodSettings
    prompted: PreferPrompt
    tally: JudgeTally = field(default_factory=JudgeTally)
    aside: list[PairRejection] = field(default_factory=list)

    def outside(self, response: Response) -> float:
        """What the scores from outside say of a response; raises UsageError where they know nothing of it."""
        setting = self.setting
        assert setting.scores is not None
        found = setting.scores.by_id.get(response_id(setting.recipe.method, setting.round, self.prompted, response))
        if found is None:
            raise UsageError(
                f"responses.jsonl lacks a response to {self.prompted.task_id!r:.60}; give the same options as with "
                "--responses-only, or run that again"
            )
        return found

    def rejection(self, rule: str, value: Any = None, text: str = "", **sides: Any) -> PairRejection:
        prompted, setting = self.prompted, self.setting
        return PairRejection(
            setting.recipe.method, setting.round, prompted.task_id, prompted.instance_id, rule, prompted.text, value,
            text, **sides,
        )  # fmt: skip

    async def complete(
        self, stage: str, model: Model, variables: Mapping[str, Any], number: int = 0, sampling: Sampling | None = None
    ) -> Completion:
        """The model's answer to a stage's question; raises NoPair where there is no answer to read."""
        setting = self.setting
        settings = setting.recipe.stage(stage)
        assert settings is not None
        variables = {"prompt": self.prompted.text, **variables}
        if stage in RESPONDING and f"{stage}.jinja" not in setting.recipe.templates:
            own = self.prompted.messages
            system = () if own[0].role == "system" else setting.templates.system(stage, variables)
            messages = (*system, *own)
        else:
            messages = setting.templates.messages(stage, variables)
        request = Request(
            setting.purpose(stage), self.prompted.ordinal * 1000 + number, messages, sampling or settings.sampling(),
            settings.api or "chat", settings.timeout, hold(self._form(stage), setting.recipe.constrain),
        )  # fmt: skip
        answer = await model.complete(request)
        if problem := unusable(stage, answer):
            raise NoPair(
                self.rejection(problem.rule, f"{stage}: {problem.value or model.name}", models={stage: model.name})
            )
        return answer

    def _form(self, stage: str) -> Form | None:
        """The form a stage answers in; None where it answers the prompt itself."""
        match stage.removesuffix("_again"):
            case "critique":
                return answer_forms.faults_form()
            case "revision" | "edit":
                return answer_forms.marked_form(MARKS[stage])
            case "corruption":
                return answer_forms.corruption_form(MARKS[stage])
            case "score" | "compare" as kind:
                rubric = self.setting.rubric
                form = answer_forms.grading_form if kind == "score" else answer_forms.comparison_form
                return form(rubric.names, rubric.lowest, rubric.highest)
        return None

    async def response(self, stage: str, model: Model, number: int = 0, temperature: float | None = None) -> Response:
        """What the model answers to the prompt itself; raises NoPair for an answer that is cut off or empty."""
        settings = self.setting.recipe.stage(stage)
        assert settings is not None
        sampling = settings.sampling() if temperature is None else replace(settings.sampling(), temperature=temperature)
        answer = await self.complete(stage, model, {}, number, sampling)
        response = self.whole(stage, model, answer, plain_text(answer.text, self.prompted.said), number)
        self.setting.same.take(model.name, self.prompted.said, response.text)
        return replace(response, reasoning=reasoning_of(answer)) if self.setting.recipe.keep_reasoning else response

    def whole(self, stage: str, model: Model, answer: Completion, text: str | None, number: int = 0) -> Response:
        """The text read out of an answer as a response; raises NoPair where it is unreadable, cut off or empty."""
        wrote = {stage: model.name}
        cut = broken_off(answer) is not None
        empty = text is not None and says_nothing(text, self.prompted.said)
        self.tell_read(stage, model, answer, not cut and text is not None and not empty, number)
        if thought := only_reasoning(stage, answer):
            raise NoPair(self.rejection(thought.rule, stage, thought.text, models=wrote))
        if cut:
            raise NoPair(self.rejection(broken_rule(answer), stage, answer.text, models=wrote))
        if text is None:
            raise NoPair(self.rejection("unreadable", stage, answer.text, models=wrote))
        if empty:
            raise NoPair(self.rejection("empty", stage, answer.text, models=wrote))
        return Response(text, model.name)

    def tell_read(self, stage: str, model: Model, answer: Completion, readable: bool, number: int = 0) -> None:
        """Tell the session whether an answer could be read."""
        request = Request(self.setting.purpose(stage), self.prompted.ordinal * 1000 + number, ())
        tell_read(model, request, answer, readable)

    @property
    def own(self) -> Response | None:
        """The dataset's own output, which is paid for; None where there is none, or the recipe does not take it."""
        wanted = self.setting.recipe.own_output and self.prompted.output.strip()
        return Response(self.prompted.output, "dataset") if wanted else None

    async def good(self) -> Response:
        """The dataset's own output, or else a response of the model."""
        return self.own or await self.response("response", self.setting.models[0])
