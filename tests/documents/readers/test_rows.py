"""Rows as documents: JSON in every layout, CSV, Parquet, notebooks."""

import gzip
import io
import json
from typing import Any

import pytest

from selfinstruct.documents.readers.rows import tables
from tests.documents.readers.sniffed import read, rules, texts


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('{"text": "one"}\n\n{"content": "two"}\n', ["one", "two"]),
        ('{"text": "one"}\r\n{"body": "two"}', ["one", "two"]),
        ('[{"text": "one"}, {"page_content": "two"}]', ["one", "two"]),
        ('\ufeff[{"text": "one"}]', ["one"]),
        ('{\n "text": "one",\n "more": [1]\n}', ["one"]),
        ('{\n "text": "one"\n}\n{\n "text": "two"\n}', ["one", "two"]),
        ('{"total": 2, "items": [{"text": "one"}, {"text": "two"}]}', ["one", "two"]),
        ('{\n"items": [{"text": "one"},\n {"text": "two"}]}', ["one", "two"]),
        ('{"text": ["first", "second"]}', ["first\n\nsecond"]),
        ('{"text": "a\\r\\nb"}', ["a\nb"]),
    ],
)
def test_json_in_every_layout(data: str, found: list[str]) -> None:
    assert texts("a.json", data) == found
    assert texts("a.jsonl", data) == found


def test_other_encodings_are_read() -> None:
    row = json.dumps({"text": "Größe"}, ensure_ascii=False)
    assert texts("a.jsonl", row.encode("utf-16")) == ["Größe"]
    assert texts("a.json", f"[{row}]".encode("cp1252")) == ["Größe"]
    assert texts("a.csv", "Ort;Größe\nKöln;5\n".encode("cp1252")) == ["| Ort | Größe |\n| --- | --- |\n| Köln | 5 |"]


def test_a_row_says_more_than_its_text() -> None:
    row: dict[str, Any] = {
        "id": "abc", "text": "Words.", "title": " A\n title", "url": "https://e.org/1", "date": "2026-01-05T10:00:00Z",
        "metadata": {"language": "de", "url": "https://other.org"},
    }  # fmt: skip
    (document,), _ = read("a.jsonl", json.dumps(row))
    assert (document.title, document.url, document.date) == ("A title", "https://e.org/1", "2026-01-05T10:00:00Z")
    assert (document.language, document.member, document.format) == ("de", "line 1", "json")
    assert document.more == {"row_id": "abc"}
    (document,), _ = read("a.jsonl", '{"text": "x", "date": "yesterday", "lang": "a b", "url": 5, "title": 7}')
    assert (document.title, document.url, document.date, document.language) == ("", "", "", "")


def test_fields_are_named() -> None:
    row = json.dumps({"text": "no", "a": {"b": "yes"}, "c.d": "dotted", "head": "Title"})
    assert texts("a.jsonl", row, text="a.b") == ["yes"]
    assert texts("a.jsonl", row, text="c.d") == ["dotted"]
    assert read("a.jsonl", row, title="head")[0][0].title == "Title"
    _, (refusal,) = read("a.jsonl", row, text="other")
    assert refusal.rule == "row"
    assert refusal.value == "has no other among text, a, c.d, head; --text FIELD says which it is"


@pytest.mark.parametrize(
    ("line", "rule"),
    [("not json", "row"), ('{"text": ', "row"), ("[1]", "row"), ("5", "row"), ('{"q": "x"}', "row"),
     ('{"text": 5}', "row"), ('{"text": " "}', "no_text"), ('{"text": null}', "no_text"), ("[" * 5000, "row")],
)  # fmt: skip
def test_a_bad_row_is_a_line_of_its_own(line: str, rule: str) -> None:
    documents, (refusal,) = read("a.jsonl", f'{{"text": "before"}}\n{line}\n{{"text": "behind"}}\n')
    assert [document.text for document in documents] == ["before", "behind"]
    assert (refusal.rule, refusal.member) == (rule, "line 2")


def test_an_array_that_is_cut_off_gives_what_is_there() -> None:
    documents, (refusal,) = read("a.json", '[{"text": "one"}, {"text": "tw')
    assert [document.text for document in documents] == ["one"]
    assert (refusal.rule, refusal.member) == ("row", "item 2")


def test_a_web_page_in_a_row_is_read_as_one() -> None:
    pytest.importorskip("lxml")
    page = "<!DOCTYPE html><html lang=en><title>T</title><body><h1>Head</h1><p>Words of a page.</p></body></html>"
    (document,), _ = read("a.jsonl", json.dumps({"html": page, "url": "https://e.org"}))
    assert "<p>" not in document.text
    assert "Words of a page." in document.text
    assert (document.url, document.member) == ("https://e.org", "line 1")


