"""Commits each answer to the journal before handing it on."""

from dataclasses import dataclass

from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.request_keys import request_key
from selfinstruct.runs.shards.store import AnswerJournal


@dataclass(frozen=True, slots=True)
class Recording:
    """A model whose answers are on disk before anyone sees them."""

    model: Model
    journal: AnswerJournal

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        answer = await self.model.complete(request)
        await self.journal.put(request_key(self.name, request), self.name, request, answer)
        return answer
