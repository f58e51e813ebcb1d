"""The code of docs/scale.md and the scripts of examples/scale run as they stand there, each with its tool."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.files.rows import read_rows
from tests.corpora import work
from tests.support.corpora import documents
from tests.support.paths import ROOT
from tests.support.runs import read

pytestmark = pytest.mark.corpora

PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
PIECES = dict(re.findall(r"^### (DataTrove|Spark|Ray Data)\n\n```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
TOOLS = {"DataTrove": "datatrove", "Spark": "spark", "Ray Data": "ray"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a corpus in parts of JSON lines, and what the command keeps of it by the recipe gopher."""
    rows = [row for row in documents(300) if row["text"]]
    (tmp_path / "corpus").mkdir()
    for part in range(2):
        lines = "".join(json.dumps(row) + "\n" for row in rows[part::2])
        (tmp_path / "corpus" / f"{part}.jsonl").write_text(lines, encoding="utf-8")
    selfinstruct.filter_dataset(tmp_path / "corpus", tmp_path / "command.jsonl", recipe="gopher")
    return tmp_path


def ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def check(place: Path, kept: Path, rejected: Path) -> None:
    found = [ids([row for _, row, _ in read_rows(folder)]) for folder in (kept, rejected)]
    assert found[0] == ids(read(place / "command.jsonl"))
    assert found[1] == ids(read(place / "command.rejected.jsonl"))


@pytest.mark.parametrize("title", TOOLS)
def test_the_code_of_the_page(title: str, place: Path) -> None:
    script = place / "snippet.py"
    script.write_text(PIECES[title], encoding="utf-8")
    work(TOOLS[title], script, cwd=place)
    check(place, place / "kept", place / "rejected")


def test_the_job_of_emr_serverless_in_local_mode(place: Path) -> None:
    told = json.loads((ROOT / "examples" / "scale" / "emr-job-driver.json").read_text(encoding="utf-8"))["sparkSubmit"]
    words = [word.replace("s3://BUCKET", str(place)) for word in told["entryPointArguments"]]
    words = [word for word in words if word not in ("--set", "filters.pii={}")]
    work("spark", ROOT / "examples" / "scale" / "filter_corpus.py", *words, "--input-format", "json", cwd=place)
    check(place, place / "kept", place / "rejected")


@pytest.mark.parametrize("marked", [[], ["--marked", "marked"]])
def test_the_job_of_ray(marked: list[str], place: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [row for _, row, _ in read_rows(place / "corpus")]
    (place / "parquet").mkdir()
    parquet.write_table(pyarrow.Table.from_pylist(rows), place / "parquet" / "part-00000.parquet")
    words = [f"--input={place / 'parquet'}", f"--kept={place / 'kept'}", f"--rejected={place / 'rejected'}"]
    marked = [str(place / word) if word == "marked" else word for word in marked]
    work("ray", ROOT / "examples" / "scale" / "filter_corpus_ray.py", *words, *marked, cwd=place)
    check(place, place / "kept", place / "rejected")
