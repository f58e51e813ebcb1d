"""A corpus as the data itself: its documents in the formats that hold whole texts."""

import json
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import ExportRefused, UsageError
from tests.support.grounding import FERRY, TOWER, corpus
from tests.support.runs import read


@pytest.mark.parametrize(("format", "column"), [("text", "text"), ("bedrock-pretraining", "input")])
def test_documents_are_exported_as_they_are(tmp_path: Path, format: str, column: str) -> None:
    source = corpus(tmp_path / "corpus.jsonl")
    selfinstruct.export(source, format, tmp_path / "out.jsonl")
    assert [row[column] for row in read(tmp_path / "out.jsonl")] == [FERRY, TOWER]


def test_what_was_exported_is_a_corpus_again(tmp_path: Path) -> None:
    source = corpus(tmp_path / "corpus.jsonl")
    selfinstruct.export(source, "text", tmp_path / "once.jsonl")
    selfinstruct.export(tmp_path / "once.jsonl", "text", tmp_path / "twice.jsonl")
    assert [row["text"] for row in read(tmp_path / "twice.jsonl")] == [FERRY, TOWER]


def test_formats_of_tasks_refuse_documents(tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match="documents, in which nothing is asked"):
        selfinstruct.export(corpus(tmp_path / "corpus.jsonl"), "alpaca", tmp_path / "out.jsonl")


def test_a_prompt_without_an_answer_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "prompts.jsonl").write_text(json.dumps({"instruction": "Name a river.", "output": ""}) + "\n")
    with pytest.raises(ExportRefused):
        selfinstruct.export(tmp_path / "prompts.jsonl", "text", tmp_path / "out.jsonl")


def test_whole_documents_are_no_prompts(tmp_path: Path) -> None:
    source = corpus(tmp_path / "corpus.jsonl", format="markdown", sha256="0" * 64)
    with pytest.raises(UsageError, match="selfinstruct ground"):
        selfinstruct.distill(source, out=tmp_path / "distilled")
    with pytest.raises(UsageError, match="selfinstruct ground"):
        selfinstruct.prefer(source, "rank", out=tmp_path / "preferred")


def test_a_document_cites_itself(tmp_path: Path) -> None:
    source = corpus(tmp_path / "corpus.jsonl", format="markdown", sha256="0" * 64)
    selfinstruct.export(source, "text", tmp_path / "out.jsonl", cite=True)
    first = read(tmp_path / "out.jsonl")[0]["metadata"]["source"]
    assert (first["file"], first["chars"]) == ("1.md", [0, len(FERRY)])
