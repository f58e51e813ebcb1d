"""The models that a method asks: the run's own, and those of its roles."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from selfinstruct.engine.named_models import NamedModel, addresses, at_one_address, named, placed
from selfinstruct.engine.session import Session
from selfinstruct.engine.stack import OpenedModel
from selfinstruct.errors import UsageError
from selfinstruct.flows.generate.methods.method import Method
from selfinstruct.recipes.generate import Recipe
from selfinstruct.records import Model
from selfinstruct.registry import suggestion
from selfinstruct.settings import Settings

Roles = Mapping[str, NamedModel]
T = TypeVar("T")
# What the demonstration model plays where nobody is named: it has a better and a worse self.
_DEMONSTRATED = {"strong": "offline/strong", "weak": "offline/weak"}


def read_roles(
    method: Method, recipe: Recipe, given: Mapping[str, str | Model], main: str, settings: Settings
) -> Roles:  # fmt: skip
    """Who plays the method's roles: those who are named, and for the others the run's own model, which is left out.

    Raises UsageError for a role that the method does not have or this recipe does not ask, and where two that must
    differ are one model.
    """
    for role in given:
        if role not in method.roles:
            told = suggestion(role, method.roles) if method.roles else "it asks the run's own model alone"
            raise UsageError(f"--role {role}: the method {method.name} has no such role; {told}")
        if (stage := method.asked_in.get(role)) is not None and recipe.stage(stage) is None:
            raise UsageError(
                f"--role {role}: the method {method.name} asks it in the stage {stage}, which the recipe {recipe.name} "
                f"does not have; remove it, or name a recipe with that stage"
            )
    found = {role: named(model) for role, model in given.items()}
    if main == "offline":
        for role, name in _DEMONSTRATED.items():
            if role in method.roles:
                found.setdefault(role, NamedModel(name))
    everyone = at_one_address((NamedModel(main), *found.values()), settings)[1:]
    roles = dict(zip(found, everyone, strict=True))
    players = [(role, roles[role].name if role in roles else main) for role in method.apart]
    for place, (role, name) in enumerate(players):
        for other, its in players[:place]:
            if name == its:
                raise UsageError(
                    f"method {method.name}: its roles {other} and {role} must be two models, and both are {name}; "
                    f"give --role {role}=PROVIDER/MODEL"
                )
    return {role: who for role, who in roles.items() if who.name != main}


def recorded_roles(names: Mapping[str, str], before: Mapping[str, Any], objects: Mapping[str, Model]) -> Roles:
    """The roles of a run that goes on: by name, each at the address that run.json has of it, or the object given.

    Raises UsageError for an object of a role that the run does not have, or that has another name.
    """
    known = before.get("addresses")
    known = known if isinstance(known, dict) else {}
    for role, model in objects.items():
        if names.get(role) != model.name:
            raise UsageError(f"roles: {role}: was played by {names.get(role, 'nobody')}, not by {model.name}")
    return {role: NamedModel(name, known.get(name), objects.get(role)) for role, name in names.items()}


def told_roles(roles: Roles) -> dict[str, Any]:
    """What run.json says of them: who plays which role, and where."""
    return (
        {"roles": {role: who.name for role, who in roles.items()}, **addresses(list(roles.values()))} if roles else {}
    )


def role_settings(settings: Settings, who: NamedModel) -> Settings:
    """How the model of a role is reached; `settings` are those of the run's own."""
    return placed(replace(settings, model=None), who, None)


async def open_roles(session: Session, main: str, roles: Roles) -> dict[str, OpenedModel]:
    """Open the run's own model, under "", and those of the roles."""
    opened = {"": await session.open(main)}
    by_name: dict[str, OpenedModel] = {}
    for role, who in roles.items():
        if who.name not in by_name:
            by_name[who.name] = await session.open(who.name, role_settings(session.settings, who))
        opened[role] = by_name[who.name]
    return opened


def played(method: Method, opened: Mapping[str, OpenedModel], add: Callable[[OpenedModel], T], main: T) -> dict[str, T]:
    """Every role of a method with its model under wrappers, each model once; `main` is the run's own."""
    models: dict[str, T] = {"": main}
    by_name: dict[str, T] = {}
    for role in method.roles:
        if role not in opened:
            models[role] = main
            continue
        name = opened[role].provider.name
        if name not in by_name:
            by_name[name] = add(opened[role])
        models[role] = by_name[name]
    return models
