"""Recipes of one's own, and values for every variable of a template."""

from pathlib import Path

from selfinstruct.recipes.templates import VARIABLES

MINE = "inherits: chat\n"


def write(place: Path, text: str, **templates: str) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    (place / "recipe.yaml").write_text(text)
    for name, body in templates.items():
        (place / f"{name}.jinja").write_text(body)
    return place


def filled(stage: str) -> dict[str, object]:
    values: dict[str, object] = {
        "topic": "", "language": "", "guidance": "", "demonstrations": [], "count": 3, "classification": False,
        "own_field": False,
        "verbalized": None,
        "overused": None,
        "attributes": [{}] if stage == "bootstrap" else {}, "instruction": "Sort these.", "type": "", "labels": [],
        "is_classification": None,
    }  # fmt: skip
    return {name: values[name] for name in VARIABLES[stage]}
