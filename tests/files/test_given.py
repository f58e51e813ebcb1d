"""Several files of seeds, and rows in place of a file: the same run as of one file with the same content."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import SeedError, UsageError
from selfinstruct.files.given import as_file, paths_among
from selfinstruct.files.rows import read_rows
from tests.support.processes import run as command

WORDS = ("river", "lake", "hill", "bird", "tree", "town", "song", "dish")
TEXTS = [f"Name a {word} and say why." for word in WORDS]
ROWS = [{"instruction": text, "output": f"This {word}."} for text, word in zip(TEXTS, WORDS, strict=True)]


def lines(path: Path, rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_several_files_of_seeds_are_a_run(tmp_path: Path) -> None:
    whole = lines(tmp_path / "whole.jsonl", ROWS)
    one, two = lines(tmp_path / "one.jsonl", ROWS[:3]), lines(tmp_path / "two.jsonl", ROWS[3:])
    words = ["generate", "-n", "2", "--json"]
    alone = json.loads(command(*words, "--seeds", str(whole), "--out", "a", cwd=tmp_path).stdout)
    both = json.loads(command(*words, "--seeds", str(one), "--seeds", str(two), cwd=tmp_path).stdout)
    assert both["path"] == "runs/one"
    assert both["identity"] == alone["identity"]
    assert both["given"]["seeds"] == [str(one), str(two)]
    again = selfinstruct.generate([one, str(two)], n=2, out=tmp_path / "runs" / "one")
    assert again.info["requests"] == both["requests"]
    assert selfinstruct.dataset_stats(again.path).seeds is not None, "found where the run names them"
    assert selfinstruct.export(again.path, "hub", tmp_path / "hub").rows
    assert "--seeds one.jsonl --seeds two.jsonl" in (tmp_path / "hub" / "README.md").read_text()
    assert selfinstruct.report(again.path, tmp_path / "report.html").size
    with pytest.raises(UsageError, match="two"):
        selfinstruct.report(again.path, two, overwrite=True)


class Frame:
    """What a pandas frame has that is used of it."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.columns = list(rows[0])

    def __iter__(self) -> Any:
        return iter(self.columns)

    def to_dict(self, orient: str) -> list[dict[str, Any]]:
        assert orient == "records"
        return self.rows


