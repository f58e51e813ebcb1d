"""What a person sees of a tree of topics that has grown."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.cli.render.text import counted, ended, filled, many, plain, rules, spent


def topics_summary(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell of a tree: topics, leaves, rejections by rule, cost, and how to go on with it."""
    counts = info["counts"]
    lines = [f"{ended(info, counts['topics'])}: {many(counts['topics'], 'topic')}, {many(counts['leaves'], 'leaf')}"]
    lines[0] = lines[0].replace(" leafs", " leaves")
    if info.get("reason"):
        lines += filled(plain(info["reason"]), "  ", "  ")
    lines.append(counted(counts["asked"], "place", " asked about"))
    lines += rules(counts["rejected"], minus=False)
    lines.append(spent(info))
    if counts["topics"]:
        lines.append(f"Files in {plain(path)}: topics.txt, rejected.jsonl, topics.json")
    return lines
