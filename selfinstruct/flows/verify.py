"""The flow of `selfinstruct verify`: the checks that rows carry are run again, and what fails is told."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.checks import listed_checks, make_check
from selfinstruct.checks.programs import program_check, runs_program
from selfinstruct.engine.judging import AnyCheck, Bench, Judging
from selfinstruct.errors import MissingExtra, RunError, SandboxRefused, SeedError, UsageError
from selfinstruct.files.dataset_rows import read_preference
from selfinstruct.files.destinations import written_together
from selfinstruct.files.given import Given, as_path, rows_given
from selfinstruct.files.parts.finding import is_run_folder
from selfinstruct.files.pipes import rereadable_pipes
from selfinstruct.files.rows import read_rows
from selfinstruct.files.storage import DEFAULT, Access
from selfinstruct.files.storage import name as shown_name
from selfinstruct.files.unfold import UnfoldedRow, unfold
from selfinstruct.runs.directory import check_free
from selfinstruct.runs.lines import as_line
from selfinstruct.runs.sources import FILES
from selfinstruct.watching.steps import stepped

CHECKS, VERDICTS = "checks", "verdicts"
TOLD = 1_000  # failures that are kept to be told one by one
_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that a row has not passed: where it stands, what was asked, and what was found."""

    place: str
    check: str
    asked: str
    found: str


@dataclass(slots=True)
class VerifyResult:
    """What `verify` found: rows read, those that carry checks and those of them that fail, and verdicts.

    `failed` says how often each kind of check failed, `failures` which did, the first thousand of them; `changed` is
    how many verdicts are others than the file held, and `replayed` how many stand as it held them, for their checks run
    programs and nobody asked for that.
    """

    path: str
    rows: int = 0
    checked: int = 0
    failing: int = 0
    verdicts: int = 0
    changed: int = 0
    replayed: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    out: str | None = None

    @property
    def passed(self) -> bool:
        return not self.failing

    def as_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        return asdict(self) | {"passed": self.passed, "failed": dict(sorted(self.failed.items()))}


@rereadable_pipes()
@rows_given("path")
def verify(
    path: Given, out: str | Path | None = None, *, access: Access = DEFAULT, overwrite: bool = False,
    run: bool = False, sandbox: str | None = None,
) -> VerifyResult:  # fmt: skip
    """Run the checks that the rows of a file, or of a run's dataset, carry in `checks` on their outputs.

    Of a conversation the last answer is looked at, of a preference what was chosen, of several instances each. With
    `out` the rows are written with `verdicts`, one for each check: name, version, passed, asked, found; a file that
    holds anything else is replaced only with `overwrite`. Checks that run programs (`python_tests`) run them only with
    `run`, in the sandbox that `sandbox` names; without it their verdicts stand as the rows have them. Raises SeedError,
    a line each, for rows that cannot be read and for checks that are not known or are passed what is none of their
    arguments, UsageError where no row has any check; nothing is written then. SandboxRefused and SandboxError where
    programs cannot be run.
    """
    path = as_path(path)
    if sandbox is not None and not run:
        raise UsageError("--sandbox: is for programs, which nothing runs here; add --run")
    file = path / FILES["instances"] if is_run_folder(path) else path
    if is_run_folder(path) and not file.is_file():
        raise RunError(f"{path}: has no instances (no {file.name})")
    _check_out(out, file)
    result = VerifyResult(shown_name(path))
    problems: list[str] = []
    with ExitStack() as stack:
        target = None if out is None else Path(out)
        files = stack.enter_context(written_together([target] if target else [], access, overwrite=overwrite))
        judge = Judging(stack.enter_context(Bench(sandbox or "process")) if run else None)
        for row in _verified(file, access, result, problems, judge):
            if target:
                files[target].write(as_line(row))
        if not problems and not result.checked:
            problems = [f'{path}: no row carries checks; a row has them as {CHECKS}: [{{"check": "words", …}}]']
        if problems:
            raise SeedError(problems)
        result.out = None if target is None else shown_name(target)
    return result


def _check_out(out: str | Path | None, file: Path) -> None:
    """Raise UsageError for a name that promises another type of file, or that is the input's or a run's own."""
    if out is None or str(out) == "-":
        return
    if Path(out).resolve() == file.resolve():
        raise UsageError(f"-o {out}: would overwrite the input; name another file")
    if Path(out).suffix in (".csv", ".gz", ".parquet", ".zst"):
        raise UsageError(f"-o {out}: is written as JSON lines without compression; name a .jsonl file")
    check_free(Path(out))


def _verified(
    file: Path, access: Access, result: VerifyResult, problems: list[str], judge: Judging
) -> Iterator[dict[str, Any]]:
    """Each row with its verdicts; what cannot be read is added to the problems."""
    for place, row, problem in stepped(read_rows(file, access), "rows verified"):
        if len(problems) >= _MOST_PROBLEMS:
            return
        result.rows += 1
        try:
            if problem:
                raise ValueError(problem)
            if not isinstance(row, dict):
                raise ValueError("is not a JSON object")
            checks = checks_of(row)
            yield _judged(place, row, checks, result, judge) if checks else row
        except (MissingExtra, SandboxRefused):
            raise
        except (UsageError, ValueError) as error:
            problems.append(f"{place}: {error}")


def checks_of(row: Mapping[str, Any]) -> list[tuple[dict[str, Any], AnyCheck]]:
    """The checks that a row carries, as it says them and made; UsageError or ValueError where one is none."""
    found = listed_checks(row.get(CHECKS))
    return [(item, program_check(item) if runs_program(item) else make_check(item)) for item in found]


def _judged(
    place: str, row: dict[str, Any], checks: list[tuple[dict[str, Any], AnyCheck]], result: VerifyResult, judge: Judging
) -> dict[str, Any]:
    """The row with the verdicts on its outputs, which are added up."""
    told, replayed = judge(checks, _outputs(unfold(row)), row.get(VERDICTS))
    result.checked += 1
    result.verdicts += len(told)
    result.replayed += replayed
    result.failing += not all(item["passed"] for item in told)
    result.changed += _changed(row.get(VERDICTS), told)
    for item in told:
        if not item["passed"]:
            result.failed[item["check"]] += 1
            if len(result.failures) < TOLD:
                result.failures.append(Failure(place, item["check"], item["asked"], item["found"]))
    return {**row, VERDICTS: told}


def _outputs(row: UnfoldedRow) -> list[str]:
    """The texts that a row has for answers."""
    if row.kind == "preference":
        return [read_preference(row).chosen]
    if row.kind == "chat":
        return [row.answer.content] if row.answer is not None and row.answer.content else []
    found = [item.get("output") for item in row.pairs()]
    return [text for text in found if isinstance(text, str)] if all(isinstance(text, str) for text in found) else []


def _changed(before: Any, now: list[dict[str, Any]]) -> int:
    """How many verdicts are others than those that the row held of the same checks."""
    if not isinstance(before, list) or len(before) != len(now):
        return 0
    pairs = [(old, new) for old, new in zip(before, now, strict=True) if isinstance(old, dict)]
    same = [(old, new) for old, new in pairs if old.get("check") == new["check"]]
    return sum(bool(old.get("passed")) != new["passed"] for old, new in same)
