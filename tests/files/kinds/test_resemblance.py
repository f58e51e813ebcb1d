"""What is no file of rows is told once, with what it looks like, by whichever command was given it."""

import io
import json
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import pytest

from selfinstruct.errors import SeedError
from selfinstruct.files.rows import read_rows


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 50)
    return file.getvalue()


def database(folder: Path) -> bytes:
    connection = sqlite3.connect(folder / "made.db")
    connection.execute("create table rows (instruction text)")
    connection.commit()
    connection.close()
    return (folder / "made.db").read_bytes()


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("rows.jsonl"))
    return file.getvalue()


CSV = "instruction,output\n" + "Name a river.,The Elbe\n" * 60
YAML = "- instruction: Name a river.\n  output: The Elbe\n" * 60
PROSE = "Name a river.\nName a lake, and say why.\nWhat is a hill?\nCount to three.\n" * 20
CASES: list[tuple[str, str | bytes, str]] = [
    ("x.jsonl", CSV, "CSV; give it a name that ends in .csv"),
    ("x.jsonl", CSV.replace(",", "\t"), "CSV"),
    ("x.json", YAML, "YAML; give it a name that ends in .yaml"),
    ("x.jsonl", "seeds:\n" + YAML, "YAML"),
    ("x.jsonl", PROSE, "plain text; give it a name that ends in .txt if each line is an instruction"),
    ("x.dat", PROSE, "plain text"),
    ("README.md", "# Seeds\n\nName a river.\n", "Markdown"),
    ("list.md", "- Name a river.\n- Name a lake.\n- Name a hill.\n", "Markdown"),
    ("x.jsonl", "<!DOCTYPE html>\n<html><body>404</body></html>\n", "HTML; selfinstruct ingest reads documents"),
    ("x.csv", "\n <html><head></head></html>", "HTML"),
    ("x.yaml", '<?xml version="1.0"?>\n<rows/>', "XML"),
    ("x.jsonl", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF; selfinstruct ingest reads documents"),
    ("x.csv", zipped("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook; save its table as CSV first"),
    ("x.docx", zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml"), "a Word document; "),
    ("x.jsonl", zipped("mimetype", "rows.jsonl"), "a zip archive; unpack it first"),
    ("x.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office file"),
    ("x.jsonl", b"\x89PNG\r\n\x1a\n" + bytes(40), "a PNG image"),
    ("x.arrow", b"ARROW1\0\0" + bytes(40), "an Arrow (Feather) file; save it as Parquet first"),
    ("x.pkl", b"\x80\x04\x95" + bytes(40), "a pickle of Python"),
    ("x.jsonl.bz2", b"BZh91AY&SY" + bytes(40), "a file packed with bz2; unpack it first"),
    ("x.jsonl", json.dumps({"instruction": "Name a river."}).encode("utf-16-le"), "UTF-16 without a mark; save it"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "what"), CASES)
def test_what_it_looks_like_is_said_once(name: str, data: str | bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(SeedError) as caught:
        list(read_rows(path))
    assert str(caught.value).startswith(f"{path}: is not a file of rows: it looks like {what}")
    assert str(caught.value).endswith(
        " This command reads JSON lines, a JSON array, CSV, YAML, text lines (.txt) or Parquet"
    )


def test_databases_and_archives(tmp_path: Path) -> None:
    for data, what in ((database(tmp_path), "an SQLite database; export its tables"), (tar(), "a tar archive")):
        (tmp_path / "x.jsonl").write_bytes(data)
        with pytest.raises(SeedError, match=f"it looks like {what}"):
            list(read_rows(tmp_path / "x.jsonl"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("- Name a river.\n- Name a lake.\n", ":1: looks like a list with bullets ('- Name a river.'); write one "),
        ("Ours:\n\n1. Name a river.\n2. Name a lake.\n", ":3: looks like a list with bullets ('1. Name a river.')"),
        ("# Seeds\nName a river.\n", ":1: looks like Markdown ('# Seeds'); write one instruction a line"),
        ("Seeds\n=====\nName\n=====\n", ":2: looks like Markdown"),
        (
            "Motor\n  Crash\n  Theft\nHome\n",
            ":2: looks like a topic tree (the line is indented); give a topic tree with ",
        ),
        ("instruction,output\nName a river.,The Elbe\n", ":1: looks like CSV; give it a name that ends in .csv"),
        ("- instruction: Name a river.\n", ":1: looks like YAML; give it a name that ends in .yaml"),
        ("---\n- instruction: Name a river.\n", ":1: looks like YAML"),
    ],
)
def test_text_that_is_laid_out_is_not_guessed_at(data: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(data)
    with pytest.raises(SeedError) as caught:
        list(read_rows(tmp_path / "x.txt"))
    assert str(caught.value).startswith(f"{tmp_path}/x.txt{told}")


@pytest.mark.parametrize(
    "text",
    [
        "Text, please, for the label.", "Name: a river", "What is C++?", "#1 hit songs: name three.",
        "MZ is a code. What for?",
        "BM25: explain it.", "Answer, question or problem?", "ORC or Avro?",
    ],
)  # fmt: skip
def test_texts_that_begin_like_something_else_are_texts(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(f"{text}\nName a river.\n")
    assert [row["instruction"] for _, row, _ in read_rows(tmp_path / "x.txt")] == [text, "Name a river."]
