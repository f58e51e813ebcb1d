"""The names that options take: told on help pages in place of `{names}`, and offered by the shell's completion."""

from collections.abc import Callable

_ASKED: dict[tuple[str, str], str] = {
    ("generate", "--recipe"): "recipes",
    ("distill", "--recipe"): "distill-recipes",
    ("label", "--recipe"): "label-recipes",
    ("topics", "--recipe"): "topic-recipes",
    ("ground", "--recipe"): "ground-recipes",
    ("filter", "--recipe"): "filter-recipes",
    ("filter", "--only"): "filters",
    ("filter", "--judge"): "rubrics",
    ("prefer", "--method"): "methods",
    ("prefer", "--rubric"): "rubrics",
    ("export", "--method"): "methods",
    ("export", "--format"): "formats",
    ("check", "--format"): "formats",
}


def asked_for(path: str, flag: str) -> str | None:
    """What kind of names an option of a command takes; None where it takes none that are listed."""
    return _ASKED.get((path, flag))


def known(kind: str) -> list[str]:
    """All names of a kind. What looks them up is loaded when it is asked for."""
    from selfinstruct import registry
    from selfinstruct.recipes.folders import shipped_recipes

    groups = {
        "recipes": "", "distill-recipes": "distill", "label-recipes": "labels", "ground-recipes": "ground",
        "topic-recipes": "topics",
    }  # fmt: skip
    if kind in groups:
        return list(shipped_recipes(groups[kind]))
    if kind == "filter-recipes":
        return [*shipped_recipes(), *shipped_recipes("documents")]
    if kind == "methods":
        from selfinstruct.recipes.prefer import METHODS

        return list(METHODS)
    if kind == "rubrics":
        from selfinstruct.recipes.rubric import shipped_rubrics

        return list(shipped_rubrics())
    return registry.names({"formats": "exporters"}.get(kind, kind))


def completing(kind: str) -> Callable[[str], list[str]]:
    """What the shell's completion calls with the beginning of a name."""
    return lambda incomplete: [name for name in known(kind) if name.startswith(incomplete)]


def filled(text: str, kind: str | None) -> str:
    """A help text with the names in it."""
    return text if kind is None or "{names}" not in text else text.replace("{names}", ", ".join(known(kind)))
