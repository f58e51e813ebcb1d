"""What a person reads of an export, of a check, and of checks that were run again."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from selfinstruct.cli.render.text import filled, many, plain

if TYPE_CHECKING:
    from selfinstruct.flows.export.check import CheckResult
    from selfinstruct.flows.export.flow import ExportResult
    from selfinstruct.flows.export.follow import FollowResult
    from selfinstruct.flows.verify import VerifyResult


def exported(found: "ExportResult") -> list[str]:
    """What was written where, what was left out, and what else to know."""
    where = "stdout" if found.out == "-" else plain(found.out)
    lines = [f"{many(found.rows, 'row')} of {found.format}: {where}"]
    if len(found.parts) > 1:
        lines += [f"  {plain(part.file)}: {many(part.rows, 'row')}" for part in found.parts]
    beside = [name for name in found.files if name.endswith(".meta.jsonl")]
    lines += [f"  beside it, for no trainer: {', '.join(map(plain, beside))}"] if beside else []
    if found.reviewed:
        names = {"turned": "turned round", "untouched": "not reviewed", "gone": "about records that are gone"}
        told = ", ".join(f"{count:,} {names.get(name, name)}" for name, count in found.reviewed.items())
        lines.append(f"people: {told}")
    rejected = next((name for name in found.files if name.endswith(".rejected.jsonl")), "")
    if found.dropped:
        rules = ", ".join(f"{count:,} {rule}" for rule, count in sorted(found.dropped.items()))
        lines.append(f"left out: {rules}" + (f"; see {plain(rejected)}" if rejected else ""))
    lines += [f"note: {plain(note)}" for note in found.notes]
    return [*lines, f"offline: {plain(found.notice)}"] if found.notice else lines


def dealt(summary: Iterable[str]) -> Iterator[str]:
    """What came of splitting, no wider than the terminal; ids are not broken."""
    for line in summary:
        yield from filled(plain(line), further="  ")


def followed(found: "FollowResult") -> list[str]:
    """What was passed on of a run that was going, and how that ended."""
    lines = [f"{many(found.rows, 'row')} passed on; the run ended: {plain(found.status)}"]
    lines += [f"left out: {many(found.dropped, 'record')}"] if found.dropped else []
    return [*lines, f"offline: {plain(found.notice)}"] if found.notice else lines


def check_summary(found: "CheckResult") -> list[str]:
    """Whether the file would do, and what is wrong with it."""
    notes = [f"note: {plain(note)}" for note in found.notes]
    if found.valid:
        return [f"{plain(found.path)}: {many(found.rows, 'row')}, fit for {found.format}", *notes]
    lines = [f"error: {plain(problem)}" for problem in found.problems]
    bad = f", {found.invalid:,} of them bad" if found.invalid else ""
    return [*lines, f"{plain(found.path)}: {many(found.rows, 'row')}{bad}, not fit for {found.format}", *notes]


def verified(found: "VerifyResult") -> list[str]:
    """What fails, each with its place, what was asked and what was found; then how many rows and checks there were."""
    lines = [f"{item.place}: {item.check}: asked {item.asked}; found {item.found}" for item in found.failures]
    told = found.failed.total() - len(lines)
    lines += [f"… and {told:,} more like these"] if told else []
    rows = f"{many(found.checked, 'row')} of {found.rows:,} with {many(found.verdicts, 'check')}"
    lines.append(f"{found.path}: {rows}: " + (f"{found.failing:,} fail" if found.failing else "all pass"))
    if found.replayed:
        them = "it" if found.replayed == 1 else "them"
        lines.append(f"note: {many(found.replayed, 'verdict')} as the file holds {them}: --run runs programs")
    lines += [f"note: {many(found.changed, 'verdict')} other than the file held"] if found.changed else []
    return [plain(line) for line in (*lines, *([f"Rows and verdicts: {found.out}"] if found.out else []))]