@pytest.mark.parametrize(
    ("data", "table"),
    [
        ("a,b\n1,2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ('a;b\n"x;y";2\n', "| a | b |\n| --- | --- |\n| x;y | 2 |"),
        ("sep=|\na|b\n1|2\n", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ('a,b\n"two\nlines",NA\n', "| a | b |\n| --- | --- |\n| two lines | NA |"),
        ("a,b\nx|y,\n", "| a | b |\n| --- | --- |\n| x\\|y | |"),
        ("Report\n\na,b\n1,2\n", "| Report | |\n| --- | --- |\n| a | b |\n| 1 | 2 |"),
        ("a,b\n1\n", "| a | b |\n| --- | --- |\n| 1 | |"),
        ('a,b\n"open,2\n3,4\n', "| a | b |\n| --- | --- |\n| open,2 3,4 | |"),
    ],
)
def test_csv_is_a_table(data: str, table: str) -> None:
    assert texts("a.csv", data) == [table]


def test_with_the_column_of_a_text_each_row_is_a_document() -> None:
    data = 'id,body,title\n1,"First, then",A\n2,Second,B,more\n3,,C\n'
    documents, refusals = read("a.csv", data, text="body")
    assert [(found.text, found.title, found.member) for found in documents] == [("First, then", "A", "row 2")]
    assert [(found.rule, found.member) for found in refusals] == [("row", "row 3"), ("no_text", "row 4")]
    assert texts("b.csv", "x,y\n1,2\n", text="body") == ["| x | y |\n| --- | --- |\n| 1 | 2 |"]


def test_a_huge_table_is_several_documents_each_with_its_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_DOCUMENT", 100)
    data = "name,number\n" + "".join(f"row,{number}\n" for number in range(40))
    documents, _ = read("a.csv", data)
    assert len(documents) > 2
    assert all(document.text.startswith("| name | number |\n| --- | --- |\n| row | ") for document in documents)
    assert sum(document.text.count("| row |") for document in documents) == 40
    assert documents[0].member.startswith("rows 2-")
    assert documents[-1].member.endswith("-41")


def test_parquet_gives_its_rows() -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    def file(columns: dict[str, list[Any]]) -> bytes:
        data = io.BytesIO()
        parquet.write_table(arrow.table(columns), data, row_group_size=2)
        return data.getvalue()

    data = file({"text": ["one", "two", None], "metadata": [{"url": "https://e.org"}, None, None]})
    documents, (refusal,) = read("a.parquet", data)
    assert [(found.text, found.url, found.member) for found in documents] == [
        ("one", "https://e.org", "row 1"), ("two", "", "row 2"),
    ]  # fmt: skip
    assert (refusal.rule, refusal.member) == ("no_text", "row 3")
    _, (refusal,) = read("a.parquet", file({"q": ["x"], "a": ["y"]}))
    assert (refusal.rule, refusal.value) == ("row", "has no text among q, a; --text FIELD says which it is")
    assert texts("a.parquet", file({"q": ["x"]}), text="q") == ["x"]
    assert rules("a.parquet", data[:-20]) == [("damaged", "")]


def test_a_notebook_is_one_document() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Fares\n", "By age."]},
        {"cell_type": "code", "source": "print(1)", "outputs": [{"output_type": "stream", "text": ["1\n"]}]},
        {"cell_type": "code", "source": "", "outputs": []},
    ]
    about = {"language_info": {"name": "python"}}
    data = json.dumps({"nbformat": 4, "metadata": about, "cells": cells}, indent=1)
    (document,), _ = read("a.ipynb", data)
    assert document.text == "# Fares\nBy age.\n\n```python\nprint(1)\n```\n\n```\n1\n```"
    assert document.title == "Fares"


def test_compressed_rows_are_read_as_they_are_unpacked_and_bombs_refused() -> None:
    rows = b"".join(b'{"text": "%d"}\n' % number for number in range(100))
    assert len(texts("a.jsonl.gz", gzip.compress(rows))) == 100
    assert rules("a.jsonl.gz", gzip.compress(rows)[:-20]) == [("damaged", "")]
    bomb = gzip.compress(b'{"text": "%s"}\n' % (b"same " * 200_000) * 80)
    found = rules("a.jsonl.gz", bomb)
    assert found[-1] == ("too_large", "")
