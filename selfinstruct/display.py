"""What a person sees: progress, the closing funnel, errors. Everything here goes through `plain`."""

import json
import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from selfinstruct.estimate import Estimate
    from selfinstruct.records import Task


def plain(text: object) -> str:
    """The text on one line without control characters: those in a model's words must not reach the terminal."""
    return "".join(
        letter if letter.isprintable() else " " if letter in "\n\t" else ascii(letter)[1:-1] for letter in str(text)
    )


def width() -> int:
    return min(100, max(40, shutil.get_terminal_size((80, 24)).columns))


def say(text: str, file: TextIO | None = None, *, whole: bool = False) -> None:
    """A line on stderr, fitted to a terminal; one that is to be copied stays `whole`."""
    stream = file or sys.stderr
    print(text if whole else fitted(text, stream), file=stream, flush=True)


def fitted(line: str, stream: TextIO, indent: int | None = None) -> str:
    """The line broken to a terminal's width, each further line indented; as it is where `stream` is no terminal."""
    if not stream.isatty() or len(line) <= width():
        return line
    if indent is None:
        # Under the words that follow a number.
        indent = 12 if line.startswith("   ") else 2
    return textwrap.fill(
        line, width(), subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )  # fmt: skip


def write(text: str) -> None:
    """Data on stdout; a reader that has seen enough (`show … | head`) ends the command quietly."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def short(number: int) -> str:
    """A number in a few letters: 9,999, 12.3k, 4.5M."""
    for limit, sign in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= limit:
            return f"{number / (1e3 if sign == 'k' else limit):.1f}{sign}"
    return f"{number:,}"


ENDS = {
    "done": "Done",
    "saturated": "Stopped: hardly anything new comes any more (the recipe's saturation thresholds)",
    "max_requests": "Stopped at --max-requests",
    "max_cost": "Stopped at --max-cost",
    "interrupted": "Interrupted",
    "failed": "Stopped by an error",
    "running": "Under way, or ended without a word",
}
UNDER_WAY, GONE = "Under way", "Ended without a word (its process was killed)"


def funnel(info: Mapping[str, Any], path: str, asked: int | None = None) -> list[str]:
    """The lines that tell what a run made of what: candidates, rejections by rule, tasks, instances, files.

    `asked` is what this session asked for, where that may be less than what the run has.
    """
    counts = info["counts"]
    of = f" of {info['target']:,} asked for"
    if asked is not None and asked < min(counts["settled"], info["target"]):
        of = f", more than the {asked:,} asked for"
    lines = [f"{ENDS.get(info['status'], info['status'])}: {many(counts['settled'], 'task')}{of}"]
    if info.get("reason"):
        lines += textwrap.wrap(plain(info["reason"]), width(), initial_indent="  ", subsequent_indent="  ")
    bootstrap = counts["rejected"].get("bootstrap", {})
    noun = "candidate" if counts["candidates"] == 1 else "candidates"
    lines.append(f"  {counts['candidates']:>7,} {noun} in {many(counts['requests'], 'bootstrap request')}")
    lines += rules(bootstrap)
    lines.append(f"  {counts['accepted']:>7,} accepted")
    for stage in sorted(set(counts["rejected"]) - {"bootstrap"}):
        lines += rules(counts["rejected"][stage], stage)
    if counts["barren"]:
        lines.append(f"  {counts['barren']:>7,} left without an instance")
    share = f", {counts['classification']:,} of them classification" if counts["classification"] else ""
    lines.append(f"  {counts['settled']:>7,} tasks{share}")
    lines.append(f"  {counts['instances']:>7,} instances")
    lines += personal(info)
    lines += [spent(info), *foreseen(info)]
    lines.append(f"Files in {plain(path)}: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json")
    return lines


def idle(info: Mapping[str, Any]) -> bool:
    """Whether a session has ended by an error before anything was answered: the error is all there is to say."""
    bought = any(item["prompt"] + item["completion"] for item in info["usage"])
    made = info["counts"]["candidates"] if "counts" in info else info["settled"]
    return info["status"] in ("failed", "running") and not bought and not made


def closed(info: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a session that has ended, also where that could not be written; the error itself follows."""
    return {**info, "reason": "", "status": "failed" if info["status"] == "running" else info["status"]}


def rules(found: Mapping[str, int], stage: str = "") -> list[str]:
    if not found:
        return []
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    text = ", ".join(f"{rule} {number:,}" for rule, number in ranked)
    where = f" ({stage})" if stage else ""
    first = f"  {-sum(found.values()):>7,} rejected{where}: "
    return textwrap.wrap(first + plain(text), width(), subsequent_indent=" " * 12, drop_whitespace=True)


def personal(info: Mapping[str, Any]) -> list[str]:
    """The line that tells of personal data in what was read, if there was any."""
    told = info.get("pii") or {}
    found = told.get("found") or {}
    if not found:
        return []
    where = f"dropped with {many(told['dropped'], 'row')}" if told["mode"] == "drop" else "masked"
    kinds = ", ".join(f"{plain(kind)} {number:,}" for kind, number in found.items())
    return [f"  {sum(found.values()):>7,} pieces of personal data {where}: {kinds}"]


