"""What the templates are told of a unit, its first question as it would be sent, and the forms of its answers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.flows.ground.material import Exhibit, Unit, exhibit
from selfinstruct.flows.ground.options import GroundPlan
from selfinstruct.forms.description import Form
from selfinstruct.parse import answer_forms
from selfinstruct.records import Request


def about(title: str, exhibits: Sequence[Exhibit]) -> dict[str, Any]:
    """What every template is told of what is shown, with a fence that none of its lines looks like."""
    lines = {line.strip() for item in exhibits for line in item.text.splitlines()}
    fence = "=" * 5
    while any(line.startswith(fence) for line in lines):
        fence += "="
    shown = [{"text": item.text, "section": " > ".join(item.section)} for item in exhibits]
    return {"passages": shown, "fence": fence, "title": title}


def wanted_types(plan: GroundPlan, unit: Unit) -> list[dict[str, Any]]:
    """The types that a unit asks for, as templates see them."""
    kinds = ((name, count, plan.types[name]) for name, count in unit.types)
    return [{"name": name, "count": count, "ask": kind.ask, "refers": kind.refers} for name, count, kind in kinds]


def otherwise(plan: GroundPlan, unit: Unit) -> str:
    """The type that takes the place of one for which a passage gives nothing: the heaviest that any passage answers."""
    fit = [(kind.weight, name) for name, kind in plan.types.items()
           if kind.weight and kind.over == unit.over == "passage" and not (kind.refers or kind.needs)
           and kind.verify == "answer" and kind.output == "text"]  # fmt: skip
    return max(fit)[1] if fit else ""


def first_request(plan: GroundPlan, unit: Unit) -> Iterator[Request]:
    """The question that a unit begins with, as it is shown before anything is asked."""
    document, cut = plan.material.documents[unit.document], plan.material.cut[unit.document]
    shown = [exhibit(document, cut[at]) for at in unit.shown]
    variables = about(document.title, shown) | {
        "types": wanted_types(plan, unit), "count": unit.count, "otherwise": otherwise(plan, unit),
            "labels": [], "asked": [], **plan.told
    }  # fmt: skip
    yield Request("ask", unit.index, plan.templates.messages("ask", variables), plan.recipe.ask.sampling())


def form_of(plan: GroundPlan, stage: str, unit: Unit, variables: Mapping[str, Any]) -> Form | None:
    """The form a stage answers in; None where the answer to a question is all of it."""
    match stage.removesuffix("_again"):
        case "ask":
            asked = "".join(text for name, text in plan.recipe.templates.items() if name.startswith("ask"))
            names = tuple(name for name in answer_forms.GROUNDED if f"{name}:" in asked)
            types = dict.fromkeys([*(name for name, _ in unit.types), otherwise(plan, unit)])
            return answer_forms.grounded_form(tuple(filter(None, types)), unit.count, names)
        case "digest":
            return answer_forms.quotes_form()
        case "verify":
            return answer_forms.verification_form(len(variables["questions"]))
        case "judge":
            rubric = plan.rubric
            return answer_forms.grading_form(rubric.names, rubric.lowest, rubric.highest)
    return None
