"""Tasks with one short answer: the offline model knows the right one, and errs as much as its name says."""

import asyncio
from random import Random

import pytest

from selfinstruct.checks.finals import read_final, same
from selfinstruct.checks.reading.final_lines import behind
from selfinstruct.models import open_model
from selfinstruct.models.offline.exact.open_tasks import criteria_for, meets, open_problem
from selfinstruct.models.offline.exact.solving import wrong
from selfinstruct.models.offline.exact.tasks import EXACT, HARD, LABELLED, read_exact, takes_steps
from selfinstruct.models.offline.prose.tasks import PROSE, read_prose
from selfinstruct.models.offline.skills.skill import Skill, propose
from selfinstruct.records import Message, Request, Sampling

ASKED = 'End with a line that begins with "Answer:".'


def answered(name: str, prompt: str, temperature: float = 0.7) -> str:
    request = Request("test", 0, (Message("user", prompt),), Sampling(temperature=temperature))
    return asyncio.run(open_model(name).complete(request)).text


def right(name: str, steps: int) -> float:
    """The share of right answers to sums with so many further steps."""
    found = 0
    for number in range(120):
        prompt = f"What is {number + 20} plus 7?{' Then double the result.' * steps} {ASKED}"
        final = read_final(behind(answered(name, prompt), "Answer") or "")
        wanted = read_final(str((number + 27) * 2**steps))
        assert wanted is not None
        found += final is not None and same(final, wanted)
    return found / 120


@pytest.mark.parametrize("skill", EXACT, ids=lambda skill: skill.type)
def test_its_own_tasks_are_read_with_their_answer_whatever_stands_behind(skill: Skill) -> None:
    for seed in range(12):
        text = propose(skill, Random(seed))
        found = read_exact(f"{text}\n\n{ASKED}")
        assert found is not None, text
        final = read_final(found.answer, found.labels)
        assert final is not None
        other = read_final(wrong(found, Random(seed)), found.labels)
        assert other is not None
        assert not same(final, other), text
        assert bool(found.labels) == (skill in LABELLED)


def test_further_steps_are_done_on_numbers_with_units_and_places() -> None:
    def answer(text: str) -> str:
        found = read_exact(f"{text} {ASKED}")
        return found.answer if found else "none"

    assert answer("What is 12 plus 30? Then double the result. Then take 4 away from the result.") == "80"
    assert answer("What must be paid for goods of 148 euros after 50 percent discount? Use two decimals."
                  " Then add 3 to the result.") == "77.00"  # fmt: skip
    assert answer("Give the English name of the weekday that belongs to 19 October 1967."
                  " Then double the result.") == "none"  # fmt: skip
    assert answer("Name a bird.") == "none"


def test_the_strong_self_errs_seldom_the_weak_one_the_more_the_further_it_goes() -> None:
    weak, strong, plain = ([right(name, steps) for steps in (0, 1, 3)] for name in (
        "offline/weak", "offline/strong", "offline"))  # fmt: skip
    assert weak[0] > weak[1] > weak[2]
    assert 0.5 < weak[0] < 0.9
    assert weak[2] < 0.2
    assert strong[0] > 0.9
    assert strong[2] > 0.6
    assert weak[0] < strong[0] > plain[0]


def test_an_open_problem_has_three_to_five_criteria_that_answers_meet_or_not() -> None:
    met = dict.fromkeys(("offline/strong", "offline/weak"), 0)
    for seed in range(60):
        text = propose(PROSE[seed % len(PROSE)], Random(seed))
        read = read_prose(text)
        assert read is not None
        for level in (0, 1, 2, 9):
            assert 3 <= len(criteria_for(read[0], level)) <= 5
        for name in met:
            answer = answered(name, open_problem(read[1]))
            met[name] += all(meets(item, answer) for item in criteria_for(read[0], 0))
    assert met["offline/strong"] > 50
    assert 10 < met["offline/weak"] < 40
    assert not meets("It is beautiful.", "It is beautiful."), "what it does not know is not met"


def test_most_of_the_hard_tasks_can_be_made_harder() -> None:
    """The recipe's feedback can be seen at work only where most answers are numbers."""
    answers = [found.answer for skill in HARD if (found := read_exact(propose(skill, Random(1))))]
    assert len(answers) == len(HARD)
    assert 0.8 < sum(map(takes_steps, answers)) / len(answers) < 1
