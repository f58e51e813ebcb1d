"""Every format in the code of those who read it: `datasets`, TRL, Together and Mistral, each in its own environment."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.canonical import to_json
from selfinstruct.exporters import SHIPPED, load_exporter
from selfinstruct.files.rows import read_rows
from selfinstruct.flows.export.flow import export
from selfinstruct.flows.export.split_plan import plan_splits
from selfinstruct.recipes.prefer import JUDGING_METHODS, METHODS
from tests.consumers import consume
from tests.support.attempts import with_attempts
from tests.support.runs import SEEDS, read, write

pytestmark = pytest.mark.consumer

FORMATS = sorted(SHIPPED)
SINGLE = [name for name in FORMATS if not load_exporter(name).folder]
INSTRUCTIONS = ("messages", "prompt-completion", "self-instruct", "text", "alpaca")
PAIRS = ("trl-dpo", "trl-dpo-implicit", "ultrafeedback", "triplet", "kto")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with checks and with pairs of every method, which needs no network."""
    path = tmp_path_factory.mktemp("made") / "run"
    selfinstruct.generate(SEEDS, n=60, out=path)
    with_attempts(path)
    for method in METHODS:
        # Of some methods' pairs nobody is asked which is better, unless told so; a triplet has to have a grade.
        judges = () if method in JUDGING_METHODS else ("offline",)
        selfinstruct.prefer(path, method, judges=judges, overrides=("edited=true",) if method == "revise" else ())
    checks = [{"check": "characters", "at_least": 1}, {"check": "json_schema", "schema": {"type": "string"}}]
    rows = [row | {"checks": checks[: 1 + place % 2]} for place, row in enumerate(read(path / "dataset.jsonl"))]
    write(path / "dataset.jsonl", rows)
    return path


# What breaks readers: separators, quotes, what a table takes for a number or for nothing, formulas, length.
NASTY = (
    "one\u2028two\u2029three\x85four", "a\r\nb\rc\n", "  \tspaces stay  ", "He said \"no\", 'yes', \\n and \\", "NA",
    "null", "None", "0012", "1e5", "true", "2026-01-02", "=1+1", "@SUM(A1)", "👩‍🚀 é e\u0301 ﷽", "<|end|></s>[INST]",
    "{'a': [1]}", "\ufeffbom", "a\x00b\x1b[31mc\x7f",
)  # fmt: skip