class Dataset:
    """What a datasets.Dataset has that is used of it."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def __iter__(self) -> Any:
        return iter(self.rows)


class Polars(Frame):
    """What a frame of Polars has: columns, and a to_dict of its own."""

    def to_dict(self, *, as_series: bool = True) -> Any:  # type: ignore[override]
        raise AssertionError

    def to_dicts(self) -> list[dict[str, Any]]:
        return self.rows


def arrow(rows: list[dict[str, Any]]) -> Any:
    return pytest.importorskip("pyarrow").Table.from_pylist(rows)


FORMS: dict[str, Any] = {
    "list": list, "tuple": tuple, "generator": iter, "frame": Frame, "polars": Polars, "dataset": Dataset,
    "arrow": arrow,
    "map": lambda rows: map(dict, rows),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_run_of_rows_is_that_of_a_file(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    of_file = selfinstruct.generate(lines(tmp_path / "rows.jsonl", ROWS), n=2, out="a")
    run = selfinstruct.generate(FORMS[form](ROWS), n=2)
    assert str(run.path) == "runs/run"
    assert run.info["identity"] == of_file.info["identity"]
    assert "seeds" not in run.info["given"]
    for name in ("dataset.jsonl", "tasks.jsonl"):
        assert (run.path / name).read_bytes() == (of_file.path / name).read_bytes()
    again = selfinstruct.generate(FORMS[form](ROWS), n=2)
    assert (again.path, again.info["requests"]) == (run.path, run.info["requests"])
    assert selfinstruct.resume(run.path, n=3).info["counts"]["tasks"] == 3
    assert selfinstruct.generate(FORMS[form](ROWS[1:]), n=2).path.name == "run-2", "other rows are another run"


def test_texts_are_instructions(tmp_path: Path) -> None:
    run = selfinstruct.generate(TEXTS, n=2, out=tmp_path / "a")
    of_file = selfinstruct.generate(lines(tmp_path / "rows.jsonl", TEXTS), n=2, out=tmp_path / "b")
    assert run.info["identity"] == of_file.info["identity"]


def test_every_function_takes_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = lines(tmp_path / "rows.jsonl", ROWS)
    made = selfinstruct.filter_dataset(ROWS, "kept.jsonl", only=["length", "novelty"], against=Frame(ROWS[:1]))
    against = lines(tmp_path / "against.jsonl", ROWS[:1])
    same = selfinstruct.filter_dataset(path, "same.jsonl", only=["length", "novelty"], against=against)
    assert Path("kept.jsonl").read_bytes() == Path("same.jsonl").read_bytes()
    assert (made.rows, made.kept, made.rejected) == (same.rows, same.kept, same.rejected)
    selfinstruct.export(Dataset(ROWS), "alpaca", "out.jsonl")
    selfinstruct.export(path, "alpaca", "from-file.jsonl")
    assert Path("out.jsonl").read_bytes() == Path("from-file.jsonl").read_bytes()
    alpaca = [row for _, row, _ in read_rows(Path("out.jsonl"))]
    assert not selfinstruct.check(alpaca, "alpaca").problems
    strange = selfinstruct.check([{"question": "Name a river."}], "alpaca").problems
    assert strange[0].startswith("<path>:1: ")
    assert selfinstruct.dataset_stats(ROWS, seeds=TEXTS).rows == len(ROWS)
    merged = selfinstruct.merge([ROWS[:4], path, Frame(ROWS)], "merged", novelty=1)
    assert merged.info["counts"]["tasks"] == len(ROWS)
    assert [source["name"] for source in merged.info["sources"]] == ["sources", "rows"], "the third is the second"
    taught, told = (selfinstruct.distill(rows, out=out) for rows, out in ((ROWS, "d"), (path, "e")))
    assert (taught.path / "dataset.jsonl").read_bytes() == (told.path / "dataset.jsonl").read_bytes()
    assert taught.info["identity"] == told.info["identity"]
    assert taught.info["given"] == {"recipe": "chat"}
    assert selfinstruct.distill(iter(ROWS)).path == Path("runs/prompts-distilled")
    assert selfinstruct.preview_distill(ROWS).requests == len(ROWS)
    pairs = selfinstruct.prefer(Dataset(ROWS), "contrast", out="p")
    of_file = selfinstruct.prefer(path, "contrast", out="q")
    assert (pairs.path / "preferences.jsonl").read_bytes() == (of_file.path / "preferences.jsonl").read_bytes()
    assert selfinstruct.preview_preferences(ROWS, "contrast", out="r").requests
    labels = selfinstruct.label(ROWS, ["offline", "offline/weak"], kind="accept")
    assert labels.path == Path("runs/records-labels")
    assert "source" not in labels.info["given"]
    assert selfinstruct.preview_label(ROWS, ["offline", "offline/weak"], kind="accept").requests


class NumPyLike:
    def __init__(self, value: Any) -> None:
        self.value = value

    def tolist(self) -> Any:
        return self.value


class NAType: ...


def test_values_that_json_lacks(tmp_path: Path) -> None:
    import datetime
    import decimal

    row = {
        "a": float("nan"), "b": None, "c": NumPyLike([1, NumPyLike(2.5)]), "d": datetime.date(2026, 1, 2),
        "e": NAType(),
        "f": decimal.Decimal("1.50"), "g": b"caf\xc3\xa9", "h": {"i": (1, None)}, 7: True, "notes": [{"x": 1}],
        "l": "\ud800",
    }  # fmt: skip
    with as_file([row, "text"]) as path:
        assert str(path) == "<rows>"
        with as_file([{"a": 1}]) as other:
            assert str(other) == "<rows-2>"
            assert list(read_rows(other)) == [("<rows-2>:1", {"a": 1}, "")]
        assert [(place, found) for place, found, _ in read_rows(path)] == [
            ("<rows>:1", {"c": [1, 2.5], "d": "2026-01-02", "f": "1.50", "g": "café", "h": {"i": [1, None]}, "7": True,
                          "notes": [{"x": 1}], "l": "\ud800"}),
            ("<rows>:2", {"instruction": "text"}),
        ]  # fmt: skip
    with pytest.raises(SeedError, match="there is no such file"):
        list(read_rows(path))
    holding = {"notes": [{"x": 1}, {"x": 2}]}
    with as_file([holding]) as path:
        assert [found for _, found, _ in read_rows(path)] == [holding], "a row, and no file of rows"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"train": [], "test": []}, "seeds: is a mapping (train, test); give one of them, or a list of mappings"),
        (3, "seeds: is a int; give a path, or rows: mappings or texts"),
        (b"rows", "seeds: is a bytes; give a path"),
        ([{"instruction": "a"}, 3], "seeds: row 2: is a int; give a path, or rows"),
        ([{"instruction": object()}], "seeds: row 1: holds a object, which JSON has no value for"),
        (
            ["seeds.jsonl", "Name a river."],
            "seeds: 'seeds.jsonl' is a file and others are not; give ",
        ),
        ([], "<seeds>: contains no tasks"),
        ([{"instruction": 3}], "<seeds>:1: instruction: is a number; write a string"),
    ],
)
def test_what_holds_no_rows(given: Any, told: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        selfinstruct.generate(given, n=1, out=tmp_path / "run")
    assert str(caught.value).startswith(told)


def test_texts_that_are_files_are_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths_among(["a.jsonl", "b.csv"], "seeds") == [Path("a.jsonl"), Path("b.csv")]
    assert paths_among(["*.jsonl", "s3://bucket/key"], "seeds") == [Path("*.jsonl"), Path("s3://bucket/key")]
    assert paths_among(["Name a file.txt", "What is a*b?"], "seeds") is None
    (tmp_path / "mine").touch()
    assert paths_among(["mine"], "seeds") == [Path("mine")]
    assert paths_among([Path("Name"), "mine"], "seeds") == [Path("Name"), Path("mine")]
