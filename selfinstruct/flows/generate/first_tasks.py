"""Ends a session whose model writes tasks and cannot answer them in the form: no filter and no patience mends that."""

from collections import Counter
from dataclasses import dataclass, field

from selfinstruct.engine.wrappers.alike import quoted
from selfinstruct.errors import SystematicFailure
from selfinstruct.flows.generate.develop import DevelopedTask
from selfinstruct.records import Rejection

FIRST = 20  # tasks of which one at least must have an instance, and one more of each further so many
LAST = 100  # tasks after which the recipe's saturation rules
THEIR_OWN = frozenset({"failed", "content_filter"})  # what a service says of requests, others judge


@dataclass(slots=True)
class FirstTasks:
    """The first tasks that a session has settled, in whatever order; with a `limit` of 0 they say nothing."""

    limit: int
    settled: int = 0
    with_instance: int = 0
    _lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    _sample: dict[tuple[str, str], Rejection] = field(default_factory=dict)

    def take(self, model: str, developed: DevelopedTask) -> None:
        """Count a task that was answered in this session; raises SystematicFailure where too few have an instance."""
        if self.limit == 0 or self.settled >= LAST:
            return
        if not developed.task.instances:
            why = developed.rejections[-1]
            if why.rule in THEIR_OWN or not _answer(why).strip():  # that there is none may be said by silence
                return
            key = why.stage, why.rule
            self._lost[key] += 1
            self._sample.setdefault(key, why)
        self.settled += 1
        self.with_instance += bool(developed.task.instances)
        if self.settled >= FIRST * (self.with_instance + 1):
            raise SystematicFailure(self._told(model))

    def _told(self, model: str) -> str:
        lost = ", ".join(f"{stage} {rule} {number}" for (stage, rule), number in self._lost.most_common())
        none = f"only {self.with_instance}" if self.with_instance else "none"
        return (
            f"{model}: {none} of the first {self.settled} tasks has an instance ({lost}); for example: "
            f"{quoted(_answer(self._sample[self._lost.most_common(1)[0][0]]))}; the answers are kept, and nothing "
            "further was asked: the model does not keep the form (another model or recipe may; --max-failures 0 goes "
            "on all the same)"
        )


def _answer(lost: Rejection) -> str:
    """What the model wrote, as far as the rejection has it."""
    if lost.instance is None:
        return lost.text
    return f"Input: {lost.instance.input} Output: {lost.instance.output}"
