"""How requests become jobs, against a service in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from selfinstruct.engine.batching.collect import Batching, Rejoining, carrying
from selfinstruct.engine.batching.runner import Jobs
from selfinstruct.engine.wrappers.budget import Budget
from selfinstruct.engine.wrappers.capped import Capped
from selfinstruct.errors import ModelError
from selfinstruct.models.batches import State
from selfinstruct.prices import worst_case
from selfinstruct.records import Completion, Job, Message, Request, Sampling, Usage
from selfinstruct.runs.joblog import JobLog
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.request_keys import request_key
from tests.support.batches import PRICE
from tests.support.models import Answering

LINE = 26  # bytes of a line at the Desk


@dataclass
class Desk:
    """A batch service in memory: it repeats what was asked, in capitals and the wrong order."""

    lag: float = 0.0
    most_requests: int = 100
    most_bytes: int = 10**6
    room: int = 100
    jobs: dict[str, Sequence[bytes]] = field(default_factory=dict)
    meanwhile: Callable[[], object] = lambda: None

    def line(self, key: str, request: Request) -> bytes:
        return json.dumps([key, request.messages[0].content]).encode()

    async def upload(self, token: str, lines: Sequence[bytes]) -> str:
        assert len(self.jobs) < 20, "it must come to an end"
        self.jobs[token] = lines
        return token

    async def submit(self, token: str, api: str, file: str) -> str:
        return token

    async def find(self, token: str, since: float) -> str | None:
        return token if token in self.jobs else None

    async def state(self, identifier: str) -> State:
        self.meanwhile()
        if len(self.jobs[identifier]) > self.room:
            return State("failed", over=True, refused="the queue is full", crowded=True)
        return State("completed", over=True)

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for line in reversed(self.jobs[identifier]):
            key, text = json.loads(line)
            yield key, Completion(text.upper(), usage=Usage(999_996, 1))

    async def cancel(self, identifier: str) -> None: ...

    async def aclose(self) -> None: ...


@dataclass
class Office:
    """What asks a Desk: a journal, a budget and a model that is asked directly."""

    path: Path
    desk: Desk
    minimum: int = 1
    leading: tuple[str, ...] = ()
    budget: Budget = field(default_factory=Budget)
    direct: Answering = field(default_factory=lambda: Answering(lambda _: Completion("directly"), "test/desk"))
    booked: list[str] = field(default_factory=list)

    async def jobs(self, journal: Journal) -> Jobs:
        def book(model: str, request: Request, answer: Completion, replayed: bool) -> None:
            self.booked.append(answer.text)

        return Jobs(self.direct.name, self.desk, journal, self.budget, PRICE, book, poll=0.001)

    def ask(self, *requests: Request) -> list[str]:
        async def main() -> list[str]:
            with closing(Journal(self.path / "journal.db")) as journal:
                jobs = await self.jobs(journal)
                batching = Batching(self.direct, jobs, self.budget, self.minimum, self.leading)
                model = Capped(batching, self.budget, PRICE)
                async with carrying(jobs, batching):
                    answers = await asyncio.gather(*(model.complete(request) for request in requests))
                return [answer.text for answer in answers]

        return asyncio.run(main())


def to_ask(count: int, purpose: str = "classify") -> list[Request]:
    return [Request(purpose, at, (Message("user", f"q{at}"),), Sampling(max_tokens=5)) for at in range(count)]


@pytest.mark.parametrize(
    ("limits", "sizes"),
    [
        ({}, [9]),
        ({"most_requests": 4}, [4, 4, 1]),
        ({"most_bytes": 3 * LINE}, [3, 3, 3]),
        ({"most_bytes": 3 * LINE - 1}, [2, 2, 2, 2, 1]),
    ],
)
def test_a_job_keeps_within_the_limits_of_the_service(tmp_path: Path, limits: dict[str, int], sizes: list[int]) -> None:
    desk = Desk(**limits)  # type: ignore[arg-type]
    assert Office(tmp_path, desk).ask(*to_ask(9)) == [f"Q{at}" for at in range(9)]
    assert [len(lines) for lines in desk.jobs.values()] == sizes
    assert {len(line) for lines in desk.jobs.values() for line in lines} == {LINE}


@pytest.mark.parametrize(("minimum", "jobs"), [(5, 1), (6, 0)])
def test_so_many_requests_make_a_job(tmp_path: Path, minimum: int, jobs: int) -> None:
    desk = Desk()
    answers = Office(tmp_path, desk, minimum).ask(*to_ask(5))
    assert answers == ([f"Q{at}" for at in range(5)] if jobs else ["directly"] * 5)
    assert len(desk.jobs) == jobs


def test_of_too_few_requests_those_that_others_follow_from_go_out_first(tmp_path: Path) -> None:
    office = Office(tmp_path, Desk(), 9, ("bootstrap",))
    office.ask(*to_ask(3), *to_ask(2, "bootstrap"))
    assert [request.purpose for request in office.direct.requests] == ["bootstrap"] * 2 + ["classify"] * 3


def test_jobs_get_smaller_until_the_queue_has_room(tmp_path: Path) -> None:
    desk = Desk(room=2)
    assert Office(tmp_path, desk).ask(*to_ask(9)) == [f"Q{at}" for at in range(9)]
    sizes = [len(lines) for lines in desk.jobs.values()]
    assert sizes == [9, 9, 5, 3, 2, 2, 2, 2, 1]


def test_what_a_job_asks_needs_half_of_the_money(tmp_path: Path) -> None:
    requests = to_ask(6)
    whole = sum(worst_case(request, PRICE) for request in requests)
    budget, free = Budget(max_cost=whole), list[bool]()
    desk = Desk(meanwhile=lambda: free.append(budget.extend(0.49 * whole)))
    Office(tmp_path, desk, budget=budget).ask(*requests)
    assert free == [True]
    assert budget.spent == pytest.approx(6 * 1.0), "two dollars at half the price each"


def test_answers_of_an_earlier_sessions_job_are_counted_asked_for_or_not(tmp_path: Path) -> None:
    office = Office(tmp_path, Desk())

    async def main() -> None:
        with closing(Journal(tmp_path / "journal.db")) as journal:
            asked = {request_key("test/desk", request): request for request in to_ask(3)}
            JobLog(journal).intend(Job("t", "test/desk", "submitted", "t", len(asked)), asked)
            office.desk.jobs["t"] = [office.desk.line(*item) for item in asked.items()]
            jobs = await office.jobs(journal)
            async with carrying(jobs, None):
                model = Rejoining(Capped(office.direct, office.budget, PRICE), jobs)
                assert (await model.complete(to_ask(1)[0])).text == "Q0"
                while jobs.under_way:
                    await asyncio.sleep(0)

    asyncio.run(main())
    assert sorted(office.booked) == ["Q1", "Q2"], "whoever waits counts an answer itself"
    assert office.budget.requests == 3
    assert office.budget.spent == pytest.approx(3.0)
    assert not office.direct.requests
