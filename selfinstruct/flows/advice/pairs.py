"""Advice beside the estimate of `prefer`: whether a budget is better spent on pairs, or on more tasks of the run."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Unpack

from selfinstruct.engine.estimate import Estimate
from selfinstruct.files.given import Given, as_file
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.flows.advice.flow import Advice, advised
from selfinstruct.flows.generate.estimate import LookAhead
from selfinstruct.flows.generate.inputs import load_inputs
from selfinstruct.flows.generate.options import GeneratePlan
from selfinstruct.flows.prefer.estimate import preview_preferences
from selfinstruct.flows.prefer.options import PreferOptions, PreferPlan, read_prefer_plan
from selfinstruct.prices import Price, find_price
from selfinstruct.runs.info import recorded
from selfinstruct.runs.lists import kept_list
from selfinstruct.runs.recorded import recorded_run

UNKNOWN = "only of a run that generate made is it known what more tasks would take"


def advise_preferences(source: Given, method: str, **options: Unpack[PreferOptions]) -> Advice:
    """What `preview_preferences` says, and what the budget (`max_cost`) is best spent on; asks and writes nothing.

    The first of the models that are named, or the run's own, plays every role, but in the estimate. Of anything but a
    run that `generate` made the advice says that it knows too little.
    """
    found = preview_preferences(source, method, **options)
    if not found.requests:
        return Advice(found, f"the method {method} asks no model, so that its pairs cost nothing")
    with as_file(source, "prompts") as path:
        plan = read_prefer_plan(path, method, options)
    before = recorded(plan.path) if is_run_folder(path) else {}
    if before.get("kind") or "counts" not in before:
        return Advice(found, UNKNOWN)
    with recorded_run(plan.path) as run:
        texts = {} if run is None else run.inputs()
        if run is None or "plain" not in texts:
            return Advice(found, UNKNOWN)
        inputs = load_inputs(texts, partial(kept_list, run))
        if ":" in inputs.recipe.develop:
            return Advice(
                found, f"the run was made with {inputs.recipe.develop}, code of your own, which is not run here"
            )
        named = plan.models[0].name if plan.models else inputs.model
        settings = replace(plan.settings, n=max(1, int(before.get("target") or 0)))
        ahead = LookAhead(
            GeneratePlan(plan.path, settings, replace(inputs, model=named), {}, {}),
            settings.price or find_price(named), before, found,
        )  # fmt: skip
        advice = advised(ahead, partial(_spent, plan, before), "these pairs")
    return _as_asked(plan, advice, found)


def _spent(plan: PreferPlan, before: Mapping[str, Any], price: Price) -> float:
    """What the pairs of these methods and this round have cost so far: the limit is of all of them."""
    methods = plan.mix.methods if plan.mix else (plan.recipe.method,)
    entries = (before.get("preferences", {}).get(f"{method}/{plan.round}", {}) for method in methods)
    return sum(float(entry.get("cost") or 0.0) for entry in entries)


def _as_asked(plan: PreferPlan, advice: Advice, found: Estimate) -> Advice:
    """With the pairs of this method as they were asked for: by these models and judges, at their prices."""
    prompts, usage = len(plan.prompts()), found.usage
    if not prompts:
        return advice
    offers = tuple(
        replace(offer, cost=(found.cost or 0.0) / prompts, tokens=(usage.prompt + usage.completion) / prompts)
        if offer.name == f"pairs/{plan.recipe.method}"
        else offer
        for offer in advice.offers
    )
    return replace(advice, offers=offers)
