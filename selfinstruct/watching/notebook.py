"""Progress in the cell of a notebook, where a program names no watcher of its own."""

import sys
import time
from dataclasses import dataclass, field
from html import escape
from typing import Any

from selfinstruct.progress import Progress, Watch

_REFRESH = 0.5  # seconds between two pictures


def cell_watch() -> Watch | None:
    """What shows progress in the cell that is being run; None where this is no notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None and hasattr(ipython, "get_ipython") else None
    # A terminal's shell has no kernel, and shows no HTML.
    return CellProgress() if getattr(shell, "kernel", None) is not None else None


@dataclass(slots=True)
class CellProgress:
    """A bar and a line of figures, drawn again in place; it stays as the session left it."""

    _handle: Any = None
    _next: float = field(default=0.0)

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now < self._next and progress.settled < progress.target:
            return
        self._next = now + _REFRESH
        html = bar(progress)
        display = sys.modules["IPython.display"]
        if self._handle is None:
            self._handle = display.display(display.HTML(html), display_id=True)
        else:
            self._handle.update(display.HTML(html))


def bar(progress: Progress) -> str:
    """The bar and the figures as HTML."""
    usage = progress.usage
    told = [f"{progress.settled:,} of {progress.target:,} {progress.what}", f"{progress.requests:,} requests"]
    told.append(f"{usage.prompt + usage.completion:,} tokens")
    if progress.cost is not None:
        told.append(f"${progress.cost:,.4f}")
    if progress.in_flight:
        told.append(f"{progress.in_flight} in flight")
    if progress.waiting:
        told.append(f"{progress.waiting} waiting to retry ({progress.trouble[:160]})")
    if progress.failed:
        told.append(f"{progress.failed} failed")
    line = escape(" · ".join(told))
    return f'<div><progress value="{progress.settled}" max="{max(1, progress.target)}"></progress> {line}</div>'
