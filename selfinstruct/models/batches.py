"""The interface of a batch service: requests are uploaded in a file, answers fetched in any order hours later."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from selfinstruct.errors import ModelError
from selfinstruct.files.storage import Access
from selfinstruct.records import Completion, Request


@dataclass(frozen=True, slots=True)
class State:
    """The state of a job: `status` is the service's own word.

    A job that is `over` has results, unless `refused` says why it was not carried out at all. A `crowded` one was
    refused because too much is queued: it may be submitted later, or in smaller jobs.
    """

    status: str
    over: bool
    answered: int = 0
    failed: int = 0
    refused: str = ""
    crowded: bool = False


class Batches(Protocol):
    """The batch service of one model; raises the errors of errors.py."""

    @property
    def lag(self) -> float:
        """Seconds after a submit for which `find` may miss the job, 0 where it never does."""
        ...

    @property
    def most_requests(self) -> int:
        """How many requests a job may have."""
        ...

    @property
    def most_bytes(self) -> int:
        """How many bytes a job's file may have."""
        ...

    def line(self, key: str, request: Request) -> bytes:
        """A request as it stands in a job's file, under the key of its answer."""
        ...

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        """Store a job's file where `submit` finds it, by the name that this returns; nothing is asked yet."""
        ...

    async def submit(self, token: str, api: str, file: str) -> str:
        """Submit a job under our token; the service's own name of it."""
        ...

    async def find(self, token: str, since: float) -> str | None:
        """The service's name of the job submitted under that token since then, None where there is none."""
        ...

    async def state(self, identifier: str) -> State: ...

    def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        """The completion or error of each request of a job, by key in any order; one that is missing was not asked."""
        ...

    async def cancel(self, identifier: str) -> None: ...

    async def aclose(self) -> None: ...


@runtime_checkable
class Batchable(Protocol):
    """A model whose provider has a batch service.

    `s3` is where the files of a job go, s3://BUCKET/PREFIX, and `role` the ARN of the role that reads and writes them,
    for a service that needs them; raises UsageError where they are missing or wrong.
    """

    def batches(self, *, s3: str | None, role: str | None, access: Access) -> Batches: ...
