"""Filters that look at the instances of one task."""

import re
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text import published_rules
from selfinstruct.text.answers.emptiness import says_nothing
from selfinstruct.text.placeholders import only_attached

_PLACEHOLDER = re.compile(
    r"""[\[<{(]\s*(?:(?:your|the|an?|insert|enter|paste|add|provide|some|sample|given)\b[^\]>})]{0,60}|
    (?:input|text|sentence|paragraph|article|email|e-mail|code|data|list|document|passage|content)
    (?:\s(?:here|goes\shere))?)
    \s*[\]>})]\.?|
    (?:your|insert|enter|paste|add)\s[\w\s-]{0,40}\s?here\.?|
    \.{3,}|…|lorem\sipsum\b.*""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class EmptyOutput:
    """Instances without an output: nothing, nothing that is seen, an empty fence, dots or "null" nobody asked for."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        # A label may be "null".
        asked = "null" if task.is_classification else f"{task.instruction}\n{instance.input}"
        nothing = says_nothing(instance.output, asked)
        return published_rules.empty_output(Instance(instance.input, "" if nothing else instance.output))


@dataclass(frozen=True)
class InputEqualsOutput:
    """Instances whose output only repeats the input."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        return published_rules.input_equals_output(Instance(instance.input.strip(), instance.output.strip()))


@dataclass(frozen=True)
class EndsWithColon:
    """Instances whose input or output ends in a colon: what it announces never came."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        return published_rules.ends_with_colon(instance)


@dataclass(frozen=True)
class SameInputDifferentOutput:
    """All instances of a task, if two have the same input and different outputs."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        return published_rules.same_input_different_output(task.instances)


@dataclass(frozen=True)
class Duplicate:
    """Instances equal to an earlier one of the same task."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        earlier = []
        for other in task.instances:
            if other is instance:
                break
            earlier.append(other)
        return published_rules.duplicate(instance, earlier)


@dataclass(frozen=True)
class KnownLabel:
    """Instances whose output is none of the task's labels, where these are known; case and outer punctuation aside."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        if not task.is_classification or not task.labels:
            return None
        known = {_bare(label) for label in task.labels}
        return None if _bare(instance.output) in known else Reason("label", instance.output)


@dataclass(frozen=True)
class PlaceholderInput:
    """Instances whose whole input stands for one that never came: "[your text]", "Paste the email here", "<image>"."""

    scope: ClassVar[str] = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        text = instance.input.strip().strip("\"'“”")
        missing = text and (_PLACEHOLDER.fullmatch(text) or only_attached(text, task.instruction))
        return Reason("placeholder_input", instance.input) if missing else None


def _bare(label: str) -> str:
    return label.strip().strip("\"'“”.").strip().casefold()
