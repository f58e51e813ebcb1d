"""Checks that rows carry are run again, in any form of rows, and what fails is told."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import RunError, SeedError, UsageError
from tests.support.processes import run

TWO = {"check": "words", "version": 1, "exactly": 2}


def task(output: Any, *checks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"instruction": "Say two words.", "output": output, "checks": list(checks), **more}


def chat(output: str | None, *checks: dict[str, Any]) -> dict[str, Any]:
    turns = [{"role": "user", "content": "Two words?"}, {"role": "assistant", "content": "one"}]
    turns += [{"role": "user", "content": "Two!"}]
    return {
        "messages": [*turns, *([{"role": "assistant", "content": output}] if output else [])],
        "checks": list(checks),
    }


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (task("one two", TWO), None),
        (task("one", TWO), "1 word"),
        (task("one two", TWO, {"check": "upper_case"}), "“one”"),
        (task(None, TWO), "no answer"),
        (task("", TWO), "0 words"),
        ({"instruction": "x", "instances": [{"input": "", "output": "a b"}], "checks": [TWO]}, None),
        (
            {
                "instruction": "x",
                "instances": [{"input": "1", "output": "a b"}, {"input": "2", "output": "a"}],
                "checks": [TWO],
            },
            "1 word",
        ),
        (chat("one two", TWO), None),
        (chat("one two three", TWO), "3 words"),
        (chat(None, TWO), "no answer"),
        ({"prompt": "x", "chosen": "a b", "rejected": "a", "checks": [TWO]}, None),
        ({"prompt": "x", "chosen": "a", "rejected": "a b", "checks": [TWO]}, "1 word"),
    ],
)
def test_the_answer_of_any_row_is_checked(row: dict[str, Any], told: str | None) -> None:
    found = selfinstruct.verify([row])
    assert (found.rows, found.checked, found.verdicts) == (1, 1, len(row["checks"]))
    assert [item.found for item in found.failures] == ([] if told is None else [told])
    assert found.passed == (told is None)


def test_rows_are_written_with_their_verdicts_and_give_the_same_again(tmp_path: Path) -> None:
    rows = [task("one two", TWO), {"instruction": "free", "output": "x"}, task("one", TWO, id="3")]
    source = write(tmp_path / "rows.jsonl", rows)
    found = selfinstruct.verify(source, tmp_path / "out.jsonl")
    assert (found.rows, found.checked, found.failing, found.failed) == (3, 2, 1, {"words": 1})
    assert [(item.place, item.check) for item in found.failures] == [(f"{source}:3", "words")]
    written = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    verdict = {"check": "words", "version": 1, "asked": "exactly 2 words"}
    assert written == [
        {**rows[0], "verdicts": [{**verdict, "passed": True, "found": "2 words"}]},
        rows[1],
        {**rows[2], "verdicts": [{**verdict, "passed": False, "found": "1 word"}]},
    ]
    again = selfinstruct.verify(tmp_path / "out.jsonl", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == (tmp_path / "out.jsonl").read_bytes()
    assert again.changed == 0


def test_verdicts_that_come_out_otherwise_are_counted() -> None:
    held = [{"check": "words", "version": 1, "passed": True, "asked": "", "found": ""}]
    assert selfinstruct.verify([task("one", TWO, verdicts=held)]).changed == 1


def test_checks_in_a_cell_of_csv_are_json(tmp_path: Path) -> None:
    with (tmp_path / "rows.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerows([["instruction", "output", "checks"], ["x", "a b", json.dumps([TWO])], ["x", "a", ""]])
    found = selfinstruct.verify(tmp_path / "rows.csv")
    assert (found.rows, found.checked, found.passed) == (2, 1, True)


@pytest.mark.parametrize(
    ("checks", "told"),
    [
        ([{"check": "wrods"}], "there is no check 'wrods'; did you mean words?"),
        ([{"check": "words"}], "check words: exactly, at_least or at_most: is missing; say how many"),
        ([{"check": "words", "exactly": -1}], "check words: exactly: must be a whole number from 0, not -1"),
        ([{"check": "words", "exactly": True}], "check words: exactly: must be a whole number from 0, not True"),
        ([{"check": "words", "exact": 1}], "check words: there is no argument 'exact'; did you mean exactly?"),
        ([{"check": "words", "exactly": 1, "version": 7}], "check words: version 7 is not known; this is version 1"),
        ([{"check": "words", "at_least": 3, "at_most": 2}], "check words: at_least: 3 is more than at_most, 2"),
        ([{"check": "os:system"}], "there is no check 'os:system'"),
        (["words"], "a check must be an object"),
        ({"check": "words"}, "checks: is not a list of checks"),
        ("[{", "checks: is a text that is no JSON"),
    ],
)
def test_a_check_that_is_none_is_one_line_and_nothing_is_written(checks: Any, told: str, tmp_path: Path) -> None:
    rows = [task("one two", TWO), {"instruction": "x", "output": "x", "checks": checks}]
    source = write(tmp_path / "rows.jsonl", rows)
    with pytest.raises(SeedError) as raised:
        selfinstruct.verify(source, tmp_path / "out.jsonl")
    assert len(raised.value.problems) == 1
    assert raised.value.problems[0].startswith(f"{source}:2: {told}")
    assert "\n" not in raised.value.problems[0]
    assert not (tmp_path / "out.jsonl").exists()


def test_what_has_no_checks_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="no row carries checks"):
        selfinstruct.verify(write(tmp_path / "rows.jsonl", [{"instruction": "x", "output": "x"}]))
    (tmp_path / "run").mkdir()
    with pytest.raises(RunError, match="has no instances"):
        selfinstruct.verify(tmp_path / "run")


def test_nothing_is_written_over_the_input_or_another_file(tmp_path: Path) -> None:
    source, other = (write(tmp_path / name, [task("one two", TWO)]) for name in ("rows.jsonl", "other.jsonl"))
    with pytest.raises(UsageError, match="would overwrite the input"):
        selfinstruct.verify(source, source)
    with pytest.raises(UsageError, match="holds something else"):
        selfinstruct.verify(source, other)
    with pytest.raises(UsageError, match="is written as JSON lines"):
        selfinstruct.verify(source, tmp_path / "out.csv")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "run.json").write_text("{}")
    with pytest.raises(UsageError, match=r"tasks\.jsonl"):
        selfinstruct.verify(source, tmp_path / "run" / "tasks.jsonl")
    assert selfinstruct.verify(source, other, overwrite=True).passed


def test_the_command_says_what_fails_and_ends_with_2(tmp_path: Path) -> None:
    write(tmp_path / "rows.jsonl", [task("one two", TWO), task("one", TWO)])
    done = run("verify", "rows.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "rows.jsonl:2: words: asked exactly 2 words; found 1 word",
        "rows.jsonl: 2 rows of 2 with 2 checks: 1 fail",
        "Rows and verdicts: out.jsonl",
    ]
    told = run("verify", "out.jsonl", "--json", cwd=tmp_path)
    assert told.returncode == 2
    assert json.loads(told.stdout)["failures"] == [
        {"place": "out.jsonl:2", "check": "words", "asked": "exactly 2 words", "found": "1 word"}
    ]
    write(tmp_path / "sound.jsonl", [task("one two", TWO)])
    assert run("verify", "sound.jsonl", cwd=tmp_path).returncode == 0
    piped = run("verify", "sound.jsonl", "-o", "-", cwd=tmp_path)
    assert json.loads(piped.stdout)["verdicts"][0]["passed"] is True
