"""The method gated: what a strong solver can do and a weak one cannot is kept, and what is bought on the way."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from selfinstruct.errors import RecipeError
from selfinstruct.flows.generate.methods.gated import GatedOptions
from selfinstruct.flows.generate.methods.method import Developed
from selfinstruct.flows.generate.methods.trials import Need
from selfinstruct.records import Completion, Request, Task
from tests.checks.texts import SINGLE
from tests.flows.generate.methods.tasks import Late, developed, model
from tests.support.models import Answering, said

TASK = Task("t", "How many legs do six dogs and a bird have?")
FAILED = Completion("", None, error="503")
POSED = "Problem: How many legs have six dogs and one bird?\nAnswer: 26"
HARDER = "Problem: And when two dogs have left?\nAnswer: 18"
OPEN = "Problem: Say why a bird sings.\nCriteria:\n- It names the dawn.\n- It names a rival.\n- It has a reason."
Solves = Callable[[Request, int], str | Completion]


def solver(*answers: str | Completion) -> Answering:
    """Answers by the try, of whatever round: a text of one word is a final answer."""

    def answer(request: Request) -> str | Completion:
        found = answers[(request.index % 18) % 3]
        return f"So be it.\nAnswer: {found}" if isinstance(found, str) and " " not in found else found

    return model(answer)


def teacher(pose: str, *later: str) -> Answering:
    """Poses a problem, and says the others when it is told what was seen."""
    answers = iter(later)
    return model(lambda request: pose if request.purpose == "gated/pose" else next(answers))


def gated(
    seeds: Path, teach: Answering, weak: Answering, strong: Answering, judge: Answering | None = None,
    sets: tuple[str, ...] = (),
) -> Developed:  # fmt: skip
    others = {"judge": judge or model(lambda _: "nobody asks me")}
    return developed("gated", TASK, {"": teach, "weak": weak, "strong": strong, **others}, seeds, *sets)


def asked(*models: Answering) -> list[int]:
    return [len(item.requests) for item in models]


def test_what_the_strong_one_alone_can_do_is_kept_with_as_few_requests_as_settle_it(seeds: Path) -> None:
    teach, weak, strong = teacher(POSED), solver("25", "24"), solver("26.0", "26")
    made = gated(seeds, teach, weak, strong)
    assert asked(teach, weak, strong) == [1, 2, 2]
    [kept] = made.instances
    assert kept.output == "So be it.\nAnswer: 26.0"
    assert kept.turns[0].content.startswith("How many legs have six dogs and one bird?\n\n")
    assert "Answer:" in kept.turns[0].content
    assert kept.notes == {
        "rounds": 1, "weak": {"passed": 0, "tries": 2}, "strong": {"passed": 2, "tries": 2}, "requests": 5,
    }  # fmt: skip
    assert kept.checks[0] == {
        "check": "answer_number", "version": 1, "value": 26, "take": "only", "fractions": True, "behind": "Answer",
    }  # fmt: skip
    assert [verdict["passed"] for verdict in kept.verdicts] == [True]
    assert [(item.number, item.passed, item.output[-2:]) for item in made.attempts] == [
        (1, False, "25"), (2, False, "24"), (3, True, ".0"), (4, True, "26"),
    ]  # fmt: skip
    assert {item.prompt for item in made.attempts} == {kept.turns[:1]}
    assert list(made.rejections) == []


def test_a_third_try_is_made_only_where_two_do_not_settle_it(seeds: Path) -> None:
    weak, strong = solver("26", "24", "25"), solver("26", "1", "26")
    made = gated(seeds, teacher(POSED), weak, strong)
    assert asked(weak, strong) == [3, 3]
    assert made.instances[0].notes["weak"] == {"passed": 1, "tries": 3}
    assert [(item.number, item.passed) for item in made.attempts] == [(2, False), (3, False), (4, True), (6, True)]


def test_what_is_too_easy_is_made_harder_and_the_strong_one_is_not_asked_before(seeds: Path) -> None:
    teach, strong = teacher(POSED, HARDER), solver("18", "18")
    weak = model(lambda request: f"So be it.\nAnswer: {26 if 'bird' in said(request) else 17}")
    made = gated(seeds, teach, weak, strong)
    assert asked(teach, weak, strong) == [2, 4, 2]
    assert made.instances[0].notes["rounds"] == 2
    assert made.instances[0].notes["requests"] == 8
    feedback = teach.requests[1]
    assert feedback.purpose == "gated/harder"
    assert "right in 2 of 2 tries" in said(feedback)
    assert "> How many legs have six dogs and one bird?" in said(feedback)
    assert "> Answer: 26" in said(feedback)


def test_a_key_that_the_teacher_corrects_is_judged_anew_without_a_new_request(seeds: Path) -> None:
    teach, weak, strong = teacher(POSED.replace("26", "27"), POSED), solver("25", "24"), solver("26", "26.0")
    made = gated(seeds, teach, weak, strong)
    assert asked(teach, weak, strong) == [2, 2, 2]
    assert made.instances[0].notes["rounds"] == 2
    assert made.instances[0].checks[0]["value"] == 26
    told = said(teach.requests[1])
    assert teach.requests[1].purpose == "gated/easier"
    assert "right, by the answer above, in 0 of 2 tries" in told
    assert "another answer, the same each time:\n> 26\n" in told


def test_a_unit_may_be_written_in_another_way_than_the_key_has_it(seeds: Path) -> None:
    posed = "Problem: How far is it?\nAnswer: 5 kilometres"
    made = gated(seeds, teacher(posed), solver("4", "6km"), solver("5km", "5"))
    assert made.instances[0].notes["strong"] == {"passed": 2, "tries": 2}


@pytest.mark.parametrize(
    ("key", "right", "wrong"),
    [
        ("25 g; 13 cubes", ["25 g of tea, 13 cubes", "13 sugar cubes, 25 grams", "25g; 13 cubes"],
         ["13 g; 25 cubes", "25 g; 12 cubes", "25 g", "25 kg; 13 cubes", "25 g; 13 cubes; 2 pots"]),
        ("the red box, a blue lid", ["Blue lid; red box", "a red box, the blue lid."], ["red box, green lid", "red"]),
        ("Anna 3, Ben 4", ["Ben: 4, Anna: 3"], ["Anna 4, Ben 3", "3, 4"]),
        ("12 May 2026", ["2026-05-12", "May 12, 2026"], ["11 May 2026"]),
        ("the Elbe", ["Elbe", "The Elbe."], ["Oder"]),
        ("45 min", ["45 minutes", "45", "45.0 min."], ["44 min", "45 to 50 minutes"]),
    ],
)  # fmt: skip
def test_an_answer_counts_as_its_kind_is_written(seeds: Path, key: str, right: list[str], wrong: list[str]) -> None:
    def solved(strong: str, weak: str) -> Developed:
        posed = f"Problem: What is left of it?\nAnswer: {key}"
        low, high = (model(lambda _: f"So be it.\nAnswer: {weak}"), model(lambda _: f"So be it.\nAnswer: {strong}"))
        return gated(seeds, teacher(posed), low, high, sets=("method.rounds=1",))

    for found in right:
        for other in wrong:
            made = solved(found, other)
            assert [item.notes["weak"]["passed"] for item in made.instances] == [0], (found, other)
            assert made.instances[0].notes["strong"] == {"passed": 2, "tries": 2}, (found, other)


def test_after_a_problem_was_too_hard_the_strong_one_is_asked_first(seeds: Path) -> None:
    teach, weak = teacher(POSED, HARDER, HARDER), solver("1", "2")
    strong = solver("3", "4")
    made = gated(seeds, teach, weak, strong)
    assert asked(teach, weak, strong) == [3, 2, 4], "the weak one in the first round alone; the last problem came again"
    assert list(made.instances) == []
    [told] = made.rejections
    assert told.rule == "too_hard"
    lost = {"passed": 0, "tries": 2}
    assert told.value == {"rounds": 3, "seen": [{"weak": lost, "strong": lost}, {"strong": lost}, {"strong": lost}]}
    assert "same each time" not in said(teach.requests[1]), "3 and 4 are two answers"


def test_what_stays_too_easy_is_told_with_every_round(seeds: Path) -> None:
    weak = model(lambda request: f"So be it.\nAnswer: {26 if 'bird' in said(request) else 18}")
    teach = teacher(POSED, HARDER, POSED)
    made = gated(seeds, teach, weak, solver("26"))
    [told] = made.rejections
    assert (told.rule, told.task) == ("too_easy", "t")
    assert told.value == {"rounds": 3, "seen": [{"weak": {"passed": 2, "tries": 2}}] * 3}
    assert told.text.startswith("How many legs")
    assert [item.index for item in teach.requests[1:]] == [6, 7], "two of its own for the fourth task"


@pytest.mark.parametrize(
    ("pose", "later", "rule", "value"),
    [
        ("Unposable: it is a matter of taste.", [], "unposable",
         {"rounds": 0, "seen": [], "reason": "it is a matter of taste."}),
        ("I would rather not.", [], "unreadable", "no line that begins with Problem:"),
        ("Problem: Why?\nCriteria:\n- one", [], "unreadable", "1 criteria; 3 to 5 are wanted"),
        (f"Problem: Why?\nAnswer: {'so ' * 100}", [], "unreadable", None),
        (POSED, ["Unposable: all is said."], "unposable",
         {"rounds": 1, "seen": [{"weak": {"passed": 2, "tries": 2}}], "reason": "all is said."}),
        (POSED, ["No."], "unposable",
         {"rounds": 1, "seen": [{"weak": {"passed": 2, "tries": 2}}], "reason": "the teacher gave no problem"}),
    ],
)  # fmt: skip
def test_what_makes_no_problem_is_told(
    seeds: Path, pose: str, later: list[str], rule: str, value: dict[str, Any] | str | None
) -> None:
    made = gated(seeds, teacher(pose, *later), solver("26", "26"), solver("26"))
    assert list(made.instances) == []
    told = made.rejections[-1]
    assert told.rule == rule
    if value is None:
        assert "short" in str(told.value)
    else:
        assert told.value == value
    assert len(made.rejections) == (2 if later == ["No."] else 1)


def judged(*met: str) -> Answering:
    """A judge that finds the criteria met that an answer has the words of."""
    words = dict(enumerate(met, 1))
    return model(lambda request: "\n".join(
        f"{number}: {'yes' if f'> So: {word}' in said(request) or word in _shown(request) else 'no'}"
        for number, word in words.items()
    ))  # fmt: skip


def _shown(request: Request) -> str:
    return said(request).partition("Answer to it:")[2].partition("Criteria:")[0]


def test_where_no_answer_is_exact_the_judge_decides_each_criterion(seeds: Path) -> None:
    judge = judged("dawn", "rival", "reason")
    weak = solver("At dawn, for a reason.", "Because of a rival.")
    strong = solver("At dawn a rival is the reason.", "A rival at dawn, that is the reason.")
    made = gated(seeds, teacher(OPEN), weak, strong, judge)
    assert asked(weak, strong, judge) == [2, 2, 4]
    [kept] = made.instances
    assert (kept.checks, kept.verdicts) == ((), ())
    assert kept.turns[0].content == "Say why a bird sings.", "no line of the answer is asked for"
    assert kept.output == "At dawn a rival is the reason."
    assert kept.notes["criteria"] == ["It names the dawn.", "It names a rival.", "It has a reason."]
    assert kept.notes["requests"] == 9
    assert [item.passed for item in made.attempts] == [False, False, True, True]
    assert "1. It names the dawn." in said(judge.requests[0])


@pytest.mark.parametrize(
    ("weak", "strong", "rules"),
    [
        (("25", FAILED, "24"), ("26", "26"), ["failed"]),
        (("25", FAILED, "26"), ("26", "26"), ["failed", "unsettled"]),
        (("25", "24"), ("It is 26, I think.", "26", "26"), ["no_final_answer"]),
        (("25", "24"), (FAILED, FAILED, "26"), ["failed", "failed", "unsettled"]),
    ],
)
def test_a_try_without_an_answer_counts_for_neither_side(
    seeds: Path, weak: tuple[Any, ...], strong: tuple[Any, ...], rules: list[str]
) -> None:
    made = gated(seeds, teacher(POSED), solver(*weak), solver(*strong))
    assert [item.rule for item in made.rejections] == rules
    assert bool(made.instances) == ("unsettled" not in rules)


@pytest.mark.parametrize(
    ("weak", "kept"), [(("It is 24, I think.", "or 25"), True), (("It is 26.", "I say 26"), False)]
)
def test_a_weak_try_that_misses_the_form_counts_by_what_it_says(seeds: Path, weak: tuple[str, str], kept: bool) -> None:
    made = gated(seeds, teacher(POSED), solver(*weak), solver("26", "26"), sets=("method.rounds=1",))
    assert bool(made.instances) == kept
    if kept:
        assert [item.passed for item in made.attempts] == [False, False, True, True]
        assert not any(verdict["passed"] for item in made.attempts[:2] for verdict in item.verdicts)
    else:
        assert [item.rule for item in made.rejections] == ["too_easy"]


def test_a_grade_that_cannot_be_read_counts_for_neither_side(seeds: Path) -> None:
    made = gated(
        seeds, teacher(OPEN), solver("It is so.", "It is."), solver("It is so."), model(lambda _: "Fine, all of them.")
    )
    assert [item.rule for item in made.rejections] == ["unreadable", "unreadable", "unsettled"]


def test_the_order_in_which_answers_arrive_changes_nothing(seeds: Path) -> None:
    def play(late: bool) -> Developed:
        players = (solver("26", FAILED, "25"), solver("26", "1", "26"))
        weak, strong = (Late(item.answer) for item in players) if late else players
        return gated(seeds, teacher(POSED, HARDER, POSED), weak, strong)

    assert play(late=True) == play(late=False)


def test_no_play_goes_beyond_the_bound_and_each_ends_in_a_value_or_a_rejection(seeds: Path) -> None:
    """Teachers, solvers and a judge that say anything; the seam raises where a method asks beyond its bound."""
    pieces = [
        *SINGLE,
        POSED,
        HARDER,
        OPEN,
        "\nAnswer: ",
        "26",
        "Problem:",
        "Criteria:",
        "\n- ",
        "1: yes\n2: no\n3: no",
        "\0",
    ]
    ends: Counter[str] = Counter()
    for seed in range(150):
        rng = Random(seed)

        def anything(request: Request, rng: Random = rng) -> str | Completion:
            likely = {"solve": ["Answer: 26", "Answer: 18"], "grade": ["1: yes\n2: yes\n3: yes", "1: no\n2: no\n3: no"]}
            known = likely.get(request.purpose.partition("/")[2], [POSED, HARDER, OPEN])
            return rng.choice(known) if rng.random() < 0.85 else "".join(rng.choices(pieces, k=rng.randint(0, 4)))

        made = developed("gated", TASK, {"": model(anything)}, seeds)
        assert made.instances or made.rejections
        ends.update(["kept"] if made.instances else [made.rejections[-1].rule])
    assert {"kept", "too_easy", "too_hard", "unposable", "unsettled"} <= set(ends)


@pytest.mark.parametrize(
    ("tries", "weak_most", "strong_least", "weak", "strong"),
    [
        (3, 0.34, 0.6, (2, 2), (2, 2)),
        (4, 0.25, 0.75, (3, 2), (3, 2)),
        (1, 0.0, 1.0, (1, 1), (1, 1)),
        (5, 0.0, 0.2, (5, 1), (1, 5)),
        (10, 0.3, 0.7, (7, 4), (7, 4)),
    ],
)
def test_shares_become_numbers_of_tries(
    tries: int, weak_most: float, strong_least: float, weak: tuple[int, int], strong: tuple[int, int]
) -> None:
    options = GatedOptions(3, tries, weak_most, strong_least, ["Answer: x"])
    assert options.need("weak") == Need(False, *weak)
    assert options.need("strong") == Need(True, *strong)


@pytest.mark.parametrize(("good", "bad", "tries"), [(2, 2, 3), (3, 2, 4), (1, 1, 1), (7, 4, 10), (1, 5, 5)])
@pytest.mark.parametrize("passes", [True, False])
def test_no_try_is_made_that_could_not_count(good: int, bad: int, tries: int, passes: bool) -> None:
    need = Need(passes, good, bad)
    for seed in range(200):
        rng, passed, failed, done = Random(seed), 0, 0, 0
        while more := need.more(passed, failed, tries - done):
            for _ in range(more):
                assert need.more(passed, failed, tries - done), "settled before the last of those asked at once"
                done += 1
                if rng.random() < 0.5:
                    passed += 1
                else:
                    failed += 1
        right, wrong = (passed, failed) if passes else (failed, passed)
        assert (right == good) != (wrong == bad), "without lost tries one of the two is reached, and not passed"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("rounds=0", "rounds: must be 1 to 20"),
        ("tries=21", "tries: must be 1 to 20"),
        ("weak_most=0.7", "must be 0 ≤ weak_most < strong_least ≤ 1"),
        ("strong_least=1.5", "must be 0 ≤ weak_most < strong_least ≤ 1"),
        ("say=[]", "say: is empty"),
        ("say=[Be brief.]", "say: must ask for a line"),
        ("kind=a", "kind"),
    ],
)
def test_options_that_cannot_be_are_refused_with_what_they_must_be(seeds: Path, setting: str, told: str) -> None:
    with pytest.raises(RecipeError, match=told):
        gated(seeds, teacher(POSED), solver("1"), solver("1"), sets=(f"method.{setting}",))
