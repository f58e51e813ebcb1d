"""Progress in the cell of a notebook, and the example notebook."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import selfinstruct
from selfinstruct.progress import Progress
from selfinstruct.watching.notebook import bar, cell_watch
from tests.support.paths import ROOT
from tests.support.runs import SEEDS

NOTEBOOK = ROOT / "examples" / "notebook" / "first-dataset.ipynb"


class Screen:
    """What a kernel's display shows: one entry that is replaced."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def display(self, html: str, display_id: bool = False) -> "Screen":
        assert display_id
        self.shown.append(html)
        return self

    def update(self, html: str) -> None:
        self.shown.append(html)

    def HTML(self, html: str) -> str:
        return html


def in_a_notebook(monkeypatch: pytest.MonkeyPatch, kernel: object) -> Screen:
    screen = Screen()
    shell = SimpleNamespace(kernel=kernel) if kernel else SimpleNamespace()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", screen)
    return screen


def test_a_cell_shows_how_far_a_run_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = in_a_notebook(monkeypatch, object())
    selfinstruct.generate(SEEDS, n=6, out=tmp_path / "r")
    assert "6 of 6 tasks" in screen.shown[-1]
    assert 'value="6" max="6"' in screen.shown[-1]
    screen.shown.clear()
    seen: list[int] = []
    selfinstruct.generate(SEEDS, n=8, out=tmp_path / "r", watch=lambda progress: seen.append(progress.settled))
    assert seen[-1] == 8
    assert not screen.shown, "a watcher of one's own takes its place"


def test_nothing_is_shown_where_there_is_no_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = in_a_notebook(monkeypatch, None)
    assert cell_watch() is None
    selfinstruct.generate(SEEDS, n=2, out=tmp_path / "r")
    assert screen.shown == []


def test_what_a_service_says_is_text() -> None:
    progress = Progress(target=4, settled=1, waiting=2, trouble="503 <img src=x>", failed=1, in_flight=3)
    html = bar(progress)
    assert "503 &lt;img src=x&gt;" in html
    assert all(part in html for part in ("1 of 4 tasks", "3 in flight", "2 waiting to retry", "1 failed"))


def cells() -> list[str]:
    notebook: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert all(cell.get("outputs", []) == [] for cell in notebook["cells"]), "nothing is kept of a trial"
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_the_example_notebook_goes_from_seeds_to_training_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for cell in cells():
        *_, last = cell.rsplit("\n", 1)
        exec(compile(cell, "cell", "exec"), names)
        if last.isidentifier() or last.startswith(("run.", "pairs.", "selfinstruct.dataset_stats")):
            assert "<" in eval(last, names)._repr_html_()
    rows = [json.loads(line) for line in Path("train.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(names["run"].dataset()) >= 30
    assert Path("dpo.jsonl").stat().st_size


@pytest.mark.notebook
def test_the_example_notebook_runs_in_jupyter(tmp_path: Path) -> None:
    import nbclient
    import nbformat

    forms: Any = nbformat  # which has no types
    notebook = forms.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [str(out) for cell in notebook.cells for out in cell.get("outputs", [])]
    assert any("30 of 30 tasks" in out for out in outputs), "progress in the cell"
    assert any("<svg" in out for out in outputs), "pictures of the run"
    assert any("<table" in out and "chosen" in out for out in outputs), "pairs as a table"
    assert (tmp_path / "train.jsonl").stat().st_size
