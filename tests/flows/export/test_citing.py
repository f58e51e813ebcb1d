"""`export --cite`: rows that say where in a document they stand, and the sidecar, which always does."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from selfinstruct import check, export, follow, prefer
from selfinstruct.cli.app import app
from selfinstruct.errors import UsageError
from selfinstruct.exporters import CITING, SHIPPED, load_exporter
from selfinstruct.files.dataset_rows import read_dataset_rows
from selfinstruct.files.rows import read_rows
from selfinstruct.files.unfold.citations import CITATION, read_citation, whole_citation
from tests.support.grounded import grounded, sources
from tests.support.runs import read, write


@pytest.fixture(scope="module")
def ground_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ground run of twelve instances, with pairs."""
    path = grounded(tmp_path_factory.mktemp("ground") / "run", "both")
    prefer(path, "corrupt", models=("offline",))
    return path


def rows_of(path: Path) -> list[Any]:
    return [row for _, row, _ in read_rows(path)]


def cited_in(row: Any) -> Any:
    return row.get("metadata", row).get("source")


@pytest.mark.parametrize(
    ("format", "file_type"),
    [("text", "jsonl"), ("text", "parquet"), ("messages", "jsonl"), ("messages", "parquet"), ("hub", "parquet")],
)
def test_rows_say_where_they_stand(ground_run: Path, tmp_path: Path, format: str, file_type: str) -> None:
    out = tmp_path / ("hub" if format == "hub" else f"rows.{file_type}")
    assert export(ground_run, format, out, cite=True).rows
    data = out / "instances" / "train-00000-of-00001.parquet" if format == "hub" else out
    rows, known = rows_of(data), list(sources(ground_run / "dataset.jsonl"))
    assert [cited_in(row) for row in rows] == [whole_citation(source) for source in known]
    assert all(list(cited_in(row)) == list(CITATION) for row in rows)
    assert check(data, format).valid
    again = [item.source for row in rows for item in read_dataset_rows(row)]
    assert [{key: item for key, item in (source or {}).items() if item} for source in again] == [
        {key: item for key, item in source.items() if item} for source in known
    ]


def test_the_pairs_of_the_hub_do_too(ground_run: Path, tmp_path: Path) -> None:
    export(ground_run, "hub", tmp_path / "hub", cite=True)
    data = tmp_path / "hub" / "preferences" / "train-00000-of-00001.parquet"
    known = [whole_citation(row["source"]) for row in read(ground_run / "preferences.jsonl")]
    assert [row["source"] for row in rows_of(data)] == known
    assert check(data, "hub").valid


