"""Answers in the forms that prompts ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

Instances = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProposedTask:
    """A proposed task; `labels` is None where its line is left out."""

    instruction: str
    type: str
    labels: tuple[str, ...] | None


def chat_tasks(items: Sequence[ProposedTask], probabilities: Sequence[str] = ()) -> str:
    """The tasks, each with what is said of its probability, if there is anything."""
    blocks = []
    for number, item in enumerate(items, 1):
        lines = [f"### {number}", f"Instruction: {item.instruction}", f"Type: {item.type}"]
        if item.labels is not None:
            lines.append(f"Labels: {'; '.join(item.labels) or 'none'}")
        if said := "".join(probabilities[number - 1 : number]):
            lines.append(f"Probability: {said}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def paper_tasks(items: Sequence[ProposedTask], first: int) -> str:
    """The continuation of a prompt that ends with the first item's number."""
    return "\n".join(f"{first + at}. {item.instruction}" for at, item in enumerate(items)).removeprefix(f"{first}.")


def alpaca_tasks(items: Sequence[tuple[str, str, str]], first: int) -> str:
    """The continuation of a prompt that ends with the first item's `Instruction:`.

    An item without an output lacks the whole field: an empty one would be kept by the published rules.
    """
    blocks = []
    for number, (instruction, shown, output) in enumerate(items, first):
        block = f"{number}. Instruction: {instruction}\n{number}. Input:\n{shown or '<noinput>'}\n"
        blocks.append(f"{block}{number}. Output:\n{output}\n" if output else block)
    return "###\n".join(blocks).removeprefix(f"{first}. Instruction:")


def chat_classify(yes: bool, kind: str, labels: Sequence[str]) -> str:
    named = "; ".join(labels) if yes and labels else "none"
    return f"Classification: {'yes' if yes else 'no'}\nType: {kind}\nLabels: {named}"


def chat_inputs(instances: Instances) -> str:
    """Input-first: `output` may have several lines, as may `input`."""
    return "\n\n".join(
        f"### Example {number}\n{_field('Input', shown or 'none')}\n{_field('Output', output)}"
        for number, (shown, output) in enumerate(instances, 1)
    )


def chat_labels(instances: Instances) -> str:
    return "\n\n".join(
        f"### Example {number}\n{_field('Label', label)}\n{_field('Input', shown)}"
        for number, (shown, label) in enumerate(instances, 1)
    )


def paper_inputs(instances: Instances, field: str) -> str:
    if len(instances) == 1:
        return _paper_pair(*instances[0], field)
    return "\n".join(f"Example {at}\n{_paper_pair(*pair, field)}" for at, pair in enumerate(instances, 1))


def paper_labels(instances: Instances, field: str) -> str:
    """Output-first; an input that only repeats its label has no field name, so that the rule against it applies."""
    return "\n".join(
        f"Class label: {label}\n{shown if shown == label else _field(field, shown)}" for shown, label in instances
    )


def _paper_pair(shown: str, output: str, field: str) -> str:
    given = _field(field, shown)
    if shown and shown == output:
        return f"{given}\nOutput: {given}"
    return f"{given}\n{_field('Output', output)}" if shown else _field("Output", output)


def _field(name: str, text: str) -> str:
    return f"{name}:\n{text}" if "\n" in text else f"{name}: {text}".rstrip()
