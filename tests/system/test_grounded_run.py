"""What `ground` itself writes goes through all that comes after it."""

import json
from pathlib import Path

import pytest

from selfinstruct import (
    Run,
    check,
    distill,
    export,
    filter_dataset,
    follow,
    ground,
    label,
    merge,
    plan_splits,
    prefer,
    review_export,
)
from selfinstruct.cli.render.ground import shown_task
from selfinstruct.documents.corpus import read_corpus
from selfinstruct.files.unfold.citations import read_citation
from tests.support.grounding import Scripted, corpus
from tests.support.labels import OFFLINE
from tests.support.runs import read


@pytest.mark.parametrize(
    "form", ["both", pytest.param("open", marks=pytest.mark.slow), pytest.param("closed", marks=pytest.mark.slow)]
)
def test_a_ground_run_goes_on_like_any_other(tmp_path: Path, form: str) -> None:
    made = corpus(tmp_path / "corpus.jsonl")
    run = ground(made, model=Scripted(), out=tmp_path / "run", form=form, types={"fact": 1}, rate=60)
    known = [row["source"] for row in run.dataset()]
    assert known
    assert all(read_citation(source) == source for source in known)

    # Each quotation is marked where it stands.
    texts = {item.id: item for item in read_corpus(made)}
    for task in run.tasks():
        assert task.source is not None
        document = texts[task.source["document"]]
        for place in (document, *([] if form == "closed" else [None])):
            passage = shown_task(task, place)["Passage"]
            for start, end in task.source["quotes"]:
                assert f"»{document.text[start:end]}«" in passage

    prefer(run.path, "corrupt", models=("offline",))
    assert {row["source"]["document"] for row in read(run.path / "preferences.jsonl")} <= set(texts)
    export(run.path, "text", tmp_path / "text.jsonl", cite=True)
    assert check(tmp_path / "text.jsonl", "text").valid
    assert all(read_citation(row["metadata"]["source"]) for row in read(tmp_path / "text.jsonl"))
    assert follow(run.path, "alpaca", tmp_path / "followed.jsonl").rows == len(known)
    export(run.path, "trl-dpo", tmp_path / "split", splitting=plan_splits("50/50"), drop_invalid=True)
    sides: dict[str, set[str]] = {}
    for sidecar in (tmp_path / "split").glob("*.meta.jsonl"):
        for row in read(sidecar):
            sides.setdefault(row["source"]["document"], set()).add(sidecar.name)
    assert all(len(item) == 1 for item in sides.values())

    filter_dataset(run.path, tmp_path / "kept.jsonl", only=("empty_output",))
    assert [row["source"] for row in read(tmp_path / "kept.jsonl")] == known
    assert [task.source for task in merge([run.path], tmp_path / "merged").tasks()] == [t.source for t in run.tasks()]
    answered = distill(run.path, out=tmp_path / "distilled", own_output=True, overrides=("filters={}",))
    assert [row["source"] for row in Run(answered.path).dataset()] == known
    labelled = label(run.path, OFFLINE[:2], kind="accept", corpus=made, out=tmp_path / "labels")
    assert [row["record"]["source"] for row in labelled.rows()] == known
    review_export(run.path, tmp_path / "form.jsonl", corpus=made)
    assert all("Passage:\n" in row["record"] for row in read(tmp_path / "form.jsonl"))
    assert str(tmp_path) not in json.dumps(known)
