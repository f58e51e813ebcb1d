"""How many votes a session has taken, and how many of them on answers that are decided."""

from dataclasses import dataclass, field
from typing import Any

from selfinstruct.flows.datasets.judging.answers import JudgedText
from selfinstruct.flows.datasets.judging.votes import Ballot, Judge, Verdict
from selfinstruct.voting import Vote


@dataclass(slots=True)
class Tally:
    """Votes on answers by their places; on an answer of the test that comes again as a row they count once."""

    judge: Judge
    again: frozenset[int]
    _decided: int = 0
    _cast: int = 0
    _open: dict[int, list[Ballot]] = field(default_factory=dict)
    _met: set[int] = field(default_factory=set)

    async def verdict(self, text: JudgedText, place: int) -> Verdict:
        """The judge's verdict. Places in `again` may be asked about twice."""
        ballots: list[Ballot] = []
        if place not in self._met:
            self._open[place] = ballots
        verdict = await self.judge.verdict(text, ballots)
        if self._open.pop(place, None) is not None:
            self._decided += 1
            self._cast += len(ballots)
            if place in self.again:
                self._met.add(place)
        return verdict

    def as_dict(self, vote: Vote) -> dict[str, Any]:
        """As judged.json has it: `fewer` is the share saved on decided answers, of `most` votes on each."""
        undecided = sum(map(len, self._open.values()))
        full = vote.most * self._decided
        return {
            "most": vote.most, "lead": vote.lead, "answers": self._decided, "cast": self._cast + undecided,
            "undecided": undecided, "fewer": round(1 - self._cast / full, 4) if full else None,
        }  # fmt: skip
