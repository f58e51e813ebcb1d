"""What a student is: something that is trained on lessons and then answers questions that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from selfinstruct.turns import Message


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a student learns from: a prompt and the answer to give; with `worse`, the answer that it is better than.

    `group` names what belongs together: the type of the task, or its instruction. `classified`: the answer is one of a
    few labels; of a question `labels` are those that answers of its group are, as far as they are known.
    """

    id: str
    prompt: tuple[Message, ...]
    answer: str
    worse: str | None = None
    group: str = ""
    classified: bool = False
    labels: tuple[str, ...] = ()

    @property
    def asked(self) -> str:
        """The prompt as one text."""
        return "\n\n".join(turn.content for turn in self.prompt)


@dataclass(frozen=True, slots=True)
class Training:
    """How a student is trained, the same for every arm: `steps` of `batch` lessons each, at `rate`.

    `rank` is that of LoRA; 0 trains all weights. `longest` is in tokens, of prompt and answer together; lessons beyond
    it are cut at their end. `beta` is that of DPO. `threads` are those of one training, None for as many as there are.
    """

    steps: int
    batch: int = 8
    rate: float = 5e-4
    rank: int = 16
    longest: int = 512
    beta: float = 0.1
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What a student did in its test: an answer to each question, and what it cost.

    `losses` are, for each question, the mean negative log-likelihood of a token of the right answer, in nats; None
    where the student has no such thing. `prefers` says of each question with a worse answer whether training has made
    the better one more likely against it. `trained` and `tested` are in seconds, `tokens` those trained on; `cut`
    is how many lessons were longer than `longest`.
    """

    answers: tuple[str, ...]
    losses: tuple[float, ...] | None = None
    prefers: tuple[bool, ...] | None = None
    trained: float = 0.0
    tested: float = 0.0
    tokens: int = 0
    cut: int = 0
    notes: tuple[str, ...] = field(default=())


class Student(Protocol):
    """`identity` says by what its results are known: its kind, and a hash of what it is before it is trained."""

    @property
    def name(self) -> str: ...

    def identity(self) -> str: ...

    def accepts(self, lesson: Lesson) -> bool:
        """Whether it can be asked such a question at all."""
        ...

    def try_out(self, lessons: Sequence[Lesson], test: Sequence[Lesson], training: Training, seed: int) -> Tried:
        """Train a fresh student on the lessons, not at all where there are none, and test it.

        The same arguments give the same answers on the same machine. Lessons with a worse answer are learned by DPO.
        """
        ...
