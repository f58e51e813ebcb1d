"""Files of labels: YAML, or a label a line; what is neither is told."""

from pathlib import Path

import pytest

from selfinstruct.cli.label import _labels
from selfinstruct.errors import UsageError
from selfinstruct.flows.label.questions import make_question


@pytest.mark.parametrize(
    ("name", "data", "labels"),
    [
        ("l.txt", "\ufeffpositive\n\n very  negative \n", ("positive", "very negative")),
        ("l", "positive\nnegative\n", ("positive", "negative")),
        ("l.yaml", "- yes\n- 'no'\n", ("yes", "no")),
        ("l.yml", "a: is one\nb:\n", ("a", "b")),
        ("l.json", '["a", "b"]', ("a", "b")),
    ],
)
def test_a_file_of_labels(
    name: str, data: str, labels: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text(data)
    monkeypatch.chdir(tmp_path)
    assert make_question("labels", labels=_labels(name)).labels == labels


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "l.txt",
            "- positive\n- negative\n",
            "l.txt: looks like YAML or Markdown ('- positive'); write a ",
        ),
        ("l.txt", "good: is praised\nbad: is not\n", "l.txt: looks like YAML or Markdown ('good: is praised')"),
        ("l.txt", "positive,negative\n", "l.txt: write a label a line (.txt), or a list in YAML (.yaml)"),
        ("l.csv", "label\npositive\nnegative\n", "l.csv: write a label a line"),
        ("l.txt", "<html><body>", "l.txt: looks like HTML"),
        ("l.yaml", "a: x\nb: y\na: z\n", "l.yaml:3: has the label 'a' twice; write each once"),
        ("l.yaml", "a: [x\n", "l.yaml: cannot be read: "),
        ("l.yaml", "a: [x]\n", "l.yaml: write a list of labels, or each label with what it means"),
        ("none.txt", None, "none.txt: there is no such file"),
        ("none.yaml", None, "none.yaml: there is no such file"),
    ],
)
def test_what_is_none(name: str, data: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if data is not None:
        (tmp_path / name).write_text(data)
    with pytest.raises(UsageError) as caught:
        make_question("labels", labels=_labels(name))
    assert str(caught.value).startswith(f"--labels {told}")


def test_names_are_names() -> None:
    assert _labels("positive,negative") == ("positive", "negative")
    assert _labels(None) == ()
