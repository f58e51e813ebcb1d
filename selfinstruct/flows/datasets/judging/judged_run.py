"""What a judge said, and the files it is kept in: judged.json, judged.jsonl and planted.jsonl of a directory."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.canonical import Ordinals
from selfinstruct.errors import RunDamaged, RunError, RunMismatch
from selfinstruct.flows.datasets.judging.options import JudgePlan
from selfinstruct.flows.datasets.judging.votes import Verdict
from selfinstruct.flows.datasets.rows import Row
from selfinstruct.flows.datasets.selecting.knowledge import row_id
from selfinstruct.runs.directory import is_unanswered
from selfinstruct.runs.judged import INFO, JUDGED, PLANTED
from selfinstruct.runs.lines import as_line
from selfinstruct.runs.run import run_rows

RULE, UNJUDGED, NO_ANSWER = "judge", "unjudged", "no_answer"


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """What `judge_dataset` did, read from its directory; `info` is judged.json."""

    path: Path
    info: Mapping[str, Any]

    @property
    def status(self) -> str:
        """done, unfit, max_requests, max_cost, interrupted, failed or running."""
        return str(self.info["status"])

    def rows(self, name: str = JUDGED) -> Iterator[dict[str, Any]]:
        """The rows of judged.jsonl, or of planted.jsonl."""
        return run_rows(self.path, name)


def read_judge_run(path: str | Path) -> JudgeRun:
    """Raises RunError where `path` holds no answers of a judge."""
    file = Path(path) / INFO
    try:
        return JudgeRun(Path(path), json.loads(file.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        raise RunError(f"{path}: holds no answers of a judge (it has no {INFO})") from None
    except (OSError, ValueError, RecursionError) as error:
        raise RunDamaged(f"{file}: cannot be read: {error}") from error


def check_place(folder: Path) -> None:
    """Raise RunMismatch where another command's run, or files of somebody's own, would be written over."""
    journal = (folder / "journal.db").exists()
    if ((folder / INFO).exists() and journal) or is_unanswered(folder):
        return
    taken = ("run.json", "label.json", *(() if journal else (INFO, JUDGED, PLANTED)))
    found = next((name for name in taken if (folder / name).exists()), "")
    if found:
        raise RunMismatch(f"{folder}: holds {found}, which is not of this judge; give another --judged")


def judged_lines(plan: JudgePlan, verdicts: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    """A line for each answer that has a verdict, in order, by the id that its row goes by."""
    met, last, identifier = Ordinals(), -1, ""
    for number, verdict in enumerate(verdicts):
        row = plan.answers.rows[number]
        for passed in range(last + 1, row + 1):
            identifier = met.unique_id(row_id(plan.rows[passed].data))
        last = row
        several = len(plan.rows[row].task.instances) > 1
        place = {"instance": plan.answers.places[number] + 1} if several else {}
        yield {"id": identifier, **place, **verdict_fields(verdict)}


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    return {
        "passed": verdict.passed, "score": verdict.score, "votes": [ballot.as_dict() for ballot in verdict.ballots]
    }  # fmt: skip


def planted_lines(plan: JudgePlan, verdicts: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    """A line for each planted error that has a verdict."""
    for text, verdict in zip(plan.test.planted, verdicts, strict=False):
        yield {"planted": text.planted, "prompt": text.prompt, "response": text.response} | verdict_fields(verdict)


@dataclass(frozen=True, slots=True)
class SortedRows:
    """The rows by what the judge said of their answers: a row loses the answers that do not pass, and goes with all."""

    plan: JudgePlan
    verdicts: Sequence[Verdict]

    def kept(self) -> Iterator[bytes]:
        for row, (data, _) in zip(self.plan.rows, self._sorted(), strict=True):
            if data is not None:
                yield as_line(row.data if data is row.data else data)

    def rejected(self) -> Iterator[bytes]:
        for _, lines in self._sorted():
            yield from map(as_line, lines)

    def counts(self) -> dict[str, Any]:
        """How many rows there are and are kept; rejections by rule, and those of them that are instances of rows."""
        rules: dict[str, int] = {}
        lost: dict[str, int] = {}
        kept = emptied = 0
        for row, (data, lines) in zip(self.plan.rows, self._sorted(), strict=True):
            kept += data is not None
            listed = "instances" in row.data and bool(row.task.instances)
            emptied += data is None and listed
            for line in lines:
                rules[line["rule"]] = rules.get(line["rule"], 0) + 1
                if listed:
                    lost[line["rule"]] = lost.get(line["rule"], 0) + 1
        return {
            "rows": len(self.plan.rows), "kept": kept, "rejected": dict(sorted(rules.items())),
            "rejected_instances": dict(sorted(lost.items())), "emptied": emptied,
        }  # fmt: skip

    def _sorted(self) -> Iterator[tuple[dict[str, Any] | None, list[dict[str, Any]]]]:
        """Of each row what is kept of it, None for nothing, and a line for each answer that is rejected."""
        answers, number = self.plan.answers, 0
        for at, row in enumerate(self.plan.rows):
            lines, stays = [], []
            of_row: dict[int, Verdict] = {}
            while number < len(answers) and answers.rows[number] == at:
                of_row[answers.places[number]] = self.verdicts[number]
                number += 1
            for place, instance in enumerate(row.task.instances):
                reason = _reason(of_row.get(place), self.plan.at)
                stays.append(reason is None)
                if reason is not None:
                    told = {"input": instance.input, "output": instance.output} | instance.extras()
                    lines.append(self._line(row, reason) | {"instance": told})
            if not row.task.instances:
                lines = [self._line(row, {"rule": NO_ANSWER})]
            if not any(stays):
                yield None, lines
            elif "instances" in row.data and not all(stays):
                pairs = zip(row.data["instances"], stays, strict=True)
                yield row.data | {"instances": [item for item, stay in pairs if stay]}, lines
            else:
                yield row.data, lines

    @staticmethod
    def _line(row: Row, reason: Mapping[str, Any]) -> dict[str, Any]:
        return {"place": row.place, "id": row.task.id, **row.told, **reason, "text": row.task.instruction}


def _reason(verdict: Verdict | None, at: float) -> dict[str, Any] | None:
    """Why an answer is rejected, None where it passes."""
    if verdict is None:
        return {"rule": NO_ANSWER}
    if verdict.passed:
        return None
    if verdict.passed is None:
        return {"rule": UNJUDGED, "value": {"unread": [ballot.unread for ballot in verdict.ballots]}}
    votes = [
        {"score": ballot.score, "reasons": ballot.reasons} for ballot in verdict.ballots if ballot.score is not None
    ]
    return {"rule": RULE, "value": {"at": at, "votes": votes}, "score": verdict.score}
