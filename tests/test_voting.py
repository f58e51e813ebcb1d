"""Votes that end early, against every sequence of votes that there is."""

from itertools import product

import pytest

from selfinstruct.voting import DIFFERS, MOST, Vote, course, fixed, mixed, vote_of


def every(vote: Vote, share: float) -> tuple[float, float]:
    """Votes taken and outcomes that differ, by writing down all sequences of votes."""
    votes = differs = 0.0
    for said in product((True, False), repeat=vote.most):
        weight = 1.0
        for one in said:
            weight *= share if one else 1 - share
        ended, outcome = next(
            (taken, found)
            for taken in range(1, vote.most + 1)
            if (found := vote.decided(sum(said[:taken]), taken - sum(said[:taken]), taken)) is not None
        )
        votes += weight * ended
        differs += weight * (outcome != (sum(said) > vote.most / 2))
    return votes, differs


@pytest.mark.parametrize("share", [0.0, 0.1, 0.35, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("vote", [Vote(1, 1), Vote(3, 2), Vote(5, 1), Vote(7, 3), Vote(9, 4), Vote(9, 5), Vote(11, 4)])
def test_the_course_of_votes_is_that_of_all_sequences(vote: Vote, share: float) -> None:
    found = course(vote, fixed(share))
    assert (found.votes, found.differs) == pytest.approx(every(vote, share))


def test_a_mix_is_the_mean_of_its_shares() -> None:
    """Beta(1, 1) is every share alike."""
    vote, steps = Vote(7, 3), 2000
    found = [course(vote, fixed((at + 0.5) / steps)) for at in range(steps)]
    mean = course(vote, mixed(1.0))
    assert mean.differs == pytest.approx(sum(item.differs for item in found) / steps, abs=1e-6)
    assert mean.votes == pytest.approx(sum(item.votes for item in found) / steps, abs=1e-5)


@pytest.mark.parametrize("most", range(1, MOST + 1, 2))
def test_the_lead_is_the_least_that_holds_the_promise(most: int) -> None:
    vote = vote_of(most)
    assert course(vote, mixed()).differs <= DIFFERS
    if vote.lead > 1:
        assert course(Vote(most, vote.lead - 1), mixed()).differs > DIFFERS
    assert all(course(vote, fixed(share)).differs == pytest.approx(0) for share in (0.0, 1.0))


def test_seven_votes_end_after_three_that_agree() -> None:
    vote = vote_of(7)
    assert (vote.most, vote.lead) == (7, 3)
    found = course(vote, mixed())
    assert found.votes / 7 < 0.6
    assert found.differs <= 0.01
    assert max(course(vote, fixed(share / 100)).differs for share in range(101)) < 0.016
    assert course(vote, fixed(1.0)).votes == 3


TABLE = [
    (Vote(7, 3), (2, 0, 2), None),
    (Vote(7, 3), (3, 0, 3), True),
    (Vote(7, 3), (0, 3, 3), False),
    (Vote(7, 3), (4, 2, 6), True),
    (Vote(7, 3), (3, 2, 5), None),
    (Vote(7, 3), (2, 4, 6), False),
    (Vote(1, 1), (0, 1, 1), False),
    (Vote(7, 3), (2, 2, 7), False),
    (Vote(7, 3), (0, 0, 7), False),
    (Vote(7, 3), (2, 1, 7), True),
]


@pytest.mark.parametrize(("vote", "said", "outcome"), TABLE)
def test_when_it_ends(vote: Vote, said: tuple[int, int, int], outcome: bool | None) -> None:
    """Votes that say nothing take their place among the most, and no side."""
    assert vote.decided(*said) is outcome
