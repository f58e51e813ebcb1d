"""Planted violations: none is kept by the checks, nor by `claims` where it reads the condition; sound texts stay."""

import json
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.checks import SHIPPED
from selfinstruct.checks.reading.stated import stated_checks
from tests.checks.planted import KINDS, planted
from tests.checks.planted.claimed import claimed
from tests.support.filters import made, reasons, task

WHOLE = 10_010  # of each of the 77 kinds 130


def failing(path: Path, rows: list[tuple[dict[str, object], str]]) -> list[str]:
    """The checks, with their texts, that `verify` finds failing in a file of these rows."""
    lines = [{"instruction": "Write.", "output": text, "checks": [said]} for said, text in rows]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    out = path.with_suffix(".out")
    result = selfinstruct.verify(path, out=out)
    assert result.rows == result.checked == len(rows)
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return [f"{row['checks']} {row['output']}" for row in found if not row["verdicts"][0]["passed"]]


def held_and_broken(tmp_path: Path, seed: int, number: int) -> None:
    rows = list(planted(seed, number))
    lost = failing(tmp_path / "sound.jsonl", [(said, sound) for said, sound, _ in rows])
    assert len(lost) <= 0.005 * number, lost[:3]
    caught = failing(tmp_path / "broken.jsonl", [(said, broken) for said, _, broken in rows])
    kept = (
        [broken for said, _, broken in rows if f"{[said]} {broken}" not in set(caught)] if len(caught) < number else []
    )
    assert kept == []


def test_every_kind_is_planted() -> None:
    assert set(KINDS) == set(SHIPPED)


def test_planted_violations_fail_and_sound_texts_pass(tmp_path: Path) -> None:
    held_and_broken(tmp_path, seed=1, number=6 * len(KINDS))


@pytest.mark.slow
def test_ten_thousand_planted_violations_fail_and_sound_texts_pass(tmp_path: Path) -> None:
    held_and_broken(tmp_path, seed=20, number=WHOLE)


def stated_and_missed(seed: int, number: int) -> None:
    claims, read, lost = made("claims"), 0, []
    for row in claimed(seed, number):
        missed, kept = reasons(claims, task(row.instruction, ("", row.broken), ("", row.sound)))
        if row.missed in {check["check"] for _, check in stated_checks(row.instruction)}:
            read += 1
            assert missed == "claims", row
        if kept is not None:
            lost.append(row)
    assert len(lost) <= 0.005 * number, lost[:3]
    assert read > 0.7 * number  # the rest is worded as it does not know


def test_claims_keeps_no_violation_of_what_it_reads() -> None:
    stated_and_missed(seed=1, number=500)


@pytest.mark.slow
def test_claims_keeps_none_of_ten_thousand_violations_of_what_it_reads() -> None:
    stated_and_missed(seed=20, number=10_000)