@pytest.fixture(scope="module", params=["as made", "nasty"])
def source(request: pytest.FixtureRequest, run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run, and one with texts in it that break readers."""
    if request.param == "as made":
        return run
    path = tmp_path_factory.mktemp("nasty") / "run"
    shutil.copytree(run, path)
    for name, changed in (("dataset.jsonl", ("input", "output")), ("preferences.jsonl", ("chosen", "rejected"))):
        with (path / name).open("w", encoding="utf-8", newline="\n") as file:
            for number, (_, row, _) in enumerate(read_rows(run / name)):
                texts = {key: NASTY[(number + at) % len(NASTY)] for at, key in enumerate(changed)}
                if number == 0:
                    texts[changed[0]] = "long " * 200_000
                file.write(to_json(row | texts) + "\n")
    return path


def file_types(name: str) -> Iterator[str]:
    """The names' endings under which a format can be written."""
    exporter = load_exporter(name)
    for file_type in exporter.file_types:
        if file_type == "spreadsheet":  # for people: its cells are not those of the row
            continue
        yield file_type
        if exporter.compressed and file_type != "parquet":
            yield f"{file_type}.gz"
            if file_type != "csv":
                yield f"{file_type}.zst"


def present(value: Any) -> Any:
    """Without what is null: a table has every column in every row."""
    if isinstance(value, dict):
        return {name: present(item) for name, item in value.items() if item is not None}
    return [present(item) for item in value] if isinstance(value, list) else value


def test_datasets_loads_every_format_in_every_file_type(source: Path, tmp_path: Path) -> None:
    files = []
    for name in SINGLE:
        for ending in file_types(name):
            files.append(tmp_path / f"{name}.{ending}")
            export(source, name, files[-1], drop_invalid=True)
    for name in sorted(set(FORMATS) - set(SINGLE) - {"hub"}):
        for ending in file_types(name):
            folder = tmp_path / name / ending
            export(source, name, folder, file_type=ending, drop_invalid=True)
            others = (".meta.", "dataset_info")
            made = [path for path in sorted(folder.iterdir()) if path.name.endswith(ending)]
            files += [path for path in made if not any(part in path.name for part in others)]
    columns = consume("datasets", "load_datasets", tmp_path / "out.jsonl", *files, cwd=tmp_path)
    loaded = [json.loads(line)["train"] for line in (tmp_path / "out.jsonl").read_bytes().split(b"\n") if line]
    assert len(columns) == len(loaded) == len(files)
    assert {name for name in FORMATS if any(f"/{name}" in str(path) for path in files)} == set(FORMATS) - {"hub"}
    for path, found, rows in zip(files, columns, loaded, strict=True):
        written = [row for _, row, problem in read_rows(path) if not problem]
        assert len(written) > 30, path
        assert present(rows) == present(written), path
        assert set(found["train"]) == {name for row in written for name in row}, path


def test_the_hub_folder_loads_offline_in_all_splits(run: Path, tmp_path: Path) -> None:
    export(run, "hub", tmp_path / "hub", splitting=plan_splits("60/20/20"))
    kinds = ("instances", "preferences")
    sources = [f"{tmp_path / 'hub'}@{kind}" for kind in kinds]
    columns = consume("datasets", "load_datasets", tmp_path / "out.jsonl", *sources, cwd=tmp_path)
    loaded = read(tmp_path / "out.jsonl")
    for kind, found, splits in zip(kinds, columns, loaded, strict=True):
        assert set(found) == {"train", "validation", "test"}
        assert all(set(names) == {*load_exporter("hub").shapes[kind], "checks"} for names in found.values())
        for split, rows in splits.items():
            written = [row for _, row, _ in read_rows(tmp_path / "hub" / kind / f"{split}-00000-of-00001.parquet")]
            assert rows
            assert present(rows) == present(written)


def test_trl_trains_on_every_format_for_it(run: Path, tmp_path: Path) -> None:
    for name in (*INSTRUCTIONS, *PAIRS):
        export(run, name, tmp_path / f"{name}.jsonl")
    given = [f"{name}={tmp_path / name}.jsonl" for name in (*INSTRUCTIONS, *PAIRS)]
    check_training(consume("trl", "train_trl", *given, cwd=tmp_path), given)


def test_trl_trains_on_the_pairs_of_every_method(run: Path, tmp_path: Path) -> None:
    lines = (run / "preferences.jsonl").read_bytes().split(b"\n")
    given = []
    for method in METHODS:
        own = tmp_path / f"{method}.jsonl"
        own.write_bytes(b"".join(line + b"\n" for line in lines if line and json.loads(line)["method"] == method))
        for name in ("trl-dpo", "triplet") if method == "revise" else ("trl-dpo",):
            out = tmp_path / f"{method}-{name}.jsonl"
            export(own, name, out)
            given.append(f"{name}={out}")
    trained = consume("trl", "train_trl", *given, cwd=tmp_path)
    check_training(trained, given)
    triplets = [row for _, row, _ in read_rows(tmp_path / "revise-triplet.jsonl")]
    edited = [row for row in triplets if row["edited"]]
    assert edited
    assert trained[given.index(f"triplet={tmp_path / 'revise-triplet.jsonl'}")]["rows"] == len(triplets) + len(edited)


def check_training(trained: list[dict[str, Any]], given: list[str]) -> None:
    for result, what in zip(trained, given, strict=True):
        assert result["steps"] == 2, what
        assert result["moved"], what
        assert 0 < result["loss"] < 20, what
        assert result["kept"] == result["rows"] > 4, what


def test_together_takes_our_files_and_refuses_bad_ones(run: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.jsonl" for name in ("messages", "system", "prompt-completion", "openai-dpo")]
    export(run, "messages", files[0])
    export(run, "messages", files[1], system="Answer briefly.")
    export(run, "prompt-completion", files[2])
    export(run, "openai-dpo", files[3])
    first = json.loads(files[0].read_bytes().split(b"\n")[0])
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(first | {"id": "1"}) + "\n")
    turned = tmp_path / "turned.jsonl"
    turned.write_text(json.dumps({"messages": first["messages"] + first["messages"][-1:]}) + "\n")
    reports = consume("together", "check_together", *files, bad, turned, cwd=tmp_path)
    assert [report["is_check_passed"] for report in reports] == [True] * len(files) + [False, False], reports
    assert [report["num_samples"] for report in reports[: len(files)]] == [
        sum(1 for _ in read_rows(path)) for path in files
    ]


def test_mistral_takes_our_messages_and_refuses_bad_ones(run: Path, tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.jsonl" for name in ("messages", "system", "bad")]
    export(run, "messages", files[0])
    export(run, "messages", files[1], system="Answer briefly.")
    first = json.loads(files[0].read_bytes().split(b"\n")[0])["messages"]
    files[2].write_text(
        "".join(json.dumps({"messages": turns}) + "\n" for turns in (first, first[:1], first * 2 + first[:1]))
    )
    reports = consume("mistral", "validate_mistral", *files, cwd=tmp_path)
    assert reports[:2] == [{}, {}]
    assert set(reports[2]) == {"2", "3"}
