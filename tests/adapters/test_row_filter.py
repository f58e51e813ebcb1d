"""The filters as one callable: the same verdicts as the command's, whoever hands the rows over, and in any order."""

import json
import pickle
import random
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.adapters.row_filter import UNREADABLE, row_filter
from selfinstruct.errors import UsageError
from tests.support.corpora import DOCUMENTS, TASKS, documents, tasks
from tests.support.runs import read

REFUSED = {
    "exact": "filter exact: compares rows with one another",
    "minhash": "filter minhash: compares rows with one another",
    "semantic": "filter semantic: compares rows with one another",
    "novelty": "filter novelty: compares rows",
    "duplicate": "filter duplicate: compares rows",
    "same_input_different_output": "filter same_input_different_output: compares rows",
    "repeats_instance": "filter repeats_instance: compares rows",
}


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(("recipe", "overrides"), [*DOCUMENTS, *TASKS])
def test_verdicts_are_those_of_the_command(recipe: str, overrides: tuple[str, ...], tmp_path: Path) -> None:
    rows = documents(400) if (recipe, overrides) in DOCUMENTS else tasks(300)
    source = write(tmp_path / "rows.jsonl", rows)
    done = selfinstruct.filter_dataset(source, tmp_path / "kept.jsonl", recipe=recipe, overrides=overrides)
    assert 0 < done.kept < len(rows)
    filters = pickle.loads(pickle.dumps(row_filter(recipe, overrides=overrides)))
    numbers = list(range(len(rows)))
    random.Random(5).shuffle(numbers)  # no verdict hangs on the rows before
    verdicts = dict(zip(numbers, filters([rows[number] for number in numbers]), strict=True))
    assert [verdicts[at].row for at in range(len(rows)) if verdicts[at].kept] == read(tmp_path / "kept.jsonl")
    told: dict[int, dict[str, Any]] = {}
    for line in read(tmp_path / "kept.rejected.jsonl"):
        told.setdefault(int(line["place"].rpartition(":")[2].split()[0]) - 1, line)
    gone = {at: (verdict.rule, verdict.value) for at, verdict in verdicts.items() if not verdict.kept}
    assert gone == {at: (told[at]["rule"], told[at].get("value")) for at in gone}


@pytest.mark.parametrize("name", REFUSED)
def test_a_filter_that_compares_rows_is_refused(name: str) -> None:
    recipe = "documents" if name in ("exact", "minhash") else "chat"
    with pytest.raises(UsageError, match=REFUSED[name]) as caught:
        row_filter(recipe, only=["pii", name])
    assert "out of `only`" in str(caught.value)
    assert "DataTrove's MinHash" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_recipe_with_such_filters_says_how_to_do_without() -> None:
    with pytest.raises(UsageError, match="filters exact, paragraphs: compare rows") as caught:
        row_filter("documents")
    out = json.loads(str(caught.value).partition("overrides=")[2].partition("]")[0] + "]")
    assert "exact" not in row_filter("documents", overrides=out).settings


class Remembers:
    """A filter of a user's own that looks back."""

    scope = "document"

    def __call__(self, document: Any) -> None:
        return None

    def add(self, document: Any) -> None:
        return None


@pytest.mark.parametrize(
    ("recipe", "only", "told"),
    [
        ("documents", "refusal", "filter refusal: looks at tasks, .* or name a recipe for tasks, such as chat"),
        ("chat", "words", "filter words: looks at documents, .* or name a recipe for documents, such as gopher"),
        ("documents", "wrods", "there is no filter 'wrods'; did you mean words?"),
        ("documents", f"{__name__}:Remembers", "Remembers: compares rows"),
    ],
)
def test_a_filter_that_is_not_for_such_rows_is_refused(recipe: str, only: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        row_filter(recipe, only=[only])


def test_a_row_that_is_none_stops_nothing() -> None:
    document: dict[str, Any] = {"id": "a", "text": "The keeper of the light wrote to the harbour about it."}
    cases: list[tuple[str, list[dict[str, Any]]]] = [
        ("documents", [document, {"id": "b"}, {"id": "c", "text": 3}]),
        (
            "chat",
            [{"instruction": "Name three rivers of France.", "output": "Loire, Seine, Rhône"}, {"x": 1}, document],
        ),
    ]
    for recipe, rows in cases:
        only = ["words"] if recipe == "documents" else ["length"]
        verdicts = row_filter(recipe, only=only)(rows)
        assert [verdict.rule for verdict in verdicts] == [None, UNREADABLE, UNREADABLE]
        assert all(isinstance(verdict.value, str) for verdict in verdicts[1:])
        assert [verdict.row for verdict in verdicts] == rows


def test_of_personal_data_nothing_is_told_but_a_masked_id() -> None:
    document = {"id": "jane@example.com", "text": "Write to joe@example.com.", "metadata": {"url": "https://a.org"}}
    [verdict] = row_filter("documents", only=["pii"])([document])
    assert (verdict.rule, verdict.value, verdict.changed) == ("pii", {"email": 1}, True)
    assert set(verdict.row) == {"id", "text"}
    assert "@" not in json.dumps(verdict.row)
    [verdict] = row_filter("chat", only=["pii"])([{"instruction": "Write a mail to joe@example.com", "output": "Hi"}])
    assert (verdict.rule, dict(verdict.row)) == ("pii", {})


def test_an_instance_that_is_lost_is_counted() -> None:
    row = {"instruction": "Name a river.", "instances": [{"input": "", "output": "Loire"}, {"input": "", "output": ""}]}
    [verdict] = row_filter("chat", only=["empty_output"])([row])
    assert verdict.kept
    assert verdict.changed
    assert verdict.value == {"instances": {"empty_output": 1}}
    assert verdict.row == row | {"instances": row["instances"][:1]}
