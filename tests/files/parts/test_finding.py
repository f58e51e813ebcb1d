"""Folders, patterns and prefixes in S3 are read as one file, by every command that takes one."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.parts.finding import is_run_folder, is_several
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import Access
from tests.support.processes import run
from tests.support.runs import SEEDS, read
from tests.support.s3 import Bucket

WORDS = "The keeper lit the lamp at dusk and wrote the hour into the book of the light, as every evening, number {}."


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def documents(numbers: range) -> list[dict[str, Any]]:
    return [{"id": f"d{number}", "text": WORDS.format(number), "metadata": {"n": number}} for number in numbers]


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """Documents in parts of several kinds, with what writers leave beside them."""
    folder = tmp_path / "out"
    (folder / "language=en").mkdir(parents=True)
    (folder / "language=en" / "part-00000-c000.json.gz").write_bytes(gzip.compress(lines(documents(range(3)))))
    (folder / "part-00002.json").write_bytes(lines(documents(range(5, 6))))
    (folder / "part-00010.json").write_bytes(lines(documents(range(6, 8))))
    (folder / "_SUCCESS").touch()
    (folder / ".part-00002.json.crc").write_bytes(b"crc")
    return folder


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    folder = tmp_path / "tasks"
    folder.mkdir()
    for part in range(3):
        rows = [
            {"instruction": f"Name {word} of {part}, and say why it is.", "output": f"One {word} is {part}."}
            for word in ("a colour", "a river", "a mountain", "a bird")
        ]
        (folder / f"part-0000{part}").write_bytes(lines(rows))
    return folder


def ids(path: Path) -> list[str]:
    rows = list(read_rows(path))
    assert not any(problem for *_, problem in rows)
    return [row["id"] for _, row, _ in rows]


def test_a_folder_is_its_parts_in_order(parts: Path) -> None:
    assert ids(parts) == ["d0", "d1", "d2", "d5", "d6", "d7"]
    places = [place for place, *_ in read_rows(parts)]
    assert places[0] == f"{parts}/language=en/part-00000-c000.json.gz:1"
    assert [row.get("language") for _, row, _ in read_rows(parts)] == ["en"] * 3 + [None] * 3


def test_a_pattern_is_what_it_matches(parts: Path) -> None:
    assert ids(parts / "part-*.json") == ["d5", "d6", "d7"]
    assert ids(parts / "*" / "*.gz") == ["d0", "d1", "d2"]
    assert [row["language"] for _, row, _ in read_rows(parts / "language=*" / "*.gz")] == ["en"] * 3
    with pytest.raises(SeedError, match=r"none-\*\.json: no file has such a name"):
        ids(parts / "none-*.json")


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "rows[1].jsonl"
    path.write_bytes(lines(documents(range(1))))
    (tmp_path / "rows1.jsonl").write_bytes(lines(documents(range(2, 4))))
    assert ids(path) == ["d0"]


@pytest.mark.parametrize("name", ["no[where", "no]where", "no[]where"])
def test_a_bracket_alone_makes_no_pattern(name: str, tmp_path: Path) -> None:
    assert not is_several(tmp_path / name)
    with pytest.raises(SeedError, match="there is no such file"):
        ids(tmp_path / name)


def test_a_run_is_no_set_of_parts_nor_is_a_folder_of_runs(tmp_path: Path, parts: Path) -> None:
    made = selfinstruct.generate(SEEDS, n=5, out=tmp_path / "runs" / "one")
    assert is_run_folder(made.path)
    assert not is_several(made.path)
    assert is_run_folder(tmp_path / "runs")
    assert not is_several(tmp_path / "runs")
    assert is_several(parts)
    assert not is_run_folder(parts)
    with pytest.raises(SeedError, match="is a run's directory; name one of its files"):
        ids(made.path)


def test_a_circle_of_links_ends(parts: Path) -> None:
    (parts / "again").symlink_to(parts)
    assert ids(parts) == ["d0", "d1", "d2", "d5", "d6", "d7"]


def test_commands_take_a_folder_of_documents(parts: Path, tmp_path: Path) -> None:
    for given, kept in ((parts, 6), (parts / "part-*.json", 3)):
        done = run("filter", str(given), "--only", "words", "-o", "kept.jsonl", "--overwrite", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert len(read(tmp_path / "kept.jsonl")) == kept
    done = run("show", str(parts), "--stats", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["documents"] == 6
    done = run("ground", str(parts), "-n", "2", cwd=tmp_path)
    assert "6 documents" in done.stderr
    assert (tmp_path / "runs" / "out-grounded" / "run.json").is_file()
    done = run("ground", str(parts / "*.json"), "-n", "2", "--dry-run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_commands_take_a_folder_of_tasks(tasks: Path, tmp_path: Path) -> None:
    commands: dict[str, list[str]] = {
        "export": ["--format", "messages", "-o", "train.jsonl"],
        "show": ["--stats"],
        "merge": ["-o", "merged"],
        "label": "--kind score --question Good? --judge offline --judge offline/b --dry-run".split(),
        "filter": ["--only", "length", "--against", str(tasks), "--only", "exact", "-o", "none.jsonl"],
        "report": ["-o", "report.html"],
    }
    for command, words in commands.items():
        done = run(command, str(tasks), *words, cwd=tmp_path)
        assert done.returncode == 0, (command, done.stderr)
    assert len(read(tmp_path / "train.jsonl")) == 12
    assert not read(tmp_path / "none.jsonl")
    assert len(selfinstruct.Run(tmp_path / "merged").dataset()) == 12
    done = run("export", str(tasks), "--format", "alpaca", "-o", "again/alpaca.jsonl", cwd=tmp_path)
    done = run("check", str(tmp_path / "again"), "--format", "alpaca", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["rows"] == 12, done.stderr
    done = run("distill", "--prompts", str(tasks), "--out", "distilled", "--model", "offline", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "distilled" / "run.json").read_bytes())["counts"]["candidates"] == 12
    done = run("show", str(tasks), cwd=tmp_path)
    assert "stands for files of rows; give --stats" in done.stderr


def test_what_is_kept_is_not_written_among_the_parts(parts: Path) -> None:
    for given in (parts, parts / "part-*.json"):
        with pytest.raises(UsageError, match="would stand among the parts that are read"):
            selfinstruct.filter_dataset(given, parts / "kept.jsonl", only=("words",))
    assert not list(parts.glob("kept*"))


def test_a_prefix_and_a_pattern_in_s3(s3: Bucket) -> None:
    access = Access(endpoint_url=s3.address, region="us-east-1")
    for part in (0, 2, 10):
        s3.put(f"out/rule=a/part-{part:05}.json.gz", gzip.compress(lines(documents(range(part, part + 2)))))
    s3.put("out/_SUCCESS", b"")
    s3.put("outside.jsonl", lines(documents(range(90, 91))))
    for given in ("out", "out/", "out/rule=a/*.json.gz", "out/*/part-000??.json.gz"):
        rows = list(read_rows(Path(f"s3://bucket/{given}"), access))
        assert [row["id"] for _, row, _ in rows] == ["d0", "d1", "d2", "d3", "d10", "d11"], given
        assert {row["rule"] for _, row, _ in rows} == {"a"}
        assert rows[0][0] == "s3://bucket/out/rule=a/part-00000.json.gz:1"
    with pytest.raises(SeedError, match="no object has such a name"):
        list(read_rows(Path("s3://bucket/out/*.parquet"), access))
    s3.put("loose", lines(documents(range(1))))
    assert [row["id"] for _, row, _ in read_rows(Path("s3://bucket/loose"), access)] == ["d0"]
