"""Exports as a user makes them: what goes in comes out, bad records are refused by id, and nothing is half written."""

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from selfinstruct import check, export, generate
from selfinstruct.cli.app import app
from selfinstruct.cli.render.export import check_summary
from selfinstruct.errors import ExportRefused, RunError, SeedError, UsageError
from selfinstruct.flows.export.split_plan import plan_splits
from selfinstruct.records import Message
from selfinstruct.runs.info import NOTICE
from selfinstruct.runs.sources import open_source
from tests.support import processes
from tests.support.cases import cases
from tests.support.exports import (
    INSTRUCTIONS,
    PAIRS,
    answered,
    compared,
    data_of,
    dataset,
    example,
    preference,
    row,
    said,
)
from tests.support.runs import SEEDS, read, write

HARD = ["a\u2028b\u2029c\x85", 'say "yes"', "😀", "a\r\nb\r", "=1+1", "{input}", "\\", "\0x\x1b[2J", "- a\n- b"]
# What Bedrock reserves would be refused, as it should be.
TEXTS = st.one_of(st.sampled_from(HARD), st.text(st.characters(exclude_categories=["Cs"], exclude_characters=":>]")))
FILLED = TEXTS.filter(str.strip)
EXAMPLES = st.builds(lambda a, b, c: (a, b, c), FILLED, TEXTS, FILLED)
SIDES = st.tuples(FILLED, FILLED, FILLED).filter(lambda it: it[1].strip() != it[2].strip())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the demonstration model, with preferences."""
    path = tmp_path_factory.mktemp("runs") / "demo"
    generate(SEEDS, n=6, out=path)
    return path


def repeated(items: list[Any], make: Callable[[int, Any], Any], least: int) -> list[Any]:
    """Records of these texts, again and again until services take so few of them."""
    return [make(number, items[number % len(items)]) for number in range(max(least, len(items)))]


@cases(5)
@given(st.lists(EXAMPLES, min_size=1, max_size=4))
def test_instances_come_back_from_every_format(tmp_path_factory: pytest.TempPathFactory, items: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("any")
    records = repeated(items, lambda n, it: example(n, instruction=it[0], input=it[1], output=it[2]), 100)
    source = dataset(folder / "dataset.jsonl", records)
    for name in INSTRUCTIONS:
        out = folder / (name if name in ("llama-factory", "jumpstart", "hub") else f"{name}.jsonl")
        assert export(source, name, out).rows == len(records)
        rows = data_of(out, "instances")
        if name == "bedrock-pretraining":
            assert [it["input"] for it in rows] == [f"{it.prompt}\n\n{it.output}" for it in records]
            continue
        assert [said(name, it) for it in rows] == [(it.prompt, answered(name, it.output)) for it in records]
        if "instruction" in rows[0]:
            assert [(it["instruction"], it["input"], it["output"]) for it in rows] == [
                (it.instruction, it.input, it.output) for it in records
            ]


@cases(8)
@given(st.lists(SIDES, min_size=1, max_size=4))
def test_preferences_come_back_from_every_format(tmp_path_factory: pytest.TempPathFactory, items: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("any")
    records = repeated(
        items, lambda n, it: preference(n, prompt=(Message("user", it[0]),), chosen=it[1], rejected=it[2]), 10
    )
    source = dataset(folder / "preferences.jsonl", records)
    for name in PAIRS:
        out = folder / (name if name in ("llama-factory", "hub") else f"{name}.jsonl")
        export(source, name, out)
        rows = data_of(out, "preferences")
        rows = list(zip(rows[::2], rows[1::2], strict=True)) if name == "kto" else rows
        assert [compared(name, it) for it in rows] == [
            (it.prompt[-1].content, it.chosen, it.rejected) for it in records
        ]


def test_a_text_of_a_megabyte_comes_back_from_every_format(tmp_path: Path) -> None:
    long = ("some words, " * 8 + "\r\n\u2028") * 10_600
    source = dataset(tmp_path / "d.jsonl", [example(n, output=long if n == 5 else "short") for n in range(100)])
    for name in set(INSTRUCTIONS) - {"bedrock-haiku", "bedrock-prompt-completion", "bedrock-pretraining"}:
        out = tmp_path / (name if name in ("llama-factory", "jumpstart", "hub") else f"{name}.jsonl")
        export(source, name, out)
        assert said(name, data_of(out, "instances")[5])[1] == long
    for name in ("bedrock-haiku", "bedrock-prompt-completion"):
        with pytest.raises(ExportRefused, match=r"e5: is about \d+,\d+ tokens long"):
            export(source, name, tmp_path / "refused.jsonl")


@pytest.mark.parametrize("name", ["alpaca", "table"])
@pytest.mark.parametrize("ending", [".json", ".csv", ".parquet", ".jsonl.gz", ".csv.zst"])
def test_other_file_types_hold_the_same(name: str, ending: str, tmp_path: Path) -> None:
    records = [
        example(n, instruction=text, input=other, output=text) for n, text in enumerate(HARD) for other in ("", *HARD)
    ]
    source = dataset(tmp_path / "d.jsonl", records)
    out = tmp_path / f"out{ending}"
    export(source, name, out)
    assert [said(name, it) for it in data_of(out, "instances")] == [(it.prompt, it.output) for it in records]
    assert check(out, name).valid
    again = [(it.instruction, it.input, it.output) for it in open_source(out).read("instances")]
    assert again == [(it.instruction, it.input, it.output) for it in records]


def test_a_spreadsheet_is_safe_and_read_back_as_it_was(tmp_path: Path) -> None:
    source = dataset(tmp_path / "d.jsonl", [example(1, output="=cmd|'/C calc'!A0"), example(2, output="- a\n- b")])
    found = export(source, "table", tmp_path / "exact.csv")
    assert found.notes == (
        "2 cells look like spreadsheet formulas; --file-type spreadsheet writes a CSV that is safe to open",
    )
    export(source, "table", tmp_path / "people.csv", file_type="spreadsheet")
    text = (tmp_path / "people.csv").read_bytes()
    assert b"\"'=cmd" in text
    assert b'"=cmd' not in text
    assert data_of(tmp_path / "people.csv", "instances") == data_of(tmp_path / "exact.csv", "instances")


def test_provenance_stands_beside_and_never_in_a_row(run: Path, tmp_path: Path) -> None:
    found = export(run, "alpaca", tmp_path / "a.jsonl.gz")
    rows, told = read_gz(tmp_path / "a.jsonl.gz"), read(tmp_path / "a.meta.jsonl")
    held = read(run / "dataset.jsonl")
    assert [list(it) for it in rows] == [["instruction", "input", "output"]] * len(held)
    for name in ("id", "task_id", "type"):
        assert [it[name] for it in told] == [it[name] for it in held]
    assert {(it["model"], it["recipe"]) for it in told} == {("offline", "chat")}
    assert "not training data" in found.notice
    assert {it["notice"] for it in told} == {found.notice}
    assert set(found.files) == {str(tmp_path / "a.jsonl.gz"), str(tmp_path / "a.meta.jsonl")}
    # What was exported is still what it is when it is exported again, from the run's own file or from an export's.
    assert export(run / "dataset.jsonl", "table", tmp_path / "b.jsonl").notice == found.notice
    assert export(tmp_path / "a.jsonl.gz", "table", tmp_path / "c.jsonl").notice == found.notice


def read_gz(path: Path) -> list[Any]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).split(b"\n") if line]


def test_a_run_gives_both_sets_to_formats_of_both(run: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    for name in ("run.json", "dataset.jsonl"):
        (both / name).write_bytes((run / name).read_bytes())
    dataset(both / "preferences.jsonl", [preference(n) for n in range(12)])
    export(both, "llama-factory", tmp_path / "lf", system="Be brief.")
    assert json.loads((tmp_path / "lf" / "dataset_info.json").read_text()) == {
        "instances": {
            "file_name": "instances.jsonl",
            "columns": {"prompt": "instruction", "query": "input", "response": "output", "system": "system"},
        },
        "preferences": {
            "file_name": "preferences.jsonl",
            "ranking": True,
            "columns": {
                "prompt": "instruction", "query": "input", "chosen": "chosen", "rejected": "rejected",
                "system": "system",
            },
        },
    }  # fmt: skip
    assert read(tmp_path / "lf" / "preferences.jsonl")[0] == {
        "instruction": "Add 1 to 0.", "input": "", "chosen": "1", "rejected": "0", "system": "Be brief.",
    }  # fmt: skip
    export(both, "hub", tmp_path / "hub")
    assert len(data_of(tmp_path / "hub", "preferences")) == 12
    assert "configs:" in (tmp_path / "hub" / "README.md").read_text()
    assert {it["grade"] for it in read(tmp_path / "hub/preferences/train-00000-of-00001.meta.jsonl")} == {"better"}
    # Formats of one kind take theirs.
    assert export(both, "trl-dpo", tmp_path / "p.jsonl").rows == 12
    assert export(both, "alpaca", tmp_path / "i.jsonl").parts[0].kind == "instances"


def rounds(path: Path) -> Path:
    """Preferences of two methods and rounds; those of the second round name a demonstration model."""
    pairs = [preference(n, method="rank" if n % 2 else "contrast", round=1 + n // 4) for n in range(8)]
    pairs[6:] = [replace(pair, judges=("openai/m", "offline/judge-a")) for pair in pairs[6:]]
    return dataset(path, pairs)


@pytest.mark.parametrize(
    ("method", "number", "ids", "offline"),
    [
        ("", None, "01234567", True),
        ("rank", None, "1357", True),
        ("", 1, "0123", False),
        ("", 2, "4567", True),
        ("contrast", 2, "46", True),
        ("rank", 1, "13", False),
    ],
)
def test_preferences_of_a_method_and_a_round(
    method: str, number: int | None, ids: str, offline: bool, tmp_path: Path
) -> None:
    found = export(rounds(tmp_path / "p.jsonl"), "trl-dpo", tmp_path / "out.jsonl", method=method, round=number)
    told = read(tmp_path / "out.meta.jsonl")
    assert [row["id"] for row in told] == [f"p{n}" for n in ids]
    # Outside a run the rows themselves say who made them.
    assert found.notice == (NOTICE if offline else "")
    assert {row.get("notice", "") for row in told} == {found.notice}


def test_models_of_a_pair_that_are_no_demonstration(tmp_path: Path) -> None:
    pairs = [preference(0, models={"chosen": "openai/offline", "rejected": "offliner/m"}, judges=("bedrock/x",))]
    assert open_source(dataset(tmp_path / "p.jsonl", pairs)).notice == ""
    pairs.append(preference(1, models={"chosen": "openai/m", "rejected": "offline"}))
    assert open_source(dataset(tmp_path / "p.jsonl", pairs)).notice == NOTICE


def test_a_choice_that_leaves_nothing_is_told(run: Path, tmp_path: Path) -> None:
    path = rounds(tmp_path / "p.jsonl")
    told = (
        "has no preferences of --method rank and --round 3; it has method contrast, round 1; method contrast, round 2; "
    )
    with pytest.raises(UsageError, match=told):
        export(path, "trl-dpo", tmp_path / "x.jsonl", method="rank", round=3)
    with pytest.raises(UsageError, match=r"no preferences of --round 1; it has no preferences at all"):
        export(run, "hub", tmp_path / "x", round=1)
    with pytest.raises(UsageError, match="select preferences; alpaca is made of instances"):
        export(run, "alpaca", tmp_path / "x.jsonl", method="rank")
    assert sorted(it.name for it in tmp_path.iterdir()) == ["p.jsonl"]


def test_a_choice_of_a_run_and_what_its_card_tells(run: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    both.mkdir()
    (both / "dataset.jsonl").write_bytes((run / "dataset.jsonl").read_bytes())
    rounds(both / "preferences.jsonl")
    info = json.loads((run / "run.json").read_text()) | {"notice": ""}
    entry = {"models": ["openai/m"], "judges": [], "pairs": 4, "prompts": 9, "usage": [], "cost": None}
    pairs = {
        f"{method} {number}": entry | {"method": method, "round": number, "notice": NOTICE if number == 2 else ""}
        for method in ("contrast", "rank")
        for number in (1, 2)
    }
    (both / "run.json").write_text(json.dumps(info | {"preferences": pairs}))
    arguments = [
        "export",
        str(both),
        "--format",
        "hub",
        "-o",
        str(tmp_path / "hub"),
        "--method",
        "rank",
        "--round",
        "1",
    ]
    rights = ["--license", "cc-by-4.0", "--terms", "https://models.example/terms?a=1"]
    result = CliRunner().invoke(app, [*arguments, *rights])
    assert result.exit_code == 0, result.output
    assert [row["id"] for row in data_of(tmp_path / "hub", "preferences")] == ["p1", "p3"]
    assert len(data_of(tmp_path / "hub", "instances")) == len(read(run / "dataset.jsonl"))
    text = (tmp_path / "hub" / "README.md").read_text()
    assert "license: cc-by-4.0\n" in text
    assert "- Licence of the dataset: `cc-by-4.0`" in text
    assert "on using outputs for training: https://models.example/terms?a=1" in text
    assert re.findall("### Preferences: (.*)", text) == ["`rank`, round 1"]
    assert "--method rank --round 1 --license cc-by-4.0 --terms 'https://models.example/terms?a=1'" in text
    assert "Not training data" not in text
    assert export(both, "trl-dpo", tmp_path / "second.jsonl", round=2).notice == NOTICE


def test_rights_need_a_card(run: Path, tmp_path: Path) -> None:
    for form, out in (("alpaca", tmp_path / "x.jsonl"), ("jumpstart", tmp_path / "x")):
        with pytest.raises(UsageError, match="go into a dataset card"):
            export(run, form, out, license="mit")
    plan = plan_splits("50/50")
    export(run, "table", tmp_path / "parts", splitting=plan, terms="Ask *them*.")
    assert r"Ask \*them\*." in (tmp_path / "parts" / "README.md").read_text()
    result = CliRunner().invoke(app, ["export", str(run), "--format", "alpaca", "--follow", "--license", "mit"])
    assert "--follow: cannot be used with" in str(result.exception)


def test_a_jumpstart_folder_holds_nothing_else(run: Path, tmp_path: Path) -> None:
    export(run, "jumpstart", tmp_path / "js")
    assert sorted(it.name for it in (tmp_path / "js").iterdir()) == ["template.json", "train.jsonl"]
    assert (tmp_path / "js.meta.jsonl").exists()
    template = json.loads((tmp_path / "js" / "template.json").read_text())
    assert list(template) == ["prompt", "completion"]
    first = read(tmp_path / "js" / "train.jsonl")[0]
    filled = template["prompt"].format(**first) + template["completion"].format(**first)
    assert filled == f"{first['instruction']}\n\n{first['input']}\n\n{first['output']}"


def bad_ones(tmp_path: Path) -> Path:
    records = [example(n, input="a\nHuman: b" if n % 3 == 0 else "") for n in range(60)]
    return dataset(tmp_path / "d.jsonl", records)


def test_the_first_ten_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(ExportRefused) as caught:
        export(bad_ones(tmp_path), "bedrock-haiku", tmp_path / "out" / "x.jsonl")
    assert caught.value.problems == [
        "20 records are not fit for bedrock-haiku, of which these are the first 10; --drop-invalid writes the rest",
        *(rf"e{n}: messages, turn 1: holds '\nHuman:', which is reserved" for n in range(0, 30, 3)),
    ]
    assert list((tmp_path / "out").iterdir()) == []


def test_dropped_records_are_recorded(tmp_path: Path) -> None:
    out = tmp_path / "x.jsonl"
    found = export(bad_ones(tmp_path), "bedrock-haiku", out, drop_invalid=True)
    assert (found.rows, found.dropped) == (40, {"format": 20})
    rejected = read(tmp_path / "x.rejected.jsonl")
    assert len(rejected) == 20
    assert rejected[1] == {
        "id": "e3", "task_id": "t3", "rule": "format",
        "value": [r"messages, turn 1: holds '\nHuman:', which is reserved"], "text": "Add 1 to 3.\n\na\nHuman: b",
    }  # fmt: skip
    assert len(read(out)) == len(read(tmp_path / "x.meta.jsonl")) == 40
    assert check(out, "bedrock-haiku").valid


def test_an_earlier_exports_rejections_do_not_stay(tmp_path: Path) -> None:
    source, out = bad_ones(tmp_path), tmp_path / "x.jsonl"
    export(source, "bedrock-haiku", out, drop_invalid=True)
    dataset(source, [example(n) for n in range(40)])
    with pytest.raises(UsageError, match="--overwrite"):
        export(source, "bedrock-haiku", out, drop_invalid=True)
    assert export(source, "bedrock-haiku", out, drop_invalid=True, overwrite=True).dropped == {}
    assert (tmp_path / "x.rejected.jsonl").read_bytes() == b""


def test_a_count_cannot_be_dropped_away(tmp_path: Path) -> None:
    source = dataset(tmp_path / "d.jsonl", [example(n, output="" if n < 5 else "1") for n in range(35)])
    with pytest.raises(ExportRefused) as caught:
        export(source, "bedrock-haiku", tmp_path / "x.jsonl", drop_invalid=True)
    assert caught.value.problems == ["left out: 5 format", "has 30 rows; bedrock-haiku needs 32 or more"]
    assert not list(tmp_path.glob("x*"))


def test_rows_that_cannot_be_read(tmp_path: Path) -> None:
    source = tmp_path / "d.jsonl"
    rows = ['{"instruction": "a", "output": "b"}', "nonsense", '{"x": 1}']
    source.write_text("\n".join(rows))
    with pytest.raises(SeedError) as caught:
        export(source, "alpaca", tmp_path / "x.jsonl")
    assert [text.removeprefix(str(source)) for text in caught.value.problems] == [
        ":2: is not JSON: Expecting value at column 1; write one JSON object per line",
        ":3: instruction: is missing (found: 'x'); add it, or messages for a chat",
    ]
    found = export(source, "alpaca", tmp_path / "x.jsonl", drop_invalid=True)
    assert (found.rows, found.dropped) == (1, {"unreadable": 2})
    assert read(tmp_path / "x.rejected.jsonl")[1] == {
        "place": f"{source}:3",
        "rule": "unreadable",
        "value": "instruction: is missing (found: 'x'); add it, or messages for a chat",
    }


def test_halves_of_surrogate_pairs_are_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "d.jsonl", [row(example(1)) | {"output": "\ud800"}])
    with pytest.raises(ExportRefused, match="e1: output: contains a lone surrogate"):
        export(source, "alpaca", tmp_path / "x.parquet")


@pytest.mark.parametrize(
    ("form", "out", "options", "reason"),
    [
        ("trl-dpo", "x.jsonl", {}, "holds instances; trl-dpo is made of preferences"),
        ("hub", "-", {}, "hub: writes a folder, which cannot go to stdout; give -o DIR"),
        (
            "alpaca",
            "-",
            {"drop_invalid": True},
            "records left out are written beside the file, which stdout has no place",
        ),
        ("alpaca", "d.jsonl", {}, "d.jsonl: is the file to be exported; name another file"),
        ("alpaca", "x.txt", {}, "its name does not tell its file type; end it in .jsonl"),
        ("alpaca", "x.csv", {"file_type": "jsonl"}, "its name says csv, --file-type says jsonl; make them agree"),
        (
            "messages",
            "x.csv",
            {},
            "messages: cannot be csv, which its consumers do not read; known: jsonl, json, parquet",
        ),
        ("bedrock-haiku", "x.jsonl.gz", {}, "bedrock-haiku: cannot be jsonl.gz"),
        ("alpaca", "x.jsonl", {"file_type": "xml"}, "there is no file type 'xml'; known: jsonl, json, csv"),
        ("table", "x.jsonl", {"system": "Hi"}, "table: has no place for a system prompt"),
        ("nothing", "x.jsonl", {}, "there is no format 'nothing'; known: alpaca"),
    ],
)
def test_what_cannot_be_done_is_said(form: str, out: str, options: dict[str, Any], reason: str, tmp_path: Path) -> None:
    source = dataset(tmp_path / "d.jsonl", [example(1)])
    with pytest.raises(UsageError) as caught:
        export(source, form, out if out == "-" else tmp_path / out, **options)
    assert reason in str(caught.value)
    assert [it.name for it in tmp_path.iterdir()] == ["d.jsonl"]


def test_there_must_be_something_to_export(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is not a run"):
        export(tmp_path, "alpaca", tmp_path / "x.jsonl")
    with pytest.raises(SeedError, match="there is no such file"):
        export(tmp_path / "none.jsonl", "alpaca", tmp_path / "x.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(UsageError, match="contains no rows"):
        export(tmp_path / "empty.jsonl", "alpaca", tmp_path / "x.jsonl")
    (tmp_path / "torn.jsonl").write_text('{"instruction": "a\nno\n')
    with pytest.raises(SeedError, match=r"torn\.jsonl:1: is not JSON: Unterminated string starting at column 17; "):
        export(tmp_path / "torn.jsonl", "alpaca", tmp_path / "x.jsonl")


def test_limits_of_a_split_are_asked_for(tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    path = write(tmp_path / "x.jsonl", [{"messages": turns}] * 1_001)
    assert check(path, "bedrock-haiku").valid
    found = check(path, "bedrock-haiku", split="validation")
    assert found.problems == (f"{path}: validation: has 1,001 rows; bedrock-haiku takes 1,000 at most",)
    (tmp_path / "empty.jsonl").write_text("")
    assert check(tmp_path / "empty.jsonl", "alpaca").problems == (f"{tmp_path / 'empty.jsonl'}: there are no rows",)


def command(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return processes.run(*arguments, cwd=cwd, env={"COLUMNS": ""})


def test_the_command_line(run: Path, tmp_path: Path) -> None:
    piped = command("export", str(run), "--format", "alpaca", cwd=tmp_path)
    assert piped.returncode == 0
    held = read(run / "dataset.jsonl")
    assert [json.loads(line)["output"] for line in piped.stdout.split("\n")[:-1]] == [it["output"] for it in held]
    assert piped.stderr.startswith(
        f"{len(held)} rows of alpaca: stdout\noffline: made by the built-in demonstration model"
    )
    told = export(run, "table", tmp_path / "t.csv").as_dict()
    assert (told["rows"], [Path(it).name for it in told["files"]]) == (len(held), ["t.csv", "t.meta.jsonl"])
    # A reader that has seen enough ends the command quietly.
    shell = f"{sys.executable} -m selfinstruct export many.jsonl --format alpaca | head -c 1; echo ${{PIPESTATUS[0]}}"
    dataset(tmp_path / "many.jsonl", [example(n, output="x" * 10_000) for n in range(100)])
    cut = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (cut.stdout, cut.stderr) == ("{0\n", "100 rows of alpaca: stdout\n")
    (tmp_path / "many.jsonl").unlink()
    refused = command("export", str(run), "--format", "bedrock-distillation", "-o", "d.jsonl", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr == f"error: has {len(held)} rows; bedrock-distillation needs 100 or more\n"
    assert sorted(it.name for it in tmp_path.iterdir()) == ["t.csv", "t.meta.jsonl"]
    assert check_summary(check(tmp_path / "t.csv", "table")) == [f"{tmp_path}/t.csv: {len(held)} rows, fit for table"]
    unfit = command("check", "t.csv", "--format", "messages", "--json", cwd=tmp_path)
    assert unfit.returncode == 2
    assert json.loads(unfit.stdout)["invalid"] == len(held)
    assert unfit.stderr.split("\n")[0] == "error: t.csv:2: messages: is missing; " + (
        "has unknown keys: 'type', 'instruction', 'input', 'output'"
    )
