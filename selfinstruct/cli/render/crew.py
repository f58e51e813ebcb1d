"""What a person sees of several workers on one run."""

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from selfinstruct.cli.render.text import fitted, many, plain

if TYPE_CHECKING:
    from selfinstruct.flows.doctor.workers import EngineReport, WorkerSeen
    from selfinstruct.runs.shards.looking import ShardsSeen

_MOST = 8  # workers that are named


def shards_now(seen: "ShardsSeen") -> list[str]:
    """How far shards are, and who works on which."""
    parts = [f"{seen.done:,} of {seen.shards:,} done"]
    parts += [f"{len(seen.held):,} under way"] if seen.held else []
    parts += [f"{seen.waiting:,} waiting"] if seen.waiting else []
    lines = [
        f"Shards of {many(seen.size, 'item')}: {', '.join(parts)}; {many(seen.answers, 'answer')} in them, all kept"
    ]
    lines += [f"          shard {shard:,}: {plain(who)}" for shard, who in list(seen.held.items())[:_MOST]]
    return lines + ([f"          and {len(seen.held) - _MOST:,} more"] if len(seen.held) > _MOST else [])


def crewed(info: Mapping[str, Any]) -> list[str]:
    """Who asked in the last session that had workers."""
    crew = info.get("crew")
    if not crew or "by_worker" not in crew:
        return []
    told = [
        f"{crew['done']:,} of {many(crew['shards'], 'shard')} of {crew['shard_size']:,} done",
        *([f"{crew['begun_again']:,} begun again"] if crew["begun_again"] else []),
        *([f"{many(crew['died'], 'worker')} died"] if crew["died"] else []),
        *([f"{many(crew['left_out'], 'item')} left out"] if crew["left_out"] else []),
    ]
    lines = [f"Asked by {many(crew['workers'], 'worker')} ({plain(crew['engine'])}): {', '.join(told)}"]
    for one in crew["by_worker"][:_MOST]:
        lines.append(f"  {one['answers']:>7,} answers, {many(one['shards'], 'shard')}: {plain(one['worker'])}")
    more = len(crew["by_worker"]) - _MOST
    return lines + ([f"          and {more:,} more workers"] if more > 0 else [])


def examined_engine(report: "EngineReport") -> Iterator[str]:
    """A table of what workers have and reach, and what is wrong."""
    cpus = sum(node.cpus for node in report.nodes)
    name = f"{report.engine} {report.version}".strip() + (f" at {plain(report.address)}" if report.address else "")
    yield f"{name}: {many(len(report.nodes), 'node')}, {cpus:,.0f} CPUs"
    rows = [("driver", report.driver), *((str(number), seen) for number, seen in enumerate(report.workers))]
    table = [("", "host", "Python", "selfinstruct", "endpoint", "storage"), *(_row(name, seen) for name, seen in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
    for problem in report.problems:
        yield fitted(f"- {plain(problem)}", sys.stdout)


def _row(name: str, seen: "WorkerSeen") -> tuple[str, ...]:
    reached = [{"": "-", "reached": "reached"}.get(what, "no") for what in (seen.endpoint, seen.storage)]
    return (name, plain(seen.host), plain(seen.python), plain(seen.selfinstruct), *reached)
