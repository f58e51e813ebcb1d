"""Rubrics: shipped ones and one's own, and what is wrong with a bad one."""

from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import RecipeError
from selfinstruct.recipes.rubric import load_rubric, shipped_rubrics


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("criteria: []", "criteria: the list is empty"),
        ("criteria: [{name: Good, question: x}]", "'Good': a name must be one word of lower-case letters"),
        ("criteria: [{name: better, question: x}]", "'better': a name"),
        ("criteria: [{name: a, question: x, weight: 0}]", "criteria.a.weight: must be above 0"),
        ("criteria: [{name: a, question: x, anchors: {11: y}}]", "'11' is not a point on the scale"),
        ("criteria: [{name: a}]", "question: is missing"),
        ("criteria: [{name: a, question: x, colour: y}]", "colour: unknown key"),
        ("lowest: 5\nhighest: 5\ncriteria: [{name: a, question: x}]", "highest: must be above lowest"),
        ("- a", "must hold keys and values"),
    ],
)
def test_bad_rubrics(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=problem):
        load_rubric(path)


def test_shipped_rubrics_and_ones_own(run: Path, tmp_path: Path) -> None:
    assert shipped_rubrics() == [
        "concision",
        "correctness",
        "grounding",
        "helpfulness",
        "instruction-following",
        "safety",
    ]
    for name in shipped_rubrics():
        rubric = load_rubric(name)
        assert rubric.description
        assert all(len(item.anchors) >= 3 for item in rubric.criteria)
    path = tmp_path / "own.yaml"
    path.write_text("lowest: 0\nhighest: 4\ncriteria: [{name: truth, question: Is it true, weight: 2}]")
    done = selfinstruct.prefer(run, "rank", rubric=path, n=12, min_margin=0)
    assert done.report["rubric"] == "own"
    assert done.pairs()
    assert all(0 <= row["scores"]["rejected"] < row["scores"]["chosen"] <= 4 for row in done.pairs())
