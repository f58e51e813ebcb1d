"""What a person sees of a distilled dataset."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.cli.render.text import counted, ended, many, personal, plain, rules, spent


def distilled(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell what became of the prompts: asked, rejected, answered, personal data, cost, files."""
    counts = info["counts"]
    rejected = counts["rejected"].get("distill", {})
    failed = rejected.get("failed", 0)
    told = f"{counts['candidates'] - failed:,} of {many(info['target'], 'prompt')} answered"
    lines = [f"{ended(info, counts['instances'])}: {told}{f', {failed:,} failed' if failed else ''}"]
    if info.get("reason"):
        lines.append(f"  {plain(info['reason'])}")
    lines += rules(rejected)
    own = f", {counts['own']:,} of them from the file" if counts.get("own") else ""
    lines.append(counted(counts["instances"], "answer", f" kept{own}"))
    lines += personal(info)
    lines.append(spent(info))
    lines.append(f"Files in {plain(path)}: dataset.jsonl, tasks.jsonl, rejected.jsonl, run.json")
    return lines