def spent(info: Mapping[str, Any]) -> str:
    usage = info["usage"]
    if info["status"] == "running" and not usage:  # a killed session could not add up what it used
        return "          what was spent stands in the journal: resume adds it up"
    prompt, completion = (sum(item[name] for item in usage) for name in ("prompt", "completion"))
    text = f"  {info['requests']:>7,} requests, {short(prompt)} prompt and {short(completion)} completion tokens"
    failed = sum(item["failed"] for item in usage)
    if failed:
        text += f", {failed:,} failed for good"
    if info["cost"] is not None:
        sources = sorted({price["source"] for price in info["prices"].values() if price})
        text += f", ${info['cost']:,.4f} ({plain(', '.join(sources))})"
    elif not info["notice"]:
        text += ", cost unknown (give --price IN,OUT)"
    batched = sum(item.get("batched", {}).get("requests", 0) for item in usage)
    if batched:
        text += f", {batched / info['requests']:.0%} of the requests in batches at half price"
    return text


def foreseen(info: Mapping[str, Any]) -> list[str]:
    """What the estimate of --dry-run said of the tasks asked for, to be held against what it took."""
    told = info.get("estimate")
    if not told:
        return []
    tokens = f"{short(told['prompt'])} + {short(told['completion'])} tokens"
    cost = "" if told["cost"] is None else f", ${told['cost']:,.4f}"
    text = f"estimate for {many(told['tasks'], 'task')}: {many(told['requests'], 'request')}, {tokens}{cost}"
    return textwrap.wrap(text, width(), initial_indent=" " * 10, subsequent_indent=" " * 12)


def left_behind(info: Mapping[str, Any]) -> list[str]:
    """What is said of batch jobs that go on at the service when a session ends."""
    from selfinstruct.joblog import INTENDED

    jobs = [job for job in info.get("jobs", []) if job["state"] != INTENDED]
    if not jobs:
        return []
    names = ", ".join(plain(job["identifier"] or job["state"]) for job in jobs)
    count = many(sum(job["requests"] for job in jobs), "request")
    return [f"{many(len(jobs), 'batch job')} ({names}) with {count} left to the service; resume takes the answers."]


def many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def coverage(tasks: Sequence[Mapping[str, str]], lists: Mapping[str, Sequence[str]]) -> list[str]:
    """How the tasks cover what requests asked for: of each attribute the values met, the commonest, those missing."""
    lines: list[str] = []
    for name, values in lists.items():
        met = Counter(task[name] for task in tasks if name in task)
        if not met:
            continue
        missing = [value for value in values if value not in met]
        common = "; ".join(
            f"{plain(value)} ({number})" for value, number in sorted(met.items(), key=lambda x: (-x[1], x[0]))[:3]
        )
        text = f"  {name}: {len(met)} of {len(values)} met; most: {common}"
        if missing:
            text += f"; missing: {'; '.join(plain(value) for value in missing[:3])}{' …' if len(missing) > 3 else ''}"
        lines += textwrap.wrap(text, width(), subsequent_indent="    ")
    return ["What the tasks were asked to be like:", *lines] if lines else []


def sample(tasks: "Sequence[Task]", number: int) -> Iterator[str]:
    """Some tasks with their first instance, at even distances."""
    step = max(1, len(tasks) // number) if number else 0
    for task in tasks[::step][:number] if step else ():
        first = task.instances[0]
        yield ""
        for name, text in (("Instruction", task.instruction), ("Input", first.input), ("Output", first.output)):
            lines = text.split("\n")
            if text:
                yield f"{name}: {plain(lines[0])}"
                yield from (f"  {plain(line)}" for line in lines[1:])


def sifted(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what `filter` kept and rejected; an instance that a task lost is no row."""
    lost, emptied = outcome["rejected_instances"], outcome["emptied"]
    whole = {rule: left for rule, number in outcome["rejected"].items() if (left := number - lost.get(rule, 0))}
    return [
        f"{many(outcome['rows'], 'row')} read",
        *rules(whole),
        *rules(lost, "instances"),
        *([f"  {-emptied:>7,} left without an instance"] if emptied else []),
        f"  {outcome['kept']:>7,} kept in {plain(outcome['out'])}",
        f"What was rejected, and why: {plain(outcome['rejected_out'])}",
    ]


def show_estimate(found: "Estimate", what: str, assumed: str, as_json: bool) -> None:
    """An estimate on stdout, for people or as JSON."""
    if as_json:
        write(json.dumps(asdict(found) | {"requests": found.requests, "usage": asdict(found.usage)}))
    else:
        write("\n".join(estimated(found, what, assumed)))


def estimated(found: "Estimate", what: str, assumed: str) -> list[str]:
    """A prompt of each stage, and what all of it will take."""
    lines: list[str] = []
    for step in found.steps:
        lines.append(f"===== {plain(step.stage)}: about {many(step.requests, 'request')}")
        for message in step.messages:
            lines += [f"----- {message.role}", *(plain(line) for line in message.content.split("\n"))]
    usage = found.usage
    cost = "cost unknown (give --price IN,OUT)" if found.cost is None else f"about ${found.cost:,.2f}"
    lines.append(
        f"===== for {what}: about {found.requests:,} requests, {usage.prompt:,} prompt and "
        f"{usage.completion:,} completion tokens, {cost}"
    )
    if found.batched:
        lines.append(f"about {found.batched / found.requests:.0%} of the requests in batches, at half price")
    return [*lines, f"({assumed})"]
