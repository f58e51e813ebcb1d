"""What a person sees of a merge, and of a file that was checked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from selfinstruct.cli.render.text import counted, filled, many, named_texts, plain, rules, spent

if TYPE_CHECKING:
    from selfinstruct.flows.datasets.figures.shown import ShownRecord
    from selfinstruct.flows.validate.flow import ValidationResult


def sifted(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what `filter` kept and rejected; an instance that a task lost is no row."""
    lost, emptied = outcome["rejected_instances"], outcome["emptied"]
    whole = {rule: left for rule, number in outcome["rejected"].items() if (left := number - lost.get(rule, 0))}
    return [
        f"{many(outcome['rows'], 'row')} read",
        *rules(whole),
        *rules(lost, "instances", minus=False),
        *([f"  {-emptied:>7,} left without an instance"] if emptied else []),
        f"  {outcome['kept']:>7,} kept in {plain(outcome['out'])}",
        *([f"What was rejected, and why: {plain(told)}"] if (told := outcome["rejected_out"]) and whole | lost else []),
        *([note] if (note := outcome.get("note")) else []),
    ]


def merged(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell what a merge took from where, and what it left out."""
    counts, sources = info["counts"], info["sources"]
    lines = [f"Merged: {many(counts['tasks'], 'task')} from {many(len(sources), 'source')}"]
    for source in sources:
        run = source["run"]
        stopped = run["status"] if run.get("status", "done") != "done" else ""
        who = ", ".join(filter(None, (run.get("model"), stopped)))
        text = f"  {source['kept']:>7,} of {many(source['tasks'], 'task')} from {plain(source['name'])}"
        lines += filled(text + (f" ({plain(who)})" if who else ""), further=" " * 12)
    if counts["repeats"]:
        lines.append(f"  {counts['repeats']:>7,} identical to a task of another source, joined with it")
    for rule in counts["rejected"].values():
        lines += rules(rule, minus=False)
    if counts["without_instance"]:
        lines.append(f"  {counts['without_instance']:>7,} without an instance")
    lines.append(counted(counts["instances"], "instance"))
    if info["requests"]:
        lines.append(spent(info))
    return [*lines, f"Files in {plain(path)}: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json"]


def valid(found: "ValidationResult") -> str:
    """One line on what can be used, without the name of the file."""
    counts = found.counts
    if found.kind == "seeds":
        labelled, alone = counts["classification"], counts["without an input"]
        return f"{many(counts['task'], 'task')} can be read, {labelled:,} classification, {alone:,} without an input"
    if found.kind == "rubric":
        number = counts["criterion"]
        return f"rubric {plain(found.name)} can be used: {number} {'criterion' if number == 1 else 'criteria'}"
    what = {
        "generation": "recipe", "judging": "recipe for a judge", "ground": "recipe for grounded tasks",
        "distill": "recipe for distillation",
    }.get(found.kind, f"recipe for {found.kind}")  # fmt: skip
    held = [many(counts[name], name) for name in ("template", "filter", "prompt") if counts.get(name)]
    rendered = " rendered" if counts.get("prompt") else ""
    return f"{what} {plain(found.name)} can be used: {', '.join(held)}{rendered}"


def record_lines(records: "Iterable[ShownRecord]") -> Iterator[str]:
    """Rows of a file, pairs or labelled records: what is known of each, its parts, its sides, and who said what."""
    for record in records:
        yield ""
        if record.about:
            yield plain(", ".join(record.about))
        yield from named_texts(dict([*record.parts, *record.sides, *record.votes]))
