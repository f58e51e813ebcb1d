"""What becomes of an answer on its way to a flow: whole characters, and no personal data in its reasoning either."""

import asyncio
from pathlib import Path

import pytest

from selfinstruct.engine.wrappers.budget import Budget
from selfinstruct.engine.wrappers.evidence import Evidence
from selfinstruct.engine.wrappers.masked import Masked
from selfinstruct.engine.wrappers.replaying import Replaying
from selfinstruct.records import Completion, Message, Model, Request
from selfinstruct.runs.journal import Journal
from selfinstruct.runs.request_keys import request_key

ASKED = Request("response", 0, (Message("user", "Which bird?"),))
HALVES = Completion("A wren \ud83d.", "stop", reasoning="\udc26 or \ud83d\udc26?")


class Saying:
    """A model of one's own, which says what it is given."""

    name = "own/m"

    def __init__(self, answer: Completion) -> None:
        self._answer = answer

    async def complete(self, request: Request) -> Completion:
        return self._answer


def replayed(model: Model, journal: Journal) -> Completion:
    evidence = Evidence(20, Budget(), frozenset(), lambda: 1)
    return asyncio.run(Replaying(model, journal, evidence, lambda *_told: None).complete(ASKED))


@pytest.mark.parametrize("journaled", [True, False])
def test_no_half_of_a_character_reaches_a_flow(tmp_path: Path, journaled: bool) -> None:
    journal = Journal(tmp_path / "journal.db")
    model = Saying(HALVES)
    if journaled:
        asyncio.run(journal.put(request_key(model.name, ASKED), model.name, ASKED, HALVES))
        kept = journal.get(request_key(model.name, ASKED))
        assert kept is not None
        assert kept.text == HALVES.text
    found = replayed(model, journal)
    journal.close()
    assert (found.text, found.reasoning) == ("A wren \ufffd.", "\ufffd or \U0001f426?")


def test_reasoning_is_masked_as_the_answer_is() -> None:
    said = Completion("Write to ann@example.org.", reasoning="The address is ann@example.org, they said.")
    found = asyncio.run(Masked(Saying(said)).complete(ASKED))
    assert "example.org" not in found.text + found.reasoning
    assert found.reasoning.startswith("The address is")
