"""A folder of files takes its place as a whole, and only that of an earlier export."""

import json
from pathlib import Path

import pytest

from selfinstruct import export
from selfinstruct.errors import ExportRefused, RunError, UsageError
from selfinstruct.files.dataset_rows import DatasetRow
from selfinstruct.preferences import Preference
from selfinstruct.records import Reason
from tests.support.exports import dataset, example
from tests.support.runs import read


class Alternating:
    """A splitting by turns that leaves every fifth record out."""

    names = ("train", "validation")

    def __init__(self) -> None:
        self.count = -1

    def first(self, kind: str) -> list[DatasetRow]:
        return [example(1000)] if kind == "instances" else []

    def split_of(self, kind: str, record: DatasetRow | Preference) -> str | Reason:
        self.count += 1
        return Reason("near_two_splits", value=self.count) if self.count % 5 == 4 else self.names[self.count % 5 == 3]

    def report(self) -> dict[str, str]:
        return {"report.json": json.dumps(self.count) + "\n"}


def test_splits_are_files_of_a_folder(tmp_path: Path) -> None:
    source = dataset(tmp_path / "d.jsonl", [example(n) for n in range(99)])
    found = export(source, "messages", tmp_path / "out", splitting=Alternating())  # type: ignore[arg-type]
    assert [(part.split, part.file, part.rows) for part in found.parts] == [
        ("train", "train.jsonl", 60), ("validation", "validation.jsonl", 20),
    ]  # fmt: skip
    assert found.dropped == {"near_two_splits": 20}
    assert read(tmp_path / "out.rejected.jsonl")[0]["value"] == 4
    assert sorted(it.name for it in (tmp_path / "out").iterdir()) == [
        "README.md", "report.json", "train.jsonl", "train.meta.jsonl", "validation.jsonl", "validation.meta.jsonl",
    ]  # fmt: skip
    assert [it["id"] for it in read(tmp_path / "out" / "train.meta.jsonl")][:3] == ["e1000", "e0", "e1"]
    export(source, "jumpstart", tmp_path / "js", splitting=Alternating())  # type: ignore[arg-type]
    names = sorted(str(it.relative_to(tmp_path / "js")) for it in (tmp_path / "js").rglob("*") if it.is_file())
    assert names == [
        "report.json", "train.meta.jsonl", "train/template.json", "train/train.jsonl", "validation.meta.jsonl",
        "validation/template.json", "validation/validation.jsonl",
    ]  # fmt: skip
    with pytest.raises(ExportRefused, match="validation: has 20 rows; bedrock-haiku needs 32 or more"):
        export(source, "bedrock-haiku", tmp_path / "no", splitting=Alternating())  # type: ignore[arg-type]


def test_a_folder_of_others_is_left_alone_and_ones_own_is_replaced(tmp_path: Path) -> None:
    source = dataset(tmp_path / "d.jsonl", [example(n) for n in range(3)])
    export(source, "jumpstart", tmp_path / "js")
    dataset(source, [example(n) for n in range(4)])
    export(source, "jumpstart", tmp_path / "js")
    assert len(read(tmp_path / "js" / "train.jsonl")) == 4, "nothing of the shorter one is lost"
    dataset(source, [example(n) for n in (7, 8)])
    with pytest.raises(UsageError, match=r"train\.jsonl: holds something else; .* --overwrite"):
        export(source, "jumpstart", tmp_path / "js")
    assert len(read(tmp_path / "js" / "train.jsonl")) == 4
    export(source, "jumpstart", tmp_path / "js", overwrite=True)
    assert len(read(tmp_path / "js" / "train.jsonl")) == 2
    (tmp_path / "js" / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match=r"js: holds thesis\.txt, which is not part of this export"):
        export(source, "jumpstart", tmp_path / "js")
    assert (tmp_path / "js" / "thesis.txt").read_text() == "years of work"
    for form, split in (("jumpstart", None), ("alpaca", Alternating())):
        says = f"{'--split' if split else form} writes a folder; name another"
        with pytest.raises(UsageError, match=rf"js\.meta\.jsonl: is a file, and {says}"):
            export(source, form, tmp_path / "js.meta.jsonl", splitting=split)  # type: ignore[arg-type]
    (tmp_path / "x.jsonl").mkdir()
    with pytest.raises(UsageError, match=r"x\.jsonl: is a folder, and alpaca writes a file; .*x\.jsonl/alpaca\.jsonl"):
        export(source, "alpaca", tmp_path / "x.jsonl")
    with pytest.raises(UsageError, match=r"js: is a folder, and alpaca writes a file; .*js/alpaca\.jsonl"):
        export(source, "alpaca", tmp_path / "js")
    for form in ("alpaca", "jumpstart"):
        with pytest.raises(RunError, match=r"cannot be written: .*js\.meta\.jsonl is a file, not a folder"):
            export(source, form, tmp_path / "js.meta.jsonl" / "x.jsonl")
    assert [it.name for it in tmp_path.iterdir() if it.name.startswith(".")] == []
