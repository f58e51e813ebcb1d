"""Answers of batch jobs that are torn or told twice."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import KeyRefused, ModelError
from selfinstruct.prices import Price
from selfinstruct.records import Completion, Request, Usage
from tests.support.logs import Row, echo
from tests.support.models import Answering
from tests.support.personal import Bulk
from tests.support.runs import write


def test_answers_of_the_file_need_no_teacher(log: Path, tmp_path: Path) -> None:
    teacher = Answering(echo)
    run = selfinstruct.distill(log, model=teacher, out=tmp_path / "out", own_output=True)
    assert [request.messages[-1].content for request in teacher.requests] == ["And a short one?"]
    assert run.dataset()[0]["output"] == "It is river 0."
    assert run.info["counts"]["own"] == 18
    assert run.info["requests"] == 1


@dataclass
class Stammering(Bulk):
    """A batch service that answers each request twice, and differently."""

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for text in ("First.", "Second."):
            for key in requests:
                yield key, Completion(text, "stop", Usage(10, 5))


def test_of_two_answers_in_a_job_the_first_counts_once(tmp_path: Path) -> None:
    log = write(tmp_path / "p.jsonl", [{"prompt": f"Who is {n}?"} for n in range(3)])
    for _ in range(2):  # as it is read from the journal
        run = selfinstruct.distill(
            log, model=Stammering(), out=tmp_path / "out", batch=True, batch_minimum=1, poll=0.001, price=Price(2, 8)
        )
        assert [row["output"] for row in run.dataset()] == ["First."] * 3
        assert run.info["cost"] == pytest.approx(3 * Price(2, 8).cost(Usage(10, 5)) / 2)


@dataclass
class Torn(Bulk):
    """A batch service that refuses the key in the middle of the results."""

    torn: bool = True

    async def results(
        self, identifier: str, requests: Mapping[str, Request]
    ) -> AsyncIterator[tuple[str, Completion | ModelError]]:
        for number, key in enumerate(requests):
            if self.torn and number == 5:
                raise KeyRefused("the key has expired")
            yield key, Completion(f"Answer {key}.", "stop", Usage(10, 5))


def test_answers_of_a_job_that_were_taken_before_an_end_are_counted_once(tmp_path: Path) -> None:
    log, price = write(tmp_path / "p.jsonl", [{"prompt": f"Who is {n}?"} for n in range(12)]), Price(2, 8)
    given: Row = {"out": tmp_path / "out", "batch": True, "batch_minimum": 1, "poll": 0.001, "price": price}
    with pytest.raises(KeyRefused, match="expired"):
        selfinstruct.distill(log, model=Torn(), **given)
    run = selfinstruct.distill(log, model=Torn(torn=False), **given)
    assert (run.status, run.info["requests"], run.info["usage"][0]["batched"]["requests"]) == ("done", 12, 12)
    assert run.info["cost"] == pytest.approx(12 * price.cost(Usage(10, 5)) / 2)
