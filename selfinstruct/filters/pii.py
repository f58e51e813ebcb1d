"""A filter for personal data."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.pii import find_pii


@dataclass(frozen=True)
class Pii:
    """Texts with mail addresses, phone or card numbers, IBANs, IP addresses or national ids; says which, never what."""

    scope: ClassVar[str] = "both"
    private: ClassVar[bool] = True  # what it rejects is not written down, and so it is asked before filters that do

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        texts = [task.instruction] if instance is None else instance.texts()
        counts = Counter(span.kind for text in texts for span in find_pii(text))
        return Reason("pii", dict(sorted(counts.items())), private=True) if counts else None
