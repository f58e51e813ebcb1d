"""A corpus through `filter`: documents are kept as they stand or rejected with a rule, and tasks are none of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from selfinstruct import filter_dataset
from selfinstruct.errors import RecipeError, SeedError, UsageError
from tests.support.runs import read, write

PROSE = [
    "The keeper of the lighthouse writes the name of each ship into a book that nobody has read so far.",
    "On stormy evenings his daughter counts the waves between two flashes and tells him how high they are.",
    "A supply boat brings flour, oil and letters once a month, unless the sea is frozen over by the pier.",
    "The lamp was lit with rape oil first, then with petroleum, and since the war with a bulb of 500 watts.",
    "Visitors may climb the tower on Sundays; there are 212 steps and a bench halfway up, below the window.",
]


def document(name: str, text: str, **metadata: Any) -> dict[str, Any]:
    return {"id": name, "text": text, "metadata": {"file": f"{name}.txt", **metadata}}


ROWS = [
    document("story", "\n\n".join(PROSE)),
    document("stub", "Page 3"),
    document("loop", "The same line comes again and again in this text.\n" * 30),
    document("copy", "\n\n".join(PROSE).replace(" ", "  ")),
    document("table", "| a | b |\n| --- | --- |\n" + "".join(f"| {n} | {n * n} |\n" for n in range(30))),
]


def sifted(folder: Path, rows: list[dict[str, Any]], **options: Any) -> tuple[list[str], dict[str, Any]]:
    """The ids that are kept, and the rejections by id."""
    corpus = write(folder / "corpus.jsonl", rows)
    found = filter_dataset(corpus, folder / "kept.jsonl", **({"overwrite": True} | options))
    kept, rejected = read(folder / "kept.jsonl"), read(folder / "kept.rejected.jsonl")
    assert [row for row in rows if row in kept] == kept, "as they stood, in their order"
    assert (found.rows, found.kept, sum(found.rejected.values())) == (len(rows), len(kept), len(rejected))
    assert len(kept) + len(rejected) == len(rows)
    return [row["id"] for row in kept], {line["id"]: line for line in rejected}


def test_the_default_keeps_what_is_no_web_page(tmp_path: Path) -> None:
    kept, rejected = sifted(tmp_path, ROWS)
    assert kept == ["story", "table"]
    assert {name: line["rule"] for name, line in rejected.items()} == {
        "stub": "words", "loop": "repeated_lines", "copy": "exact"
    }  # fmt: skip
    assert rejected["stub"] == {
        "place": "corpus.jsonl:2", "id": "stub", "file": "stub.txt", "rule": "words", "value": 2,
        "text": "Page 3",
    }  # fmt: skip
    assert rejected["copy"]["duplicate_of"] == {"place": "corpus.jsonl:1", "id": "story"}
    assert len(rejected["loop"]["text"]) < 310, "of a long text only its beginning"


@pytest.mark.parametrize(
    ("recipe", "kept"),
    [("gopher", ["story", "copy"]), ("c4", ["story", "loop", "copy"]), ("fineweb", ["story", "copy"])],
)
def test_published_recipes_reject_what_is_no_prose(tmp_path: Path, recipe: str, kept: list[str]) -> None:
    assert sifted(tmp_path, ROWS, recipe=recipe)[0] == kept


def test_keep_longest_and_clusters(tmp_path: Path) -> None:
    clusters = tmp_path / "clusters.jsonl"
    kept, rejected = sifted(tmp_path, [ROWS[0], ROWS[3]], only=["exact"], keep="longest", clusters=clusters)
    assert (kept, list(rejected)) == (["copy"], ["story"])
    assert [(line["kept"]["id"], [item["id"] for item in line["dropped"]]) for line in read(clusters)] == [
        ("copy", ["story"])
    ]


@pytest.mark.parametrize("only", ["exact", "paragraphs", "sentences", "jaccard", "novelty", "minhash", "ngrams"])
@pytest.mark.parametrize("form", ["corpus", "tasks"])
def test_duplicates_of_another_file(tmp_path: Path, only: str, form: str) -> None:
    """Any of the filters for duplicates compares all of the text, with documents and with tasks."""
    if only == "minhash":
        pytest.importorskip("rensa")
    text = PROSE[0] if only == "ngrams" else "\n\n".join(PROSE)
    row = document("x", text) if form == "corpus" else {"id": "x", "instruction": text}
    other = write(tmp_path / "other.jsonl", [row])
    kept, rejected = sifted(tmp_path, [ROWS[0], ROWS[4]], only=[only], against=other)
    assert (kept, rejected["story"]["rule"]) == (["table"], only)
    assert rejected["story"]["duplicate_of"] == {"place": f"{other}:1", "id": "x"}
    assert rejected["story"]["score"] > 0


def test_personal_data_is_not_written_down(tmp_path: Path) -> None:
    rows = [
        document("jane@example.com", f"{PROSE[0]} Write to jane@example.com."),
        {"id": "b", "text": PROSE[1], "metadata": {"author": {"mail": "tom@example.com"}}},
        document("c", PROSE[2]),
    ]
    kept, rejected = sifted(tmp_path, rows, only=["pii"])
    assert kept == ["c"]
    assert [line["value"] for line in rejected.values()] == [{"email": 2}, {"email": 1}], "also in the file's name"
    written = (tmp_path / "kept.rejected.jsonl").read_text()
    assert "example.com" not in written
    assert "lighthouse" not in written


TASK = {"instruction": "Name three uses of a paper clip.", "output": "Earring, hook, spring."}
EXPORTED = {
    "id": "1", "text": "Name three uses of a paper clip.\n\nEarring.",
    "metadata": {"instruction": "Name three uses of a paper clip.", "input": ""},
}  # fmt: skip


@pytest.mark.parametrize(
    "row", [TASK, EXPORTED, {"text": "### Human: Hello there, who are you?### Assistant: A lamp."}]
)
def test_tasks_are_no_corpus(tmp_path: Path, row: dict[str, Any]) -> None:
    """What our text export wrote, and a conversation in one text, stay tasks; filters of documents are refused."""
    data = write(tmp_path / "data.jsonl", [row])
    assert filter_dataset(data, tmp_path / "kept.jsonl", only=["length"]).rows == 1
    assert read(tmp_path / "kept.jsonl") == [row]
    for recipe in ("gopher", "documents"):
        with pytest.raises(UsageError, match=f"--recipe {recipe}: is for documents, and .*data.jsonl holds tasks"):
            filter_dataset(data, tmp_path / "other.jsonl", recipe=recipe)
    with pytest.raises(UsageError, match="filter words: looks at documents, and these are tasks"):
        filter_dataset(data, tmp_path / "other.jsonl", only=["words"])
    assert not (tmp_path / "other.jsonl").exists()


def test_documents_are_no_tasks(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl", ROWS)
    refused: list[tuple[dict[str, Any], str]] = [
        ({"recipe": "chat"}, r"--recipe chat: is for tasks, and .*holds documents \(found: .*\); take c4, documents"),
        ({"only": ["refusal"]}, "filter refusal: looks at tasks, and these are documents"),
        ({"only": ["nonsense"]}, "there is no filter 'nonsense'; known: "),
        ({"only": ["wrods"]}, r"there is no filter 'wrods'; did you mean words\?"),
        ({"only": ["words"], "against": corpus}, "--against needs a filter that compares texts"),
        ({"only": ["ngrams"]}, "compares only with another file"),
    ]
    for options, told in refused:
        with pytest.raises(UsageError, match=told):
            filter_dataset(corpus, tmp_path / "kept.jsonl", **options)
    with pytest.raises(RecipeError, match="there is no recipe 'nonsense'; known: c4, documents, fineweb, gopher"):
        filter_dataset(corpus, tmp_path / "kept.jsonl", recipe="nonsense")
    assert not (tmp_path / "kept.jsonl").exists()


@pytest.mark.parametrize(("name", "text"), [("a.jsonl", ""), ("a.jsonl", "\n\n"), ("a.csv", ""), ("a.json", "[]")])
def test_a_file_without_rows_is_told_as_such(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    options: list[dict[str, Any]] = [{}, {"recipe": "documents"}, {"recipe": "chat"}, {"only": ["words"]}]
    for chosen in options:
        with pytest.raises(SeedError, match=rf"{name}: contains no rows\Z"):
            filter_dataset(tmp_path / name, tmp_path / "kept.jsonl", **chosen)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_lines_that_are_no_documents_are_told_of_before_anything_is_written(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("\n".join([json.dumps(ROWS[0]), "{", json.dumps({"text": 3}), json.dumps(TASK)]) + "\n")
    with pytest.raises(SeedError) as found:
        filter_dataset(corpus, tmp_path / "kept.jsonl")
    assert [problem.partition(": ")[0] for problem in found.value.problems] == [f"{corpus}:{n}" for n in (2, 3, 4)]
    assert sorted(item.name for item in tmp_path.iterdir()) == ["corpus.jsonl"]


def test_a_recipe_of_ones_own(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "recipe.yaml").write_text(
        "inherits: documents\nfilters:\n  exact: false\n  pattern: {drop: {file: ['^table']}}\n"
    )
    kept, rejected = sifted(tmp_path, ROWS, recipe=folder, overrides=["filters.words.minimum=1"])
    assert (kept, rejected["table"]["rule"]) == (["story", "stub"], "pattern")
    assert rejected["copy"]["rule"] == "paragraphs"
    (folder / "recipe.yaml").write_text("filters: {letters: {}, length: {}}\n")
    with pytest.raises(UsageError, match="filter length: looks at tasks"):
        sifted(tmp_path, ROWS, recipe=folder)
    (folder / "ask.jinja").write_text("x")
    with pytest.raises(RecipeError, match=r"ask\.jinja: unknown template; documents are filtered unasked"):
        sifted(tmp_path, ROWS, recipe=folder)


def test_a_filter_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_documents.py").write_text(
        "from selfinstruct.records import Reason\n\n\n"
        "class Few:\n    scope = 'document'\n\n    def __init__(self, most: int = 1) -> None:\n"
        "        self.left = most\n\n    def __call__(self, document):\n"
        "        return None if self.left else Reason('few', document.metadata['file'])\n\n"
        "    def add(self, document):\n        self.left -= 1\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    kept, rejected = sifted(tmp_path, ROWS, only=["own_documents:Few"])
    assert kept == ["story"]
    assert {line["value"] for line in rejected.values()} == {"stub.txt", "loop.txt", "copy.txt", "table.txt"}
