"""How a run went, as a report says it."""

import re
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from selfinstruct.flows.datasets.figures.course import Course
from selfinstruct.flows.datasets.figures.coverage import Attribute, CoverageSoFar
from selfinstruct.flows.datasets.figures.making import rejections
from selfinstruct.pictures.bars import bars
from selfinstruct.pictures.svg import Numbers
from selfinstruct.reporting.sections import making


def _figures(**found: Any) -> Any:
    return SimpleNamespace(**{"topics": (), "attributes": (), "coverage": (), "rejected": ()} | found)


def test_a_step_of_one_request_is_one_number() -> None:
    found = Course(3, (0.5, None, 1.0), (1.0, 0.5, 0.5), ())
    text = str(making.course(Numbers(), _figures(course=found)))
    assert re.findall(r"<tr><td>(.*?)</td>", text) == ["0", "1", "2"]
    found = Course(5, (0.5, 1.0), (1.0, 0.5), ())
    text = str(making.course(Numbers(), _figures(course=found)))
    assert re.findall(r"<tr><td>(.*?)</td>", text) == ["0 to 1", "2 to 4"]


def _covered(names: Sequence[str]) -> CoverageSoFar:
    covered = CoverageSoFar()
    for value in "xy":
        covered.take({"attributes": dict.fromkeys(names, value)})
    return covered


def test_pairs_without_a_picture_are_told() -> None:
    text = str(making.coverage(Numbers(), _figures(coverage=_covered("abcde").together({}))))
    assert text.count("<svg") == 6
    assert "6 of 10 pairs of attributes are drawn; the table has the others." in text
    rows = re.findall(r"<tr><td>(.*?)</td><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>", text)
    assert rows == [(name, "4", "2") for name in ("b by e", "c by d", "c by e", "d by e")]
    assert "are drawn" not in str(making.coverage(Numbers(), _figures(coverage=_covered("abcd").together({}))))


def test_values_without_a_bar_are_told() -> None:
    values = [(f"v{number}", 1) for number in range(25)]
    text = str(making.coverage(Numbers(), _figures(attributes=[Attribute("tone", values, 25, 3)])))
    assert "tone: 25 of 28 values used, the 20 most frequent" in text
    expected = {(4, 2): "4 of 6 values used", (4, 0): "4 values", (1, 0): "1 value"}
    for (distinct, unused), told in {**expected, (21, 0): "21 values, the 20 most frequent"}.items():
        item = Attribute("tone", values[:distinct], distinct, unused)
        assert f"<h3>tone: {told}</h3>" in str(making.coverage(Numbers(), _figures(attributes=[item])))


def test_combinations_of_values_without_a_task_are_counted() -> None:
    covered = _covered("ab")
    covered.take({"attributes": {"a": "alone"}})
    known = {"attributes": {"a": ["x", "y", "alone", "unused"], "b": ["x", "y", "z"]}}
    pairs = covered.together(known)
    text = str(making.coverage(Numbers(), _figures(coverage=pairs)))
    assert "10 of 12 combinations have no task." in text
    assert "Not drawn: 2 values of a and 1 value of b that no task has together with the other." in text


def test_maps_after_the_first_unfold() -> None:
    text = str(making.coverage(Numbers(), _figures(coverage=_covered("abc").together({}))))
    assert text.index("<h3>a by b</h3>") < text.index("<svg") < text.index("<details>")
    assert re.findall(r"<summary>(.*?)</summary>", text) == [
        f"{names}: 2 of 4 combinations have a task" for names in ("a by c", "b by c")
    ]


def test_an_example_names_its_texts_and_says_why() -> None:
    rows: list[dict[str, Any]] = [
        {"stage": "bootstrap", "rule": "novelty", "text": "Add 2 to 3.", "neighbour": "Add 2 to 4.", "score": 0.75},
        {"stage": "instances", "rule": "empty_output", "text": "Add.", "instance": {"input": "2", "output": ""}},
        {"stage": "preferences", "rule": "equal", "value": "1 different of 4 responses", "prompt": "Ask."},
        {
            "stage": "preferences",
            "rule": "truncated_copy",
            "value": "chosen",
            "chosen": "It is",
            "rejected": "It is so",
        },
    ]
    text = str(making.rejected(Numbers(), _figures(rejected=rejections(rows))))
    assert re.findall(r"<mark>(.*?)</mark>", text) == ["Add 2 to", "Add 2 to"]
    named = ["Instruction", "Nearest", "Instruction", "Input", "Output", "Prompt", "Chosen", "Rejected"]
    assert sorted(re.findall(r"<dt>(.*?)</dt>", text)) == sorted(named)
    assert re.findall(r'<p class="about">(.*?)</p>', text) == [
        "score 0.75", "1 different of 4 responses", "the chosen text is a piece of the other",
    ]  # fmt: skip
    assert text.count("(empty)") == 1


def test_each_stage_has_a_picture_of_its_own() -> None:
    rows = [{"stage": "preferences", "rule": rule} for rule in ("equal", "equal", "tie", "tie")]
    rows += [{"stage": "instances", "rule": "length"}, {"stage": "label", "rule": "unreadable"}]
    found = _figures(rejected=rejections(rows))
    text = str(making.rejected(Numbers(), found))
    assert re.findall(r"<h3>(.*?)</h3>", text) == ["preferences: 4 rejections", "instances: 1 rejection"]
    assert re.findall(r'class="quiet">(.*?)</text>', text) == ["2 (50 %)", "2 (50 %)", "1 (100 %)"]
    assert "unreadable" not in text
    assert "label: 1 answer<" in str(making.unread(Numbers(), found))


def test_the_names_of_rules_stand_whole() -> None:
    for name in ("input_equals_output", "repeats_demonstration", "prefer/rank/1/score_again"):
        assert f">{name}</text>" in bars(Numbers(), "Rejections", [(name, 12)], whole=20)