def test_a_set_without_any_has_no_column(ground_run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    for name in ("run.json", "dataset.jsonl"):
        (folder / name).write_bytes((ground_run / name).read_bytes())
    pairs = [
        {key: item for key, item in row.items() if key != "source"} for row in read(ground_run / "preferences.jsonl")
    ]
    write(folder / "preferences.jsonl", pairs)
    export(folder, "hub", tmp_path / "hub", cite=True)
    assert all(
        "source" not in row for row in rows_of(tmp_path / "hub" / "preferences" / "train-00000-of-00001.parquet")
    )


def test_rows_of_no_document_have_the_same_keys(ground_run: Path, tmp_path: Path) -> None:
    plain = {"instruction": "Name a colour.", "output": "Red.", "source": "a quiz"}
    rows = write(tmp_path / "rows.jsonl", [plain, *read(ground_run / "dataset.jsonl")])
    for format in ("messages", "text"):
        export(rows, format, tmp_path / f"{format}.jsonl", cite=True)
        first = cited_in(read(tmp_path / f"{format}.jsonl")[0])
        assert first == whole_citation(None)
        assert list(first) == list(CITATION)
        assert check(tmp_path / f"{format}.jsonl", format).valid


@pytest.mark.parametrize("format", [name for name in SHIPPED if name not in CITING])
def test_formats_without_a_place_name_those_that_have_one(ground_run: Path, tmp_path: Path, format: str) -> None:
    with pytest.raises(UsageError) as error:
        export(ground_run, format, tmp_path / "out", cite=True)
    assert str(error.value) == f"{format}: has no place for citations; remove --cite, or use text, messages, hub"
    assert list(tmp_path.iterdir()) == []


def test_a_source_without_citations_is_one_line(run: Path, tmp_path: Path) -> None:
    wanted = "has no citations (no row has a `source` with a `document`, as the rows of `ground` do); remove --cite"
    foreign = write(tmp_path / "rows.jsonl", [{"instruction": "Ask.", "output": "Yes.", "source": {"url": "x"}}])
    for source in (run, foreign):
        with pytest.raises(UsageError) as error:
            export(source, "text", tmp_path / "out.jsonl", cite=True)
        assert str(error.value) == f"{source}: {wanted}"
    with pytest.raises(UsageError, match="has no citations"):
        follow(run, "text", tmp_path / "out.jsonl", cite=True)


def test_the_sidecar_always_says_where(ground_run: Path, run: Path, tmp_path: Path) -> None:
    known = list(sources(ground_run / "dataset.jsonl"))
    for format in ("alpaca", "messages"):
        export(ground_run, format, tmp_path / f"{format}.jsonl")
        assert [row["source"] for row in read(tmp_path / f"{format}.meta.jsonl")] == known
        assert b'"source"' not in (tmp_path / f"{format}.jsonl").read_bytes()
    export(ground_run, "trl-dpo", tmp_path / "pairs.jsonl")
    assert [row["source"] for row in read(tmp_path / "pairs.meta.jsonl")] == [
        row["source"] for row in read(ground_run / "preferences.jsonl")
    ]
    export(run, "alpaca", tmp_path / "plain.jsonl")
    assert all("source" not in row for row in read(tmp_path / "plain.meta.jsonl"))


def test_following_a_ground_run(ground_run: Path, tmp_path: Path) -> None:
    found = follow(ground_run, "text", tmp_path / "out.jsonl", cite=True)
    assert found.rows == len(read(tmp_path / "out.jsonl"))
    export(ground_run, "text", tmp_path / "whole.jsonl", cite=True)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert read(tmp_path / "out.meta.jsonl")[0]["source"] == next(sources(ground_run / "dataset.jsonl"))


def test_the_command(ground_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["export", str(ground_run), "--format", "hub", "-o", str(out), "--cite"])
    assert done.exit_code == 0, done.output
    assert "export run --format hub -o DIR --cite" in (out / "README.md").read_text()
    refused = CliRunner().invoke(app, ["check", str(_other(ground_run, tmp_path)), "--format", "messages"])
    assert refused.exit_code == 2
    assert "has an unknown key, 'source'" in refused.output


def test_check_holds_citations_to_their_keys() -> None:
    row = {"messages": [{"role": "user", "content": "Ask."}, {"role": "assistant", "content": "Yes."}]}
    checked = load_exporter("messages").check
    assert checked(row | {"source": whole_citation({"document": "d"})}) == []
    assert checked(row | {"source": {"document": "d"}})[0] == "source.family: is missing"
    assert checked(row | {"source": "the web"}) == ["has an unknown key, 'source'"]


def _other(ground_run: Path, tmp_path: Path) -> Path:
    """A file of messages whose source is somebody's own."""
    export(ground_run, "messages", tmp_path / "own.jsonl")
    return write(tmp_path / "own.jsonl", [row | {"source": "the web"} for row in read(tmp_path / "own.jsonl")])


def test_a_citation_is_no_more_than_what_was_read(ground_run: Path) -> None:
    known = list(sources(ground_run / "dataset.jsonl"))
    assert [read_citation(source) for source in known] == known
    assert json.loads(json.dumps(whole_citation(known[0])))["pages"] == [3]
