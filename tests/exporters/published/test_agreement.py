"""`check` and published validators say the same of files of all kinds, but for what docs/formats.md names.

The validators' rules are transcribed in rules.py. Where a validator takes what we refuse, the kind of difference is
one of `STRICTER`; where it refuses what we take, `check` gives a note of it, or it is one of `LOOSER`.
"""

from collections import Counter
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import SeedError
from selfinstruct.flows.export.check import CheckResult
from tests.exporters.published.rules import VALIDATORS
from tests.support.paths import ROOT
from tests.support.service_files import LOOSER, STRICTER, Case, cases, kind_of

COUNTED = ("as many as may be", "one too many", "too many for validation")

_found: dict[tuple[str, str], CheckResult] = {}


def ours(format: str, case: Case, path: Path) -> CheckResult:
    """What `check` says, asked once for each file."""
    key = (format, case.name)
    if key not in _found:
        try:
            _found[key] = selfinstruct.check(path, format, split=case.split)
        except SeedError as error:  # a file that cannot be read at all
            _found[key] = CheckResult(str(path), format, 0, 0, (str(error),))
    return _found[key]


@pytest.mark.parametrize("validator", VALIDATORS)
def test_check_and_the_validator_agree_but_for_what_is_documented(validator: str, tmp_path: Path) -> None:
    format, rule = VALIDATORS[validator]
    agreed: Counter[str] = Counter()
    for number, case in enumerate(cases(format)):
        if case.name in COUNTED:
            continue
        path = case.write(tmp_path / str(number))
        theirs, result = rule(path, case.split), ours(format, case, path)
        if not theirs and not result.valid:
            assert kind_of(case.name, STRICTER), f"{case.name}: refused here alone: {result.problems}"
        elif theirs and result.valid:
            assert result.notes or kind_of(case.name, LOOSER), f"{case.name}: refused there alone: {theirs}"
        else:
            agreed["bad" if theirs else "good"] += 1
    assert min(agreed["good"], agreed["bad"]) >= 20, agreed


@pytest.mark.slow
@pytest.mark.parametrize("validator", VALIDATORS)
def test_they_agree_on_how_many_rows_there_may_be(validator: str, tmp_path: Path) -> None:
    format, rule = VALIDATORS[validator]
    for number, case in enumerate(case for case in cases(format) if case.name in COUNTED):
        path = case.write(tmp_path / str(number))
        theirs, result = rule(path, case.split), ours(format, case, path)
        assert bool(theirs) is not result.valid or (theirs and result.notes), case.name


def test_every_difference_is_one_and_stands_in_the_docs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    differ: Counter[str] = Counter()
    for validator, (format, rule) in VALIDATORS.items():
        for case in cases(format):
            name = next((kind for table in (STRICTER, LOOSER) if (kind := kind_of(case.name, table))), "")
            if name:
                path = case.write(tmp_path / validator / case.name)
                differ[name] += bool(rule(path, case.split)) is ours(format, case, path).valid
    for kind in (*STRICTER, *LOOSER):
        assert differ[kind], f"{kind}: nothing differs there any more"
        assert f"- **{kind}**" in page, kind
