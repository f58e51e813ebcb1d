"""Votes for or against something, taken one after the other and ended once more would hardly change the outcome.

Wald's sequential test (1945) of a share of p in favour against one of 1 - p adds the same for a vote in favour as it
takes off for one against, so it ends as soon as one side leads by enough votes: by d where the error is to be at most
1 / (1 + (p / (1 - p))^d). It is cut off at the most votes that may be taken, where the majority decides, and ends
before that where the majority is settled.

How much lead is enough for a number of votes is found by counting all courses that votes can take. All of it is exact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

# How often, over all that is voted on, stopping early may decide otherwise than all votes would.
DIFFERS = 0.01
# What is voted on: shares in favour are Beta(1/2, 1/2), mostly near 0 or 1; two votes on one thing agree in three of
# four cases.
MIX = 0.5
MOST = 25

Chance = Callable[[int, int], float]  # of a vote in favour, after so many in favour and so many against


@dataclass(frozen=True, slots=True)
class Vote:
    """At most `most` votes, an odd number; a lead of `lead` ends it, and so does a majority that stands."""

    most: int
    lead: int

    def decided(self, favour: int, against: int, cast: int) -> bool | None:
        """The outcome after `cast` votes, some of which may say nothing; None where another one is to be taken.

        For there must be more votes in favour than against: nothing passes by a tie.
        """
        if abs(favour - against) >= self.lead or 2 * max(favour, against) > self.most or cast >= self.most:
            return favour > against
        return None


@dataclass(frozen=True, slots=True)
class Course:
    """How votes go on average: how many are taken, and how often the outcome is not what all of them would decide."""

    votes: float
    differs: float


def fixed(share: float) -> Chance:
    """Votes on one thing, of which each is in favour with this chance."""
    return lambda favour, against: share


def mixed(weight: float = MIX) -> Chance:
    """Votes on things whose shares in favour are Beta(weight, weight): what was voted says what will be."""
    return lambda favour, against: (favour + weight) / (favour + against + 2 * weight)


def course(vote: Vote, chance: Chance) -> Course:
    """All courses that votes can take, each with its probability."""
    states: dict[tuple[int, int, bool | None], float] = {(0, 0, None): 1.0}
    votes = 0.0
    for cast in range(vote.most):
        following: dict[tuple[int, int, bool | None], float] = {}
        for (favour, against, outcome), share in states.items():
            likely = chance(favour, against)
            for more, part in ((1, likely), (0, 1 - likely)):
                now = favour + more, against + 1 - more
                found = vote.decided(*now, cast + 1) if outcome is None else outcome
                if outcome is None and found is not None:
                    votes += share * part * (cast + 1)
                following[*now, found] = following.get((*now, found), 0.0) + share * part
        states = following
    differs = sum(share for (favour, against, outcome), share in states.items() if outcome != (favour > against))
    return Course(votes, differs)


@cache
def vote_of(most: int) -> Vote:
    """The vote with the least lead at which the outcome is that of all votes in 99 of 100 cases, over the MIX."""
    for lead in range(1, most // 2 + 1):
        vote = Vote(most, lead)
        if course(vote, mixed()).differs <= DIFFERS:
            return vote
    return Vote(most, most // 2 + 1)


def by_majority(votes: Mapping[str, Any] | None) -> bool:
    """Whether votes decide, by judged.json; of one vote its score does."""
    return votes is not None and votes["most"] > 1


def told(votes: Mapping[str, Any] | None) -> str:
    """What judged.json says of votes, in a sentence without its full stop; "" where at most one is taken on each."""
    if not votes or votes["most"] == 1 or not votes["cast"]:
        return ""
    undecided = votes.get("undecided", 0)
    if not votes["answers"]:
        return f"{votes['cast']:,} votes, and no answer is decided yet"
    mean = (votes["cast"] - undecided) / votes["answers"]
    saved = f"{mean:.1f} an answer of at most {votes['most']}: {votes['fewer']:.0%} fewer"
    open_yet = f"; {undecided:,} of them on answers not decided yet" if undecided else ""
    return f"{votes['cast']:,} votes, {saved}, as a lead of {votes['lead']} ends a vote{open_yet}"
