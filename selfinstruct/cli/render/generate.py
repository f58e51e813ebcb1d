"""What a person sees of a run: the funnel from candidates to instances."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from selfinstruct.cli.render.ground import shown_task
from selfinstruct.cli.render.text import (
    ENDS,
    counted,
    filled,
    many,
    named_texts,
    personal,
    plain,
    rules,
    short,
    spent,
    wrapped,
)
from selfinstruct.records import INTENDED
from selfinstruct.turns import spelled_out

if TYPE_CHECKING:
    from selfinstruct.documents.corpus import CorpusDocument
    from selfinstruct.records import Task


_FEW = 12  # values of a note, all of which are told


def funnel(info: Mapping[str, Any], path: str, asked: int | None = None) -> list[str]:
    """The lines that tell what a run made of what: candidates, rejections by rule, tasks, instances, files.

    `asked` is what this session asked for, where that may be less than what the run has.
    """
    counts = info["counts"]
    of = f" of {info['target']:,} asked for"
    if asked is not None and asked < min(counts["tasks"], info["target"]):
        of = f", more than the {asked:,} asked for"
    lines = [f"{ENDS.get(info['status'], info['status'])}: {many(counts['tasks'], 'task')}{of}"]
    if info.get("reason"):
        lines += filled(plain(info["reason"]), "  ", "  ")
    lines += _grown(counts)
    lines += personal(info)
    lines += [spent(info), *foreseen(info)]
    lines += wrapped(plain(info["spread"]), "  ") if info.get("spread") else []
    lines += fallen(info)
    attempts = "attempts.jsonl, " if counts.get("attempts") else ""
    lines.append(f"Files in {plain(path)}: dataset.jsonl, tasks.jsonl, {attempts}rejected.jsonl, run.json")
    return lines


def fallen(info: Mapping[str, Any]) -> list[str]:
    """That a run's diversity has fallen, and from what to what; nothing where it has not."""
    told = dict(info.get("diversity") or {})
    if not told.get("fell_at"):
        return []
    text = (
        f"Diversity fell below {told['threshold']:.2f} after {many(told['fell_at'], 'task')}: {told['first']:.2f} over "
        f"the first {told['window']}, {told['last']:.2f} over the last (1 less ROUGE-L with the nearest)"
    )
    return filled(text, "  ", "  ")


def _grown(counts: Mapping[str, Any]) -> Iterator[str]:
    """Candidates, tasks and instances, in groups of their own: within the first two the numbers add up."""
    yield "Candidates"
    yield f"  {counts['candidates']:>7,} in {many(counts['requests'], 'bootstrap request')}"
    yield from rules(counts["rejected"].get("bootstrap", {}))
    yield f"  {counts['accepted']:>7,} accepted"
    if missing := dict(counts.get("probabilities") or {}).get("missing"):
        yield f"  {missing:>7,} of them without a probability"
    yield "Tasks"
    if counts["without_instance"]:
        yield f"  {-counts['without_instance']:>7,} of them left without an instance"
    share = f", {counts['classification']:,} of them classification" if counts["classification"] else ""
    yield counted(counts["tasks"], "task", f" with an instance{share}")
    if tried := counts.get("attempts"):
        yield "Attempts"
        yield counted(tried["all"], "attempt", f" at {many(tried['prompts'], 'prompt')}, {tried['passed']:,} passed")
    yield "Instances"
    for stage in sorted(set(counts["rejected"]) - {"bootstrap"}):
        yield from rules(counts["rejected"][stage], "" if stage == "instances" else stage, minus=False)
    yield f"  {counts['instances']:>7,} kept"
    yield "Used"


def foreseen(info: Mapping[str, Any]) -> list[str]:
    """What the estimate of --dry-run said of the tasks asked for, to be held against what it took."""
    told = info.get("estimate")
    if not told:
        return []
    tokens = f"{short(told['prompt'])} + {short(told['completion'])} tokens"
    cost = "" if told["cost"] is None else f", ${told['cost']:,.4f}"
    text = f"estimate for {many(told['tasks'], 'task')}: {many(told['requests'], 'request')}, {tokens}{cost}"
    return filled(text, " " * 10, " " * 12)


