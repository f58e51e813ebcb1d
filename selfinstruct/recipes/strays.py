"""Templates that nothing would ever render, by a misspelt name mostly."""

from collections.abc import Callable, Collection, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from selfinstruct.errors import RecipeError

ENDINGS = (".jinja2", ".j2", ".jinja.txt", ".jinja.md")


def refuse_other_endings(place: Path) -> None:
    """Raise RecipeError for a file of a recipe's folder that looks like a template and does not end in .jinja."""
    for file in sorted(place.iterdir()):
        if end := next((end for end in ENDINGS if file.name.endswith(end)), ""):
            raise RecipeError(
                f"{file}: is not read: templates end in .jinja; rename it {file.name.removesuffix(end)}.jinja"
            )


def refuse_strays(
    templates: Mapping[str, str], stages: Collection[str], files: Callable[[], Mapping[str, Path]]
) -> None:
    """Raise RecipeError for the first template that is of none of the stages, and that no other one includes.

    `files` says where each template stands.
    """
    names = [f"{stage}{end}" for stage in stages for end in (".jinja", ".system.jinja")]
    strays = sorted(set(templates) - set(names))
    if not strays:
        return
    included = _included(templates.values())
    for name in strays:
        if name not in included:
            near = get_close_matches(name, names, n=1, cutoff=0.7)
            told = f"did you mean {near[0]}?" if near else f"templates are named after a stage: {', '.join(names[::2])}"
            raise RecipeError(f"{files()[name]}: belongs to no stage, and no template includes it; {told}")


def _included(sources: Iterable[str]) -> set[str]:
    """The templates that templates name. What cannot be parsed names none here: it is refused where it is compiled."""
    from jinja2 import Environment, TemplateSyntaxError, meta

    found: set[str] = set()
    for source in sources:
        try:
            found.update(filter(None, meta.find_referenced_templates(Environment().parse(source))))
        except TemplateSyntaxError:
            continue
    return found
