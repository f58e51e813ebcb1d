"""What a person sees of an ingestion: a picture while it lasts, a summary when it has ended."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from selfinstruct.cli.render.progress import packed
from selfinstruct.cli.render.text import counted, many, plain
from selfinstruct.extras import installing

if TYPE_CHECKING:
    from selfinstruct.flows.ingest.flow import IngestProgress

_REFRESH = 0.1  # seconds
_SKIPPED = {
    "hidden": "hidden (--hidden reads them)",
    "excluded": "left out by --include or --exclude",
    "links": "links",
}


@contextmanager
def watching_files() -> Iterator["Callable[[IngestProgress], None] | None"]:
    """Something to pass as `watch`: a picture that moves on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    due = 0.0
    with Live(console=Console(stderr=True, highlight=False), auto_refresh=False, transient=True) as live:

        def watch(progress: "IngestProgress") -> None:
            nonlocal due
            if (now := time.monotonic()) < due:
                return
            due = now + _REFRESH
            bar = Table.grid(padding=(0, 1), expand=True)
            bar.add_column(ratio=1)
            bar.add_column(no_wrap=True)
            bar.add_row(ProgressBar(progress.total, progress.files), f"{progress.files:,}/{progress.total:,} files")
            whole = Table.grid(expand=True)
            whole.add_row(bar)
            whole.add_row("\n".join(packed(_facts(progress, now), live.console.width)))
            live.update(whole, refresh=True)

        yield watch


def _facts(progress: "IngestProgress", now: float) -> Iterator[str]:
    yield many(progress.documents, "document")
    if progress.refusals:
        yield f"{progress.refusals:,} rejected"
    if progress.files and (seconds := now - progress.started) > 1:
        rate = progress.files / seconds
        yield f"{rate:,.1f} files/s"
        left = int((progress.total - progress.files) / rate)
        yield f"{left // 60}:{left % 60:02} left"


def ingested(outcome: Mapping[str, Any]) -> list[str]:
    """The lines that tell what `ingest` read, and last what it could not."""
    formats = ", ".join(f"{name} {number:,}" for name, number in _ranked(outcome["formats"]))
    lines = [f"{many(outcome['files'], 'file')} read"]
    lines += [f"  {number:>7,} not read: {_SKIPPED[reason]}" for reason, number in outcome["skipped"].items()]
    if masked := outcome["masked"]:
        kinds = ", ".join(f"{plain(kind)} {number:,}" for kind, number in masked.items())
        lines.append(counted(sum(masked.values()), "piece", f" of personal data masked: {kinds}"))
    lines.append(counted(outcome["documents"], "document", f" in {plain(outcome['out'])} ({formats})"))
    if rejected := outcome["rejected"]:
        told = ", ".join(f"{rule} {number:,}" for rule, number in _ranked(rejected))
        where = f" (see {plain(outcome['rejected_out'])})" if outcome["rejected_out"] else ""
        lines.append(f"  {-sum(rejected.values()):>7,} rejected: {told}{where}")
        if rejected.get("extra"):
            lines.append(f"          extra: packages are missing; most often: {installing('documents')}")
    return lines


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
