"""Masks or drops personal data in files that are read, and counts it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.errors import UsageError

MODES = ("mask", "drop", "off")


@dataclass(frozen=True, slots=True)
class WithheldText:
    """Stands in place of a dropped value: how much personal data of each kind was in it."""

    counts: dict[str, int]


@dataclass(slots=True)
class Masking:
    """`mode` is one of MODES: put placeholders in place of personal data, leave out the row, or let it stand.

    `found` counts by kind what was masked or was in what was dropped. With `everything` it is meant for all rows, else
    for those of logs only.
    """

    mode: str = "mask"
    everything: bool = True
    found: Counter[str] = field(default_factory=Counter)
    dropped: int = 0

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise UsageError(f"pii: must be {', '.join(MODES)} (found {self.mode!r:.40})")

    @classmethod
    def chosen(cls, mode: str | None) -> "Masking":
        """What a user asked for; where nothing was said, logs are masked and everything else stands as it is."""
        return cls(mode or "mask", everything=mode is not None)

    def apply(self, value: Any) -> Any:
        """The value as it may be kept, or a `WithheldText`."""
        if self.mode == "off":
            return value
        from selfinstruct.text.pii import mask_all  # its patterns take a quarter of a second to compile

        masked, counts = mask_all(value)
        self.found += counts
        if counts and self.mode == "drop":
            self.dropped += 1
            return WithheldText(dict(sorted(counts.items())))
        return masked

    def as_dict(self) -> dict[str, Any]:
        """What run.json says."""
        return {"mode": self.mode, "found": dict(sorted(self.found.items())), "dropped": self.dropped}
