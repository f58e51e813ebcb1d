"""Keeps no answer to a prompt that a service has cut: what is in doubt is held, on no disk, until it is cleared."""

from dataclasses import dataclass

from selfinstruct.engine.wrappers.windows import Doubt, Windows
from selfinstruct.records import Completion, Model, Request
from selfinstruct.runs.request_keys import request_key
from selfinstruct.runs.shards.store import AnswerJournal


class Doubtful(Exception):
    """An answer that must not be kept before it is known whether its prompt was read whole."""

    def __init__(self, answer: Completion, doubt: Doubt) -> None:
        super().__init__()
        self.answer, self.doubt = answer, doubt


@dataclass(frozen=True, slots=True)
class Doubting:
    """A model of which an answer to a prompt that may have been cut is raised: it is on no disk yet."""

    model: Model
    windows: Windows

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        answer = await self.model.complete(request)
        if (doubt := self.windows.look(request, answer)) is not None:
            raise Doubtful(answer, doubt)
        return answer


@dataclass(frozen=True, slots=True)
class Uncut:
    """A model that answers whole prompts: what is doubtful is journaled once it is not, and holds no slot until then.

    Raises SystematicFailure where the service cuts the prompts.
    """

    model: Model
    windows: Windows
    journal: AnswerJournal

    @property
    def name(self) -> str:
        return self.model.name

    async def complete(self, request: Request) -> Completion:
        self.windows.began()
        try:
            return await self.model.complete(request)
        except Doubtful as doubtful:
            await self.windows.judged(doubtful.doubt)
            await self.journal.put(request_key(self.name, request), self.name, request, doubtful.answer)
            return doubtful.answer
        finally:
            self.windows.ended()
