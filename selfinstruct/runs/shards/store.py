"""What workers and driver need of the place where shards are kept.

A shard is worked on by whoever holds its claim. Claims are counted: each has a higher epoch than the one before, and
what the holder of an earlier one still writes changes nothing any more.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from selfinstruct.errors import ClaimLost
from selfinstruct.progress import Total
from selfinstruct.records import Completion, Request
from selfinstruct.runs.journal import Journal


class Claim(Protocol):
    """The right to work on a shard."""

    @property
    def shard(self) -> int: ...

    @property
    def who(self) -> str: ...

    @property
    def epoch(self) -> int:
        """Which claim on the shard it is, from 1 on."""

    @property
    def lease(self) -> float:
        """Seconds after which others may take the shard unless it is renewed; call `renew` three times in them.

        0 where the claim ends with its process and needs no renewing.
        """

    @property
    def lost(self) -> bool:
        """Whether somebody else may have the shard; looks nowhere, and stays True once it is. Then ask nothing more."""

    def renew(self) -> bool:
        """Hold it for another lease; False where it is lost. Blocks."""

    def release(self) -> None:
        """Let others have the shard at once; a second time, or of a lost claim, it does nothing. Blocks."""


def lost(claim: Claim) -> ClaimLost:
    """The error for whoever goes on with a shard that another may have."""
    return ClaimLost(
        f"shard {claim.shard}: claim {claim.epoch} of {claim.who} was released, has lapsed or was taken over; "
        "nothing more is asked for it here"
    )


class AnswerJournal(Protocol):
    """Where answers are found and left; of the thread that opened it."""

    def get(self, key: str) -> Completion | None:
        """The completion of that name, None where there is none."""

    async def put(self, key: str, model: str, request: Request, answer: Completion) -> None:
        """Return when the completion is safe; raises RunError, ClaimLost, StorageError where it cannot be written."""


class ShardJournal(AnswerJournal, Protocol):
    """The answers of one shard; as `runs/journal.py`'s Journal."""

    def totals(self) -> Mapping[tuple[str, str], Total]:
        """Requests, failures and tokens of each purpose and model."""

    def close(self) -> None:
        """Write what is queued, and close."""


class ShardStore(Protocol):
    """Where the shards of one run are. All of it blocks: inside an event loop call it in a thread. Can be pickled."""

    @property
    def place(self) -> Path:
        """The directory of the run; what is not kept elsewhere is in its folder `shards`."""

    def plan(self) -> dict[str, Any] | None:
        """What `keep_plan` kept, None before."""

    def keep_plan(self, plan: Mapping[str, Any]) -> dict[str, Any]:
        """Keep it unless there is one already; returns the one that is kept."""

    def done(self, shard: int) -> dict[str, Any] | None:
        """The record that a shard was finished with, None while it is not."""

    def claim(self, shard: int, who: str) -> Claim | None:
        """None where another live worker has it, or it is finished."""

    def open(self, claim: Claim) -> ShardJournal:
        """The shard's answers, those of earlier claims among them; raises ClaimLost."""

    def finish(self, claim: Claim, record: Mapping[str, Any]) -> bool:
        """Say that all answers are there; its journal may still be open, nothing is put any more.

        The first record stands. False where another was first, or the claim was lost.
        """

    def unite(self, shard: int, into: Journal) -> int:
        """Add a shard's answers to the run's journal; says how many were new there.

        Of a finished shard those that its record rests on, of another all that there are. Checksums are verified:
        an answer that is not as it was written raises RunDamaged, and nothing is added.
        """

    def totals(self, shard: int) -> Mapping[tuple[str, str], Total]:
        """What has been answered of a shard, finished or not, while nobody works on it."""

    def forget(self, shard: int) -> None:
        """Drop the answers of a finished shard, which have been united with the run's; that it is finished stays."""

    def clear(self) -> None:
        """Drop the plan and all shards, none of which is worked on: their answers have been united with the run's."""

    def holders(self) -> dict[int, str]:
        """Who works on which shard now."""
