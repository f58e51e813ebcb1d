"""Whether the tasks of a run become more alike as it goes on: a model that comes back to what it likes best."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.novelty.closeness import mean_nearest
from selfinstruct.recipes.generate import Watched

LOG = logging.getLogger("selfinstruct")
_DIGITS = 4


@dataclass(slots=True)
class Diversity:
    """How different tasks are in windows of the run, one after the other: 1 less the mean ROUGE-L with the nearest.

    It has fallen where that of a window is less than that of the first by the share that the recipe states. It is told
    once, of the first window of which it is so, and not again by a session that goes on with the run (`told`).
    """

    settings: Watched
    told: bool = False
    tasks: int = 0
    first: float | None = None
    last: float | None = None
    fell_at: int | None = None
    _window: list[str] = field(default_factory=list)

    def take(self, instruction: str) -> None:
        """Take the next task in the order of admission."""
        if not self.settings.window:
            return
        self.tasks += 1
        self._window.append(instruction)
        if len(self._window) < self.settings.window:
            return
        self.last = round(1 - mean_nearest(self._window), _DIGITS)
        self._window.clear()
        if self.first is None:
            self.first = self.last
        elif self.fell_at is None and self.last < (1 - self.settings.fall) * self.first:
            self.fell_at = self.tasks
            self._tell()

    def _tell(self) -> None:
        if self.told:
            return
        self.told = True
        LOG.warning(
            "after %d tasks: diversity has fallen to %.2f of the last %d tasks, from %.2f of the first (1 less ROUGE-L "
            "with the nearest); --personas, --topics or more varied seeds raise it, see docs/diversity.md",
            self.tasks, self.last, self.settings.window, self.first,
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """What run.json has of it: nothing until two windows can be compared."""
        if self.first is None or self.tasks < 2 * self.settings.window:
            return {}
        return {
            "diversity": {
                "window": self.settings.window,
                "first": self.first,
                "last": self.last,
                "threshold": round((1 - self.settings.fall) * self.first, _DIGITS),
                "fell_at": self.fell_at,
            }
        }


def was_told(before: Mapping[str, Any]) -> bool:
    """Whether an earlier session of the run has said it, by its run.json."""
    return bool(dict(before.get("diversity") or {}).get("fell_at"))
