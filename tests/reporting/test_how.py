"""The commands in a report: pasted where they were given, they go on with the very run."""

import html
import re
import shlex
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.reporting.flow import report
from tests.support.processes import run
from tests.support.runs import SEEDS, read, write


def _told(source: str | Path, out: Path) -> list[list[str]]:
    report(source, out)
    found = re.search(r"<pre>(.*?)</pre>", out.read_text(encoding="utf-8"), re.S)
    assert found is not None
    return [shlex.split(line)[1:] for line in html.unescape(found[1]).splitlines()]


def test_the_folder_is_told_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds.jsonl").write_bytes(SEEDS.read_bytes())
    selfinstruct.generate("seeds.jsonl", n=12, out="runs/x")
    selfinstruct.prefer("runs/x", "rank", models=["offline"], judges=["offline"], n=4)
    made, paired = _told("runs/x", tmp_path / "r.html")
    assert made[-2:] == ["--out", "runs/x"]
    assert paired[:2] == ["prefer", "runs/x"]
    assert _told("runs/x/preferences.jsonl", tmp_path / "p.html") == [made, paired]
    before = (tmp_path / "runs" / "x" / "dataset.jsonl").read_bytes()
    for words in (made, paired):
        assert run(*words, cwd=tmp_path).returncode == 0, words
    assert [file.name for file in (tmp_path / "runs").iterdir()] == ["x"]
    assert (tmp_path / "runs" / "x" / "dataset.jsonl").read_bytes() == before
    # Of a path that is not relative others see the last part alone.
    assert _told(tmp_path / "runs" / "x", tmp_path / "r.html")[0][-2:] == ["--out", "x"]
    monkeypatch.chdir(tmp_path / "runs" / "x")
    assert _told(".", tmp_path / "r.html")[0][-2:] == ["--out", "x"]


def _labelled(folder: Path, kind: str) -> dict[str, object]:
    if kind == "score":
        return {"kind": kind, "scale": "1-3", "tolerance": 1.0, "question": "How good is it?"}
    write(folder / "shown.jsonl", [{"id": "s", "text": "so good", "label": "positive"}])
    return {
        "labels": ("positive", "negative"), "guidance": "Be kind; really.", "examples": "shown.jsonl", "shots": 1,
        "overrides": ("label.temperature=0.25",), "accept_at": 0.5,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["labels", "score"])
def test_a_label_run_tells_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "data.jsonl", [{"id": str(n), "text": f"a lovely text {n}"} for n in range(4)])
    judges = ["offline/judge-a", "offline/judge-b"]
    selfinstruct.label("data.jsonl", judges, out="runs/labels", **_labelled(tmp_path, kind))  # type: ignore[arg-type]
    [words] = _told("runs/labels", tmp_path / "r.html")
    assert words[:2] == ["label", "data.jsonl"]
    before = read(tmp_path / "runs" / "labels" / "labels.jsonl")
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    again = run(*words[:-1], "runs/again", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert read(tmp_path / "runs" / "labels" / "labels.jsonl") == before
    assert read(tmp_path / "runs" / "again" / "labels.jsonl") == before
