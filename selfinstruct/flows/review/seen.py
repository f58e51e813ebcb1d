"""How much of a run people have reviewed, from files that were imported and from the page."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from selfinstruct.flows.review.desk.decisions.ledger import replayed
from selfinstruct.flows.review.desk.decisions.log import logged
from selfinstruct.runs.reviews import REVIEWS, read_lines, review_folder

_PLACES = {"record": ("", "dataset.jsonl"), "pair": ("preferences.jsonl",)}  # "" is the run itself


@dataclass(frozen=True, slots=True)
class Seen:
    """`records` of a kind ("record" or "pair") that have a decision, each reviewer's last one about each counted."""

    kind: str
    records: int
    decisions: int
    reviewers: int


def seen_of(run: Path) -> list[Seen]:
    """What people have decided about a run's records and pairs, as far as there is anything."""
    found = []
    for kind, places in _PLACES.items():
        decided = _decided(review_folder(run / place) for place in places)
        if decided:
            people = {reviewer for _, reviewer in decided}
            found.append(Seen(kind, len({record for record, _ in decided}), len(decided), len(people)))
    return found


def _decided(folders: Iterable[Path]) -> set[tuple[str, str]]:
    """Which record was decided by whom; what the page took back after it was applied is not."""
    found: set[tuple[str, str]] = set()
    for folder in folders:
        found |= {(row["id"], row["reviewer"]) for row in read_lines(folder / REVIEWS)}
        for name, account in replayed(logged(folder)).accounts.items():
            touched = {identifier for identifier, again in account.numbers if not again}
            standing = {identifier for identifier, again in account.decisions if not again}
            found -= {(identifier, name) for identifier in touched - standing}
            found |= {(identifier, name) for identifier in standing}
    return found
