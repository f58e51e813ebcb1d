"""What a person sees of a grounded dataset: from documents to tasks, and what gave nothing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from selfinstruct.cli.render.text import cautions, counted, ended, filled, many, plain, rules, spent

if TYPE_CHECKING:
    from selfinstruct.documents.corpus import CorpusDocument
    from selfinstruct.records import Task

_STAGES = {"ask": "asked", "digest": "extracts", "verify": "verified", "judge": "judged", "known": "known already"}


def shown_task(task: "Task", document: "CorpusDocument | None" = None) -> dict[str, str]:
    """A grounded task by the names of its parts: the passage, its quotations marked, and where it stands.

    The passage of a task that is asked without one stands in its document alone.
    """
    from selfinstruct.documents.quoting.marking import located, marked, passage_in
    from selfinstruct.files.unfold.citations import citation_line

    assert task.source is not None
    first, text = task.instances[0], "" if document is None else document.text
    passage, spans = first.input, located(first.input, task.source, text)
    if not passage and text:
        passage, spans = passage_in(text, task.source)
        passage, spans = ("", []) if passage in first.output else (passage, spans)  # an instruction was made for it
    shown, marks = marked(passage, spans)
    told = citation_line(task.source) + (f" (quoted between {marks[0]} and {marks[1]})" if marks else "")
    return {"Instruction": task.instruction, "Passage": shown, "Output": first.output, "Source": told}


def grounded(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell of a run: documents, passages, candidates, rejections by rule, tasks, coverage, cost."""
    counts, covered = info["counts"], info.get("coverage", {})
    of = f" of {info['target']:,} asked for" if info["target"] else ""
    end = "Ended early" if info["status"] == "saturated" else ended(info, counts["instances"])
    lines = [f"{end}: {many(counts['tasks'], 'task')}{of}"]
    if info.get("reason"):
        lines += filled(plain(info["reason"]), "  ", "  ")
    if covered:
        lines.append(counted(covered["documents"], "document", f", {covered['documents_used']:,} used"))
        told = f", {covered['passages_asked']:,} asked about, {covered['passages_used']:,} used"
        lines.append(counted(covered["passages"], "passage", told))
    lines.append(counted(counts["candidates"], "candidate", f" in {many(counts['requests'], 'request')}"))
    rejected = counts["rejected"]
    for stage in sorted(rejected, key=lambda name: list(_STAGES).index(name) if name in _STAGES else 99):
        lines += rules(
            {name: number for name, number in rejected[stage].items() if name != "unused"}, _STAGES.get(stage, stage)
        )
    lines.append(counted(counts["tasks"], "task", f", {many(counts['instances'], 'instance')}"))
    if covered.get("types"):
        told = ", ".join(f"{plain(name)} {number:,}" for name, number in covered["types"].items())
        lines += filled(told, " " * 10, " " * 10)
        lines.append(f"          {covered['tasks_per_1000_tokens']:g} tasks per 1,000 tokens asked about")
    lines += cautions(info)
    unused = sum(rejected.get(stage, {}).get("unused", 0) for stage in rejected)
    if unused:
        lines.append(f"          {many(unused, 'request')} gave nothing: rule unused in rejected.jsonl says why")
    lines.append(spent(info))
    lines.append(f"Files in {plain(path)}: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json")
    return lines
