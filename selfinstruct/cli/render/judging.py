"""What a person sees of a judge as a filter: how it did on planted errors, then what became of the rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.cli.render.text import ENDS, counted, filled, many, plain, rules, spent
from selfinstruct.voting import by_majority, told

_FEW = 20  # planted errors below which the test says little
_MORE = "Give more rows, or a higher --planted; --anyway goes on with this judge."
_STEPS = {
    "unplanted": _MORE,
    "lenient": "Name another --model or another rubric; a higher --false-accepts, or --anyway, goes on with this one.",
    "small": _MORE,
    "alike": "Name another --model, rubric or --at, or a higher --planted; --anyway goes on with this judge.",
}


def unfit_step(info: Mapping[str, Any]) -> str:
    """How to go on where the judge is unfit."""
    test = info["test"]
    also_alike = test["unfit"] == "lenient" and test["difference"]["low"] <= 0
    return _STEPS["alike" if also_alike else test["unfit"]]


def _end(info: Mapping[str, Any]) -> str:
    from selfinstruct.runs.judged import why_unfit

    if info["status"] == "unfit":
        return f"Stopped: {why_unfit(info)}"
    return ENDS.get(info["status"], str(info["status"]))


def judged_summary(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell of the judge's test, of the rows, of votes and of what was spent."""
    counts, done = info["counts"], info["status"] == "done"
    lines = [f"{_end(info)}: {many(counts['answered'], 'answer')} judged"]
    lines += _tested(info)
    if done:
        lost = counts["rejected_instances"]
        whole = {rule: left for rule, count in counts["rejected"].items() if (left := count - lost.get(rule, 0))}
        lines += [f"{many(counts['rows'], 'row')} read", *rules(whole), *rules(lost, "instances", minus=False)]
        lines += [f"  {-counts['emptied']:>7,} left without an instance"] if counts["emptied"] else []
        lines.append(f"  {counts['kept']:>7,} kept in {plain(info['out'])} ({_decides(info)})")
        if info["rejected_out"] and counts["rejected"]:
            lines.append(f"What was rejected, and why: {plain(info['rejected_out'])}")
    if votes := told(info["votes"]):
        lines += filled(f"  {votes}", further=" " * 10)
    return [*lines, spent(info), f"Files in {plain(path)}: judged.jsonl, planted.jsonl, judged.json"]


def _decides(info: Mapping[str, Any]) -> str:
    return f"{'most votes give' if by_majority(info['votes']) else 'a score of'} {info['at']:g} or more"


def _tested(info: Mapping[str, Any]) -> Iterator[str]:
    test = info["test"]
    if test is None:
        return
    accepts, rejects = test["false_accepts"], test["false_rejects"]
    wanted = info["given"]["planted"]
    if not wanted:
        yield "  caution: the judge was not tested (--planted 0), and nothing is known of it"
    elif not accepts["of"]:
        yield "  no error could be planted: nothing is known of the judge"
    else:
        yield from filled(f"  false accepts: {_share(accepts)} planted errors passed", further=" " * 10)
        kinds = ", ".join(f"{kind} {share['found']}/{share['of']}" for kind, share in test["kinds"].items())
        yield from filled(f"          by kind: {kinds}", further=" " * 10)
        if accepts["of"] < _FEW:
            more = " could be made: the test says little"
            if accepts["of"] >= wanted:
                more = ", as many as asked for: the test says little; a higher --planted says more"
            yield from filled(counted(accepts["of"], "planted error", more), further=" " * 10)
    if rejects["of"]:
        yield from filled(f"  false rejects, at most: {_share(rejects)} answers as they are rejected", further=" " * 10)
    yield from _told_apart(info)
    if accepts["of"] and accepts["share"] > info["false_accepts"] and info["anyway"]:
        yield from filled(
            f"  caution: more than {info['false_accepts']:.0%} false accepts, and --anyway", further=" " * 10
        )


def _told_apart(info: Mapping[str, Any]) -> Iterator[str]:
    """Both shares that it rejects, where they are not shown to differ as they should."""
    test = info["test"]
    accepts, rejects, difference = test["false_accepts"], test["false_rejects"], test.get("difference")
    if difference is None or difference["low"] > 0:
        return
    caution = "caution: " if info["anyway"] else ""
    yield from filled(
        f"  {caution}it rejects {1 - accepts['share']:.0%} of planted errors and {rejects['share']:.0%} of answers as "
        f"they are: a difference of {many(round(100 * difference['share']), 'point')}, and anything between "
        f"{round(100 * difference['low'])} and {round(100 * difference['high'])} is possible (Newcombe, 95 %)",
        further=" " * 10,
    )


def _share(found: Mapping[str, Any]) -> str:
    return f"{found['share']:.0%} ({found['low']:.0%} to {found['high']:.0%}): {found['found']} of {found['of']}"