def saturated(info: Mapping[str, Any]) -> str:
    """What to try where a run ended because hardly anything was accepted: what the commonest rejections ask for."""
    counts = info["counts"]
    asked = info.get("settings", {}).get("verbalized") or {}
    for rule, told, why in (
        ("probability", f"Raise verbalized.below (it was {asked.get('below', 0):g})", "rejected as too probable"),
        ("no_probability", "Set verbalized.missing=keep, or try another model", "without a probability"),
    ):
        number = counts["rejected"].get("bootstrap", {}).get(rule, 0)
        if 2 * number > counts["candidates"]:
            lost = f"{number:,} of {many(counts['candidates'], 'candidate')}"
            return f"{told}: {lost} {why}; what was made is kept."
    return "Try more varied seeds, another recipe or --topics; what was made is kept."


def left_behind(info: Mapping[str, Any]) -> list[str]:
    """What is said of batch jobs that go on at the service when a session ends."""
    jobs = [job for job in info.get("jobs", []) if job["state"] != INTENDED]
    if not jobs:
        return []
    names = ", ".join(plain(job["identifier"] or job["state"]) for job in jobs)
    count = many(sum(job["requests"] for job in jobs), "request")
    return [f"{many(len(jobs), 'batch job')} ({names}) with {count} left at the service; resume collects the answers."]


def coverage(
    tasks: Sequence[Mapping[str, str]], lists: Mapping[str, Sequence[str]], drawn: Mapping[str, int] | None = None
) -> list[str]:
    """How the tasks cover what requests asked for: of each attribute the values met, the commonest, those missing.

    Of those `drawn` from files there is the number of rows.
    """
    lines: list[str] = []
    for name, values in lists.items():
        met = Counter(task[name] for task in tasks if name in task)
        if not met:
            continue
        missing = [value for value in values if value not in met]
        common = "; ".join(
            f"{plain(value)} ({number})" for value, number in sorted(met.items(), key=lambda x: (-x[1], x[0]))[:3]
        )
        text = f"  {name}: {len(met)} of {len(values)} covered; most frequent: {common}"
        if missing:
            text += f"; missing: {'; '.join(plain(value) for value in missing[:3])}{' …' if len(missing) > 3 else ''}"
        lines += filled(text, further="    ")
    for name, rows in (drawn or {}).items():
        different = len({task[name] for task in tasks if name in task})
        if different:
            lines += filled(f"  {plain(name)}: {different:,} different; drawn from {many(rows, 'row')}", further="    ")
    return ["Attributes the prompts asked for:", *lines] if lines else []


def noted(notes: Sequence[Mapping[str, Any]]) -> list[str]:
    """How what a method notes of its instances spreads, as far as values come more than once: operations, rounds …"""
    lines: list[str] = []
    for name in dict.fromkeys(name for note in notes for name in note):
        values = [value for note in notes for value in _values(note.get(name))]
        met = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
        if not met or (met[0][1] == 1 and len(values) > 1) or len(met) > max(_FEW, len(values) // 2):
            continue
        told = "; ".join(f"{plain(value)} ({number})" for value, number in (met[:3] if len(met) > _FEW else met))
        many_values = f"{len(met)} values; most frequent: " if len(met) > _FEW else ""
        lines += filled(f"  {plain(name)}: {many_values}{told}", further="    ")
    return ["What the method notes:", *lines] if lines else []


def _values(given: Any) -> list[str]:
    """The words and whole numbers that a note is or lists."""
    listed = given if isinstance(given, list) else [given]
    return [str(item) for item in listed if isinstance(item, str | int)]


def sample(tasks: "Sequence[Task]", documents: "Mapping[str, CorpusDocument]") -> Iterator[str]:
    """Tasks with their first instance; of those about documents the passage, and where it stands."""
    for task in tasks:
        yield ""
        if task.source is not None:
            yield from named_texts(shown_task(task, documents.get(task.source["document"])))
            continue
        first = task.instances[0]
        asked = spelled_out(first.turns[:-1]) if first.turns else task.instruction
        said = "; ".join(str(verdict["asked"]) for verdict in first.verdicts if verdict.get("passed"))
        texts = {"Instruction": asked, "Input": first.input, "Output": first.output, "Checked": said}
        yield from named_texts(texts)
