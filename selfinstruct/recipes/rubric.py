"""Rubrics: the criteria of a judge, their weights and the meaning of the points. One YAML file each."""

import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.canonical import content_id, to_json
from selfinstruct.errors import RecipeError
from selfinstruct.recipes.base import STRICT, validated
from selfinstruct.recipes.yaml_files import read_yaml
from selfinstruct.registry import suggestion
from selfinstruct.shipped import folder

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
# Words with a meaning of their own in the form a judge answers in.
_TAKEN = ("reasons", "better", "tie")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question a judge answers in points; `anchors` say what some of the points mean."""

    __pydantic_config__ = STRICT

    name: str
    question: str
    weight: float = 1.0
    anchors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria and the scale of their points, from `lowest` to `highest`; a score is the weighted mean."""

    __pydantic_config__ = STRICT

    name: str
    criteria: list[Criterion]
    description: str = ""
    lowest: int = 1
    highest: int = 10

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its criteria."""
        return tuple(item.name for item in self.criteria)

    def score(self, points: dict[str, float]) -> float:
        """The weighted mean of the points given for each criterion, to three decimals."""
        total = sum(item.weight for item in self.criteria)
        return round(sum(item.weight * points[item.name] for item in self.criteria) / total, 3)

    def as_dict(self) -> dict[str, Any]:
        """What templates see as `rubric`."""
        return asdict(self)

    def identity(self) -> str:
        return content_id(to_json(self.as_dict()))


def load_rubric(name: str | Path) -> Rubric:
    """A shipped rubric by name, or one's own by path; raises RecipeError naming file and key."""
    path = Path(name).expanduser()
    if str(name) in shipped_rubrics():
        path = folder("prompts") / "rubrics" / f"{name}.yaml"
    elif not path.is_file():
        known = suggestion(str(name), shipped_rubrics())
        raise RecipeError(f"there is no rubric {str(name)!r}; {known} (or give the path of a YAML file)")
    settings = read_yaml(path)
    if not isinstance(settings, dict):
        raise RecipeError(f"{path}: must hold keys and values")
    rubric = validated(Rubric, {"name": path.stem} | settings, str(path))
    _check(rubric, str(path))
    return rubric


def shipped_rubrics() -> list[str]:
    """The names of the shipped rubrics."""
    return sorted(path.stem for path in (folder("prompts") / "rubrics").glob("*.yaml"))


def _check(rubric: Rubric, origin: str) -> None:
    if not rubric.criteria:
        raise RecipeError(f"{origin}: criteria: the list is empty")
    if rubric.lowest >= rubric.highest:
        raise RecipeError(f"{origin}: highest: must be above lowest ({rubric.lowest})")
    names = [item.name for item in rubric.criteria]
    for item in rubric.criteria:
        if not _NAME.match(item.name) or item.name in _TAKEN or names.count(item.name) > 1:
            raise RecipeError(
                f"{origin}: criteria: {item.name!r}: a name must be one word of lower-case letters, digits and _, "
                f"used once, and not one of {', '.join(_TAKEN)}"
            )
        if not item.weight > 0:
            raise RecipeError(f"{origin}: criteria.{item.name}.weight: must be above 0 (found {item.weight})")
        for points in item.anchors:
            if not points.isdigit() or not rubric.lowest <= int(points) <= rubric.highest:
                raise RecipeError(f"{origin}: criteria.{item.name}.anchors: {points!r} is not a point on the scale")
