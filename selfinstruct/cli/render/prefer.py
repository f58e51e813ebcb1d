"""What a person sees of preference data: what became of the prompts, and what the pairs betray."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selfinstruct.cli.render.text import (
    cautions,
    counted,
    ended,
    fitted,
    many,
    named_texts,
    picked,
    plain,
    rules,
    spent,
    wrapped,
)
from selfinstruct.preferences import GRADES


def paired(report: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell what `prefer` made of what: prompts, rejections by rule, pairs, guards, files."""
    end = ended(report, report["pairs"])
    lines = [f"{end}: {report['method']}, round {report['round']}: {many(report['pairs'], 'pair')}"]
    if report["reason"]:
        lines += wrapped(plain(report["reason"]), "  ")
    open_ = report["prompts"] - report["answered"]
    lines.append(f"  {report['answered']:>7,} of {many(report['prompts'], 'prompt')}{_failed(report)}")
    lines += rules(report["rejected"])
    lines.append(counted(report["pairs"], "pair", _graded(report["grades"])))
    if report["edited"]:
        lines.append(f"  {report['edited']:>7,} of them with an edited third")
    if report["aside"]:
        lines += rules(report["aside"], "without costing the pair", minus=False)
    if open_:
        lines.append(counted(open_, "prompt", " left to do"))
    who = f"responses by {', '.join(dict.fromkeys(report['models']))}" if report["models"] else "attempts of the run"
    rubric = f" ({report['rubric']})" if report["rubric"] else ""
    judges = f"; judged by {', '.join(report['judges'])}{rubric}" if report["judges"] else "; not judged"
    lines += [*wrapped(plain(who + judges), "  "), *cautions(report)]
    lines += list(_guards(report["bias"]))
    lines.append(spent(report))
    lines.append(f"Files in {plain(path)}: preferences.jsonl, rejected.preferences.jsonl, run.json")
    return lines


def collected(report: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell of responses that wait to be scored elsewhere."""
    end = ended(report, report["responses"])
    lines = [f"{end}: {report['method']}, round {report['round']}: {many(report['responses'], 'response')} to score"]
    lines += wrapped(plain(report["reason"]), "  ")
    lines.append(f"  {report['answered']:>7,} of {many(report['prompts'], 'prompt')}{_failed(report)}")
    lines += rules(report["rejected"], "without two different responses", minus=False)
    lines += wrapped(plain(f"responses by {', '.join(dict.fromkeys(report['models']))}"), "  ")
    lines += cautions(report)
    return [*lines, spent(report), f"Files in {plain(path)}: responses.jsonl, run.json"]


def _failed(report: Mapping[str, Any]) -> str:
    failed = report["rejected"].get("failed", 0)
    return f", {failed:,} failed" if failed else ""


def _graded(grades: Mapping[str, int]) -> str:
    found = [f"{grades[name]:,} {name}" for name in reversed(GRADES) if name in grades]
    return f": {', '.join(found)}" if found else ""


def _guards(bias: Mapping[str, Any]) -> Iterator[str]:
    if not bias["pairs"]:
        return
    yield "Bias checks:"
    parts: list[str] = []
    if bias["longer_won"] is not None:
        parts.append(f"the longer response won {bias['longer_won']:.0%} of {bias['length_decided']:,}")
    ratio = bias["length_ratio"]
    parts.append(f"chosen/rejected length {ratio['median']:.2f} (median), {ratio['mean']:.2f} (mean)")
    if tokens := bias.get("tokens"):
        sides = f"{tokens['chosen']:g} chosen, {tokens['rejected']:g} rejected, {tokens['gap']:g} apart"
        parts.append(f"median tokens, estimated: {sides}")
    shared = bias["shared_prefix"]
    parts.append(f"both begin alike in {shared['alike']:,} (on average {shared['mean']:.0%} shared)")
    yield from wrapped("; ".join(parts), "  ")
    if bias["comparisons"]:
        first = "" if bias["first_won"] is None else f"the response shown first won {bias['first_won']:.0%} of "
        yield from wrapped(f"{first}{bias['comparisons']:,} comparisons; {bias['flips']:,} flips with the order", "  ")
    if bias.get("agreement") is not None:
        yield f"  {bias['agreement']:.0%} of the judges, on average, found the chosen response better by themselves"
    if bias["models"]:
        won = ", ".join(f"{name} {item['won']:.0%} of {item['pairs']:,}" for name, item in bias["models"].items())
        yield from wrapped(plain(f"won by model: {won}"), "  ")
    if bias["warning"]:
        yield from wrapped(f"warning: {bias['warning']}", "  ")


def pairs(rows: Sequence[Mapping[str, Any]], number: int) -> Iterator[str]:
    """Some pairs, at even distances."""
    for row in picked(rows, number):
        yield ""
        grade = f", {row['grade']}, margin {row['margin']:g}" if row["grade"] else ""
        flaw = f", flaw: {plain(row['flaw'])}" if row["flaw"] else ""
        yield fitted(f"{row['method']}, round {row['round']}{grade}{flaw}", sys.stdout)
        prompt = "\n\n".join(turn["content"] for turn in row["prompt"])
        sides = {name: row[name.lower()] or "" for name in ("Edited", "Chosen", "Rejected")}
        yield from named_texts({"Prompt": prompt} | sides)
