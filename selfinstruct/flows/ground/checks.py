"""What code holds against a candidate before any model is asked again: above all, whether its quotations are there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from selfinstruct.documents.quoting.folding import FoldedText, fold_text
from selfinstruct.documents.quoting.quotations import Unfound, find_quotation
from selfinstruct.flows.ground.material import Exhibit
from selfinstruct.parse.grounding.tasks import GroundedCandidate
from selfinstruct.recipes.ground import TaskType
from selfinstruct.records import Reason
from selfinstruct.text.grounding.answers import answer_in_question
from selfinstruct.text.grounding.context.context_bound import context_bound
from selfinstruct.text.grounding.numbers import unsupported_numbers
from selfinstruct.text.grounding.questions import no_question
from selfinstruct.text.grounding.unanswerable import is_unanswerable


@dataclass(frozen=True)
class Shown:
    """What a unit shows the model, each text folded once for all quotations that are looked for in it."""

    exhibits: Sequence[Exhibit]

    @cached_property
    def folded(self) -> list[FoldedText]:
        return [fold_text(item.text) for item in self.exhibits]

    @cached_property
    def text(self) -> str:
        """All of it as one text."""
        return "\n\n".join(item.text for item in self.exhibits)


Spans = tuple[tuple[int, int], ...]


def quoted(quotes: Sequence[str], shown: Shown, *, both: bool = False) -> Spans | Reason:
    """Where in the document the quotations stand, in characters; the reason where one of them is not there.

    With `both` each of the texts shown must be quoted.
    """
    if not quotes:
        return Reason("quoted", {"quotation": "", "why": "none"})
    spans: list[tuple[int, int]] = []
    met: set[int] = set()
    for quote in quotes:
        nearest: Unfound | None = None
        for place, (item, folded) in enumerate(zip(shown.exhibits, shown.folded, strict=True)):
            found = find_quotation(folded, quote)
            if not isinstance(found, Unfound):
                spans += (span for start, end in found for span in item.spans(start, end))
                met.add(place)
                break
            if nearest is None or found.score > nearest.score:
                nearest = found
        else:
            assert nearest is not None
            told = {"quotation": quote, "why": nearest.why}
            return Reason("quoted", told, round(nearest.score, 1), nearest.nearest or None)
    if both and len(met) < len(shown.exhibits):
        return Reason("quoted", {"quotation": quotes[0], "why": "only one of the passages is quoted"})
    return tuple(sorted(set(spans)))


def objection(
    candidate: GroundedCandidate, kind: TaskType, shown: Shown, form: str, language: str = ""
) -> Reason | None:
    """What else code holds against a candidate, in the order of how much it says; None where nothing."""
    question, answer = candidate.question, candidate.answer
    if kind.output != "passage" and not answer.strip():
        return Reason("empty_output")
    if no_question(question):
        return Reason("no_question")
    if not kind.refers and (phrase := context_bound(question, language)):
        return Reason("context_bound", value=phrase)
    if kind.output == "passage":
        return None
    if kind.verify == "unanswerable":
        return None if is_unanswerable(answer) else Reason("answered", value=answer)
    if kind.output == "text" and is_unanswerable(answer):
        return Reason("unanswerable", value=answer)
    if kind.output == "label":
        return _labelled(candidate)
    if kind.output == "json" and (wrong := _no_json(answer)):
        return Reason("json", value=wrong)
    if kind.output == "text" and not kind.refers and answer_in_question(question, answer):
        return Reason("answer_in_question")
    if kind.numbers and (numbers := unsupported_numbers(answer, shown.text, question)):
        return Reason("unsupported_number", value=", ".join(numbers))
    return None


def _labelled(candidate: GroundedCandidate) -> Reason | None:
    known = {label.casefold() for label in candidate.labels}
    if len(known) < 2:
        return Reason("label", value="fewer than two labels")
    return None if candidate.answer.strip().casefold() in known else Reason("label", value=candidate.answer)


def _no_json(answer: str) -> str:
    try:
        found = json.loads(without_fence(answer))
    except (ValueError, RecursionError) as error:
        return str(error)
    return "" if isinstance(found, dict | list) and found else "neither an object nor a list"


def without_fence(text: str) -> str:
    """What stands between the lines of a code fence, or all of it where there is none."""
    lines = text.strip().splitlines()
    fenced = len(lines) > 2 and lines[0].startswith("```") and lines[-1].strip() == "```"
    return "\n".join(lines[1:-1]) if fenced else text.strip()
