"""What the templates are told of a unit, and its first question as it would be sent."""

from collections.abc import Iterator, Sequence
from typing import Any

from selfinstruct.flows.ground.material import Exhibit, Unit, exhibit
from selfinstruct.flows.ground.options import GroundPlan
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
