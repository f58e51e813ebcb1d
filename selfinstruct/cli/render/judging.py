"""What a person sees of a judge as a filter: how it did on planted errors, then what became of the rows."""

from collections.abc import Iterator, Mapping
from typing import Any

from selfinstruct.cli.render.text import ENDS, counted, filled, many, plain, rules, spent

_FEW = 20  # planted errors below which the test says little


def judged_summary(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell of the judge's test, of the rows, of votes and of what was spent."""
    counts, done = info["counts"], info["status"] == "done"
    lines = [f"{ENDS.get(info['status'], info['status'])}: {many(counts['answered'], 'answer')} judged"]
    lines += _tested(info)
    if done:
        lost = counts["rejected_instances"]
        whole = {rule: left for rule, count in counts["rejected"].items() if (left := count - lost.get(rule, 0))}
        lines += [f"{many(counts['rows'], 'row')} read", *rules(whole), *rules(lost, "instances", minus=False)]
        lines += [f"  {-counts['emptied']:>7,} left without an instance"] if counts["emptied"] else []
        lines.append(f"  {counts['kept']:>7,} kept in {plain(info['out'])} (a score of {info['at']:g} or more)")
        if info["rejected_out"] and counts["rejected"]:
            lines.append(f"What was rejected, and why: {plain(info['rejected_out'])}")
    votes = info["votes"]
    if votes and votes["answers"] and votes["most"] > 1:
        mean = votes["cast"] / votes["answers"]
        told = f"{votes['cast']:,} votes, {mean:.1f} an answer of at most {votes['most']}: {votes['fewer']:.0%} fewer"
        lines += filled(f"  {told}, as a lead of {votes['lead']} ends a vote", further=" " * 10)
    return [*lines, spent(info), f"Files in {plain(path)}: judged.jsonl, planted.jsonl, judged.json"]


def _tested(info: Mapping[str, Any]) -> Iterator[str]:
    test = info["test"]
    if test is None:
        return
    accepts, rejects = test["false_accepts"], test["false_rejects"]
    if not accepts["of"]:
        yield "  no error could be planted: nothing is known of the judge"
    else:
        yield from filled(f"  false accepts: {_share(accepts)} planted errors passed", further=" " * 10)
        kinds = ", ".join(f"{kind} {share['found']}/{share['of']}" for kind, share in test["kinds"].items())
        yield from filled(f"          by kind: {kinds}", further=" " * 10)
        if accepts["of"] < _FEW:
            yield counted(accepts["of"], "planted error", " could be made: the test says little")
    if rejects["of"]:
        yield from filled(f"  false rejects, at most: {_share(rejects)} answers as they are rejected", further=" " * 10)
    if accepts["of"] and rejects["of"] and 1 - rejects["share"] <= accepts["share"]:
        yield from filled(
            "  caution: it passes answers as they are no more often than planted errors", further=" " * 10
        )
    if accepts["of"] and accepts["share"] > info["false_accepts"] and info["anyway"]:
        yield from filled(
            f"  caution: more than {info['false_accepts']:.0%} false accepts, and --anyway", further=" " * 10
        )


def _share(found: Mapping[str, Any]) -> str:
    return f"{found['share']:.0%} ({found['low']:.0%} to {found['high']:.0%}): {found['found']} of {found['of']}"
