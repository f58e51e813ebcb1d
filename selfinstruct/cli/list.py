"""The command `list`."""

import sys
from typing import Annotated

import typer

from selfinstruct.cli.render.text import fitted, write
from selfinstruct.errors import UsageError
from selfinstruct.registry import CALLED, KINDS, load, names, suggestion

# What else can be named: files under prompts/.
_DESCRIBED = ("recipes", "label-recipes", "rubrics")


def list_command(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            help="models, recipes, filters, formats, readers, checks, methods, rubrics or label-recipes.",
        ),
    ],
) -> None:
    """List what can be named, each with a line of description."""
    write("\n".join(fitted(f"{name:<28} {text}", sys.stdout, 29) for name, text in describe(kind)))


def describe(kind: str) -> list[tuple[str, str]]:
    """Each name of one of KINDS or of _DESCRIBED, with the first line of its documentation."""
    if kind == "recipes":
        from selfinstruct.recipes.documents import GROUP, load_document_recipe
        from selfinstruct.recipes.folders import shipped_recipes
        from selfinstruct.recipes.generate import load_recipe

        found = [(name, load_recipe(name).description) for name in shipped_recipes()]
        return found + [(name, load_document_recipe(name).description) for name in shipped_recipes(GROUP)]
    if kind == "label-recipes":
        from selfinstruct.recipes import label as labelrecipe
        from selfinstruct.recipes.folders import shipped_recipes

        return [(name, labelrecipe.load_label_recipe(name).description) for name in shipped_recipes(labelrecipe.GROUP)]
    if kind == "methods":
        from selfinstruct.recipes.prefer import METHODS, load_preference_recipe

        developing = [(name, _first_line(load(kind, name).develop)) for name in names(kind)]
        return developing + [(name, f"prefer: {load_preference_recipe(name).description}") for name in METHODS]
    if kind == "rubrics":
        from selfinstruct.recipes import rubric

        return [(name, rubric.load_rubric(name).description) for name in rubric.shipped_rubrics()]
    kind = next((name for name, called in CALLED.items() if kind == called), kind)
    if kind not in KINDS:
        known = [*(CALLED.get(name, name) for name in KINDS), *_DESCRIBED]
        raise UsageError(f"there is nothing called {kind!r} to list; {suggestion(kind, known)}")
    return [(name, _first_line(load(kind, name))) for name in names(kind)]


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().split("\n")[0]
