"""The method vote: what agrees is kept, with the agreed answer as a check, and no answer is bought in vain."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from selfinstruct.checks import make_check
from selfinstruct.checks.finals import read_final
from selfinstruct.errors import RecipeError
from selfinstruct.flows.generate.methods.method import Answer
from selfinstruct.flows.generate.methods.vote import Ballot, VoteOptions, grouped, needed
from selfinstruct.records import Completion, Task
from tests.checks.texts import SINGLE
from tests.flows.generate.methods.tasks import Late, by_number, developed, model

TASK = Task("t", "How many legs have six dogs?")
MOOD = Task("m", "Is the sentence 'I won.' glad or sad?", is_classification=True, labels=("glad", "sad"))
FAILED = Completion("", None, error="503")


def worked(answer: str, words: str = "Four each.") -> str:
    return f"{words}\nAnswer: {answer}"


def voted(seeds: Path, *answers: str | Completion, task: Task = TASK, sets: tuple[str, ...] = ()) -> Any:
    """What becomes of the task, and how many answers were asked for."""
    solver = model(by_number("vote/answer", *answers))
    made = developed("vote", task, {"": model(lambda _: "nobody asks me"), "solver": solver}, seeds, *sets)
    assert sorted(item.index - 15 for item in solver.requests) == list(range(len(solver.requests)))
    return made, len(solver.requests)


@pytest.mark.parametrize(
    ("answers", "agreed", "share", "asked"),
    [
        (["24", "24.0", "**24**"], "24", 1.0, 3),
        (["24", "23", "24 legs", "24"], "24", 0.75, 4),
        (["24", "23", "22", "24", "24"], "24", 0.6, 5),
        (["24 legs", "23", "24", "23", "24 dog legs"], "24 legs", 0.6, 5),
        (["1,024", "1024", "1 024"], "1,024", 1.0, 3),
        (["1/2", "0.5", "0.50"], "1/2", 1.0, 3),
        (["30 November 2026", "2026-11-30", "Nov 30, 2026"], "30 November 2026", 1.0, 3),
        (["the Nile", "Nile.", "nile"], "the Nile", 1.0, 3),
        (["a, b", "b, a", "b; a"], "a, b", 1.0, 3),
    ],
)
def test_what_agrees_is_kept_and_passes_the_check_of_the_record(
    seeds: Path, answers: list[str], agreed: str, share: float, asked: int
) -> None:
    made, number = voted(seeds, *map(worked, answers))
    assert number == asked
    [kept] = made.instances
    assert kept.notes == {"share": share, "answers": asked, "agreed": agreed}
    assert kept.output == worked(agreed)
    assert kept.turns[0].content.startswith(TASK.instruction)
    assert "Answer:" in kept.turns[0].content
    [check], [verdict] = kept.checks, kept.verdicts
    assert check["behind"] == "Answer"
    assert verdict["passed"] is True
    passing = [item for item in made.attempts if item.passed]
    assert len(passing) == round(share * asked), "all that agree, and no others"
    assert all(make_check(check)(item.output).passed == item.passed for item in made.attempts)
    assert [item.number for item in made.attempts] == list(range(1, asked + 1))
    assert list(made.rejections) == []


@pytest.mark.parametrize(
    ("answers", "counts", "asked"),
    [
        (["1", "2", "3", "4"], {"1": 1, "2": 1, "3": 1, "4": 1}, 4),
        (["1", "1", "2", "2", "3"], {"1": 2, "2": 2, "3": 1}, 5),
        (["5 km", "5 miles", "6", "7"], {"5 km": 1, "5 miles": 1, "6": 1, "7": 1}, 4),
        (["5 km", "5", "5 miles", "6", "5 miles"], {"5 km": 2, "5 miles": 2, "6": 1}, 5),
        (["1.5", "1,5", "15", "50%", "0.5"], {"1.5": 1, "1,5": 1, "15": 1, "50%": 1}, 4),
        (["05/06/2026", "06/05/2026", "2026-05-06", "2026-06-05"], dict.fromkeys(
            ["05/06/2026", "06/05/2026", "2026-05-06", "2026-06-05"], 1), 4),
        (["C", "C++", "C#", "c--"], {"C": 1, "C++": 1, "C#": 1, "c--": 1}, 4),
    ],
)  # fmt: skip
def test_where_too_few_agree_the_counts_are_told_and_no_more_is_asked(
    seeds: Path, answers: list[str], counts: dict[str, int], asked: int
) -> None:
    made, number = voted(seeds, *map(worked, answers))
    assert number == asked
    assert list(made.instances) == []
    [told] = made.rejections
    assert (told.stage, told.rule, told.task) == ("vote", "no_majority", "t")
    assert told.value == {"answers": asked, "wanted": 3, "counts": counts}


@pytest.mark.parametrize(
    ("answers", "share", "least", "wanted"),
    [(5, 0.6, 2, 3), (5, 0.5, 2, 3), (5, 0.2, 2, 2), (100, 0.07, 2, 7), (1, 1.0, 1, 1), (3, 0.7, 2, 3)],
)
def test_the_share_is_of_all_answers_that_may_be_asked(answers: int, share: float, least: int, wanted: int) -> None:
    say = {"worked": ["Answer: x"], "final": ["x"]}
    assert VoteOptions(answers, share, least, say=say).wanted == wanted


def test_an_order_that_the_instruction_asks_for_counts(seeds: Path) -> None:
    answers = [worked(item) for item in ("a, b", "b, a", "a, b", "a, b")]
    made, number = voted(seeds, *answers, task=Task("t", "Sort b and a in alphabetical order."))
    assert number == 4
    assert made.instances[0].checks[0]["check"] == "answer_list"
    assert [item.passed for item in made.attempts] == [True, False, True, True]


def test_a_label_must_be_one_of_the_tasks_own(seeds: Path) -> None:
    made, number = voted(seeds, *map(worked, ["Glad", "happy", "glad.", "sad", "**glad**"]), task=MOOD)
    assert number == 5
    assert made.instances[0].checks[0] == {
        "check": "answer_label", "version": 1, "label": "glad", "labels": ["glad", "sad"], "behind": "Answer",
    }  # fmt: skip
    none, _ = voted(seeds, *map(worked, ["happy"] * 4), task=MOOD)
    assert none.rejections[0].value == {"answers": 3, "wanted": 3, "counts": {}, "unread": 3}


def test_what_brings_no_answer_votes_for_nothing_and_is_told(seeds: Path) -> None:
    made, number = voted(seeds, worked("24"), FAILED, "I think it is 24.", worked("24"), worked("24"))
    assert number == 5
    assert made.instances[0].notes == {"share": 0.6, "answers": 5, "agreed": "24"}
    assert [item.rule for item in made.rejections] == ["failed"]
    assert [(item.number, item.passed) for item in made.attempts] == [(1, True), (3, False), (4, True), (5, True)]
    lost, number = voted(seeds, FAILED, FAILED, FAILED)
    assert number == 3
    assert [item.rule for item in lost.rejections] == ["failed"] * 3 + ["no_majority"]


def test_the_final_answer_alone_is_the_output_where_the_recipe_says_so(seeds: Path) -> None:
    made, _ = voted(seeds, *map(worked, ["**24**", "23", "24.0", "24"]), sets=("method.output=final",))
    [kept] = made.instances
    assert kept.output == "24"
    assert "behind" not in kept.checks[0]
    assert "Answer:" not in kept.turns[0].content
    assert [(item.output, item.passed) for item in made.attempts] == [
        ("24", True), ("23", False), ("24.0", True), ("24", True),
    ]  # fmt: skip


def test_distinct_ways_to_the_answer_are_kept_as_far_as_they_are_wanted(seeds: Path) -> None:
    answers = [
        worked("24", "6 times 4 is 24."), worked("24", "So 6 × 4 = 24!"), worked("24", "2 * 12 = 24, twice 12 is 24."),
        worked("24", "Pairs of pairs."), worked("24", "Pairs of  PAIRS."),
    ]  # fmt: skip
    sets = ("method.paths=3", "instances=3", "method.share=1.0")
    made, _ = voted(seeds, *answers, sets=sets)
    assert [item.output for item in made.instances] == [answers[0], answers[2], answers[3]]
    assert len({item.notes["agreed"] for item in made.instances}) == 1


def test_the_order_in_which_answers_arrive_changes_nothing(seeds: Path) -> None:
    answers: list[str | Completion]
    answers = [worked("24"), worked("23"), FAILED, worked("24", "Six fours."), worked("24")]
    prompt, _ = voted(seeds, *answers)
    solver = Late(model(by_number("vote/answer", *answers)).answer)
    assert developed("vote", TASK, {"": solver}, seeds) == prompt


@pytest.mark.parametrize("wanted", [1, 2, 3, 5])
@pytest.mark.parametrize("most", [5, 8])
def test_no_answer_is_asked_for_that_could_not_count(wanted: int, most: int) -> None:
    """Whatever answers come, before the last of those that are asked at once nothing is settled."""
    for seed in range(300):
        rng = Random(seed)
        votes: list[Ballot] = []
        while more := needed(grouped(votes), most - len(votes), wanted):
            assert more >= 1
            for at in range(more):
                if at:
                    assert needed(grouped(votes), most - len(votes), wanted), (wanted, most, seed)
                votes.append(ballot(len(votes), rng.choice("123")))
        best = max(map(len, grouped(votes)))
        assert best >= wanted or best + most - len(votes) < wanted
        assert best <= wanted


def ballot(number: int, final: str) -> Ballot:
    return Ballot(number, Answer(worked(final)), read_final(final))


def test_whatever_is_answered_gives_a_value_or_a_rejection(seeds: Path) -> None:
    rng = Random(7)
    pieces = [*SINGLE, "Answer:", "\nAnswer: ", "24", "1/0", "2026-02-31", "9" * 400, "**", "\0", "\ud800", "<think>"]
    kept = 0
    for _ in range(150):
        answers = ["".join(rng.choices(pieces, k=rng.randint(0, 6))) for _ in range(2)] * 3
        made, number = voted(seeds, *answers[:5], task=rng.choice([TASK, MOOD]))
        assert number <= 5
        assert made.instances or made.rejections
        for item in made.instances:
            assert all(verdict["passed"] for verdict in item.verdicts)
        kept += len(made.instances)
    assert kept


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("answers=0", "answers: must be 1 to 100"),
        ("share=0", "share: must be over 0"),
        ("least=6", "least: must be 1 to the number of answers, 5"),
        ("paths=6", "paths: must be 1 to the number of answers, 5"),
        ("output=short", "output: must be one of worked, final"),
        ("say.final=[]", "say: final: is empty"),
        ("say.worked=[Give it.]", 'say: worked: must ask for a line that begins with "Answer:"'),
        ("say.other=[a]", "say: other: is none of worked, final"),
        ("nothing=1", "nothing"),
    ],
)
def test_options_that_cannot_be_are_refused_with_what_they_must_be(seeds: Path, setting: str, told: str) -> None:
    with pytest.raises(RecipeError, match=told.replace("(", r"\(")):
        voted(seeds, sets=(f"method.{setting}",))
