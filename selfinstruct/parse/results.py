"""The results of the parsers."""

from dataclasses import dataclass

from selfinstruct.records import Candidate, Instance, Reason, Rejection


@dataclass(frozen=True, slots=True)
class Instructions:
    """All that a bootstrap completion proposes, in order of appearance.

    A rejection's `candidate` is its position in `items`; one for the whole completion has none.
    """

    items: tuple[Candidate | Rejection, ...] = ()

    @property
    def kept(self) -> tuple[Candidate, ...]:
        return tuple(item for item in self.items if isinstance(item, Candidate))

    @property
    def rejected(self) -> tuple[Rejection, ...]:
        return tuple(item for item in self.items if isinstance(item, Rejection))


@dataclass(frozen=True, slots=True)
class Label:
    """A classify completion; `is_classification` is None where it says neither yes nor no, or both."""

    is_classification: bool | None
    type: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instances:
    """The instances of one task, in order of appearance.

    A rejection's `text` is the completion where no instance could be read from it, and otherwise empty: the
    instruction is the caller's to fill in.
    """

    kept: tuple[Instance, ...] = ()
    rejected: tuple[Rejection, ...] = ()


def no_instructions(rule: str, text: str) -> Instructions:
    """A bootstrap completion that is rejected as a whole."""
    return Instructions((Rejection("bootstrap", rule, text),))


def no_instances(rule: str, text: str) -> Instances:
    """An instance completion that is rejected as a whole."""
    return Instances(rejected=(Rejection("instances", rule, text),))


def rejected_item(position: int, text: str, reason: Reason) -> Rejection:
    """One item of a bootstrap completion that is not kept."""
    return Rejection("bootstrap", reason.rule, text, value=reason.value, candidate=position)


def rejected_instance(instance: Instance, reason: Reason) -> Rejection:
    """One instance that is not kept."""
    return Rejection("instances", reason.rule, "", value=reason.value, instance=instance)
