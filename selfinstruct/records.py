"""The records that every room speaks of: tasks, rejections, requests and completions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from selfinstruct.forms.description import Hold
from selfinstruct.turns import Attempt as Attempt
from selfinstruct.turns import Instance as Instance
from selfinstruct.turns import Message as Message

INTENDED = "intended"  # the state of a job that has not been submitted
SUBMITTING = "submitting"  # that of one of which nobody knows whether it has


@dataclass(frozen=True, slots=True)
class Job:
    """A batch of requests: `token` is our name of it and `identifier` the service's, "" until it is known.

    `state` is the service's own word, INTENDED and SUBMITTING until it has said one. `created` and `ended` are seconds
    since 1970; it has ended when its answers are in the journal. `worst` is the most it can cost (US$; 0: unknown).
    """

    token: str
    model: str
    state: str = INTENDED
    identifier: str = ""
    requests: int = 0
    answered: int = 0
    failed: int = 0
    created: float = 0.0
    ended: float | None = None
    worst: float = 0.0


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the pool: a seed task, or one a model proposed and the filters accepted.

    `is_classification` is None where no one has said (the alpaca recipe never asks). `type` is a short snake_case name
    of the kind of task, "" where unknown. `demonstrations` are the ids of the tasks shown in the prompt that gave this
    one and `request` that prompt's index; a seed task has neither. `attributes` are what the request asked for (domain,
    difficulty …). `source` says where in a document it stands: docs/ground.md.
    `probability` is what the model said of it, where that was asked.
    """

    id: str
    instruction: str
    type: str = ""
    is_classification: bool | None = None
    labels: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()
    demonstrations: tuple[str, ...] = ()
    request: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task as a completion proposes it, before any filter of the recipe has seen it.

    A recipe that folds stages into the bootstrap answer fills the fields it asked for. `number` is the model's own, and
    so is `probability`, its guess of how likely it is to write just this.
    """

    instruction: str
    type: str = ""
    is_classification: bool | None = None
    labels: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()
    number: int | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a filter or parser rejects: the rule, and the value that broke it (anything JSON can hold).

    For novelty `score` is the ROUGE-L F-measure, `neighbour` the nearest text. What is `private` may not be written.
    """

    rule: str
    value: Any = None
    score: float | None = None
    neighbour: str | None = None
    private: bool = False


def _given(record: object, *names: str) -> dict[str, Any]:
    """The fields called so that are not None."""
    return {name: value for name in names if (value := getattr(record, name)) is not None}


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something that was not kept, and why: a line of rejected.jsonl.

    `stage` is bootstrap, classify or instances. `text` is the rejected instruction, or a completion that could not be
    read. `request` is the index within the stage, `candidate` the place in its completion, `task` the task's id.
    """

    stage: str
    rule: str
    text: str
    value: Any = None
    score: float | None = None
    neighbour: str | None = None
    instance: Instance | None = None
    request: int | None = None
    candidate: int | None = None
    task: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """What stands in the file: only the fields that say something."""
        row = _given(self, "request", "candidate", "task") | {"stage": self.stage, "rule": self.rule}
        row |= _given(self, "value", "score", "neighbour") | {"text": self.text}
        if self.instance is not None:
            row["instance"] = {"input": self.instance.input, "output": self.instance.output} | self.instance.extras()
        return row


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a completion is to be sampled; None, and "default" for `reasoning`, leave the service's default.

    `extra` is sent as it is in the request's body (`top_k` …). `reasoning` is off, low, medium, high or default.
    """

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    reasoning: str = "default"


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model; `purpose` and `index` tell requests with equal prompts apart.

    `api` is "chat", or "completions" with one message that is the prompt. `timeout` is in seconds. `hold` is the form
    that the answer is to be held to, where the service can do that; it is no part of the question.
    """

    purpose: str
    index: int
    messages: tuple[Message, ...]
    sampling: Sampling = Sampling()
    api: str = "chat"
    timeout: float = 600.0
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the service counts them: `cached` of `prompt` it read from its cache, and `written` it wrote there.

    `thinking` is the part of `completion` that the model thought, as far as the service tells.
    """

    prompt: int = 0
    completion: int = 0
    cached: int = 0
    thinking: int = 0
    written: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt + other.prompt, self.completion + other.completion, self.cached + other.cached,
            self.thinking + other.thinking, self.written + other.written,
        )  # fmt: skip

    def as_dict(self) -> dict[str, int]:
        """What stands in files: `thinking` and `written` only where there are any."""
        told = {"prompt": self.prompt, "completion": self.completion, "cached": self.cached}
        more = {"thinking": self.thinking, "written": self.written}
        return told | {name: count for name, count in more.items() if count}


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer.

    `finish_reason` is stop, length, content_filter or what else the service says; None means that the request
    failed for good, and `error` then says how. `batched` ones came by a batch job, at half the price. `reasoning` is
    what the model thought. `assumed`: its usage, which the service did not report, is the most it can be. `tier` is
    the service's own word for that it was served at, and `model` the model's for itself, where it was asked by another.
    """

    text: str
    finish_reason: str | None = "stop"
    usage: Usage = Usage()
    error: str = ""
    batched: bool = False
    reasoning: str = ""
    assumed: bool = False
    tier: str = ""
    model: str = ""


class Model(Protocol):
    """Anything that answers a request. `name` is `provider/model` as on the command line."""

    @property
    def name(self) -> str: ...

    async def complete(self, request: Request) -> Completion:
        """Answer; raise `errors.ModelError` where that cannot be done."""
        ...


class Filter(Protocol):
    """Says why a record is to be rejected, or None to keep it.

    `scope` is "instruction" (called with the task alone), "instance" (called with one of the task's instances;
    `task.instances` then holds all that are still kept, the instance itself among them) or "both".
    """

    @property
    def scope(self) -> str: ...

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None: ...
