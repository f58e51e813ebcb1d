"""What a person sees of a tree of topics that has grown."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.cli.render.text import counted, ended, filled, many, plain, rules, spent


def topics_summary(info: Mapping[str, Any], path: str) -> list[str]:
    """The lines that tell of a tree: topics, leaves, rejections by rule, cost, and how to go on with it."""
    counts = info["counts"]
    grown = counts.get("grown", counts["topics"])
    leaves = many(counts["leaves"], "leaf").replace("leafs", "leaves")
    lines = [f"{ended(info, grown)}: {many(counts['topics'], 'topic')}, {leaves}; {grown:,} grown"]
    if info.get("reason"):
        lines += filled(plain(info["reason"]), "  ", "  ")
    lines.append(counted(counts["asked"], "place", " asked about"))
    lines += rules(counts["rejected"], minus=False)
    lines.append(spent(info))
    if grown:
        lines.append(f"Files in {plain(path)}: topics.txt, rejected.jsonl, topics.json")
    return lines
