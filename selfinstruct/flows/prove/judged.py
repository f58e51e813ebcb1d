"""What judges say: answers of two arms side by side, in both orders, by the flow of `label`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from selfinstruct.flows.label.flow import label
from selfinstruct.flows.prove.arms import KEPT
from selfinstruct.flows.prove.held_out import Question
from selfinstruct.flows.prove.options import ProvePlan
from selfinstruct.intervals import wilson
from selfinstruct.runs.lines import write_lines
from selfinstruct.students.student import Tried

FOLDER = "judged"
_QUESTION = "Which of the two responses does better what the prompt asks for?"


def judged(
    plan: ProvePlan, questions: Sequence[Question], results: Mapping[str, Sequence[Tried]], told: Callable[[str], None]
) -> dict[str, Any]:
    """For each other arm how many tasks the judges find the kept arm's answer better, worse, or neither.

    The answers are those by the first seed. A judge that is of another mind in the other order has not decided. What
    was asked is journaled in the proof's directory, and is not asked again.
    """
    found: dict[str, Any] = {}
    for arm, runs in results.items():
        if arm == KEPT:
            continue
        folder = plan.out / FOLDER
        folder.mkdir(exist_ok=True)
        file = folder / f"{arm}.pairs.jsonl"
        pairs = list(_pairs(questions, results[KEPT][0].answers, runs[0].answers))
        same = len(questions) - len(pairs)
        if not pairs:
            found[arm] = {"better": 0, "worse": 0, "neither": 0, "same": same}
            continue
        write_lines(file, pairs)
        told(f"judging {len(pairs):,} answers against {arm}")
        run = label(file, list(plan.judge), kind="pair", question=_QUESTION, out=folder / arm, **plan.judge_options)
        labels = run.info["counts"]["labels"]
        better, worse = int(labels.get("first", 0)), int(labels.get("second", 0))
        told_of: dict[str, Any] = {
            "better": better,
            "worse": worse,
            "neither": len(pairs) - better - worse,
            "same": same,
        }
        if better + worse:
            low, high = wilson(better, better + worse)
            told_of |= {"win_rate": round(better / (better + worse), 4), "low": round(low, 4), "high": round(high, 4)}
        found[arm] = told_of | {"judges": list(run.info.get("judges", ())), "cost": run.info.get("cost")}
    return found


def _pairs(questions: Sequence[Question], one: Sequence[str], other: Sequence[str]) -> Any:
    for place, (question, first, second) in enumerate(zip(questions, one, other, strict=True)):
        if first.strip() != second.strip():
            prompt = [turn.as_dict() for turn in question.item.lesson.prompt]
            sides = {"chosen": first or "(no answer)", "rejected": second or "(no answer)"}
            yield {"id": f"{place}-{question.item.lesson.id}", "prompt": prompt, **sides}
