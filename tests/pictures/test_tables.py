"""Rows in a notebook: a table of the first of them, whatever they hold."""

from html.parser import HTMLParser
from pathlib import Path

import selfinstruct
from selfinstruct.pictures.tables import LONGEST, SHOWN, Rows
from selfinstruct.records import Instance, Task
from tests.support.runs import SEEDS


class Cells(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.head: list[str] = []
        self.rows: list[list[str]] = []
        self.told = ""
        self.tags: set[str] = set()
        self._within: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td", "p"):
            self._within = []

    def handle_data(self, data: str) -> None:
        if self._within is not None:
            self._within.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td", "p") and self._within is not None:
            text = "".join(self._within)
            self._within = None
            if tag == "p":
                self.told = text
            else:
                (self.head if tag == "th" else self.rows[-1]).append(text)


def test_a_dataset_shows_its_first_rows_with_what_is_looked_at_first(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=8, out=tmp_path / "r")
    rows = run.dataset()
    shown = Cells(rows._repr_html_())
    assert shown.head[:3] == ["instruction", "input", "output"]
    assert shown.told == f"The first {SHOWN} of {len(rows)} rows"
    assert shown.rows[1][0] == rows[0]["instruction"]
    assert isinstance(rows[:2], Rows)
    assert isinstance(rows[0], dict)
    assert rows == list(rows)
    assert "instances" in Cells(run.tasks()._repr_html_()).head
    assert "rule" in Cells(run.rejected()._repr_html_()).head or not run.rejected()
    pairs = selfinstruct.prefer(run.path, "rank", n=3)
    assert {"prompt", "chosen", "rejected"} <= set(Cells(pairs._repr_html_()).head)


def test_what_models_write_is_text_and_long_texts_are_cut() -> None:
    rows = Rows([{"output": "<script>alert(1)</script>\u202e", "id": "a"}, {"output": "x" * 5000, "id": "b"}])
    html = rows._repr_html_()
    shown = Cells(html)
    assert "script" not in shown.tags
    assert shown.rows[1][0].startswith("<script>alert(1)</script>")
    assert shown.rows[2][0] == "x" * LONGEST + " …"
    assert shown.told == "2 rows"


def test_turns_instances_and_anything_else_can_be_shown() -> None:
    turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": None}]
    shown = Cells(Rows([{"prompt": turns, "metadata": {"a": 1}}])._repr_html_())
    assert dict(zip(shown.head, shown.rows[1], strict=True)) == {
        "prompt": "user: Hi\nassistant: ",
        "metadata": '{"a": 1}',
    }
    task = Task("t", "Add.", "sum", None, (), (Instance("1 + 1", "2"), Instance("", "3")))
    assert "1 + 1 → 2\n3" in Cells(Rows([task])._repr_html_()).rows[1]
    assert Cells(Rows(["a text", 3])._repr_html_()).rows[1:] == [["a text"], ["3"]]
    assert Cells(Rows()._repr_html_()).told == "0 rows"
