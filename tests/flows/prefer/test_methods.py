"""What each method makes a pair of, and what a pair may never be."""

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import selfinstruct
from selfinstruct.filters import load_filters
from selfinstruct.flows.prefer.asking import JudgeTally, MethodSettings, PreferPrompt
from selfinstruct.flows.prefer.methods import PairOutcome, make_pair
from selfinstruct.flows.prefer.pairs import flawed
from selfinstruct.recipes.prefer import METHODS, VARIABLES, load_preference_recipe
from selfinstruct.recipes.rubric import load_rubric
from selfinstruct.recipes.templates import Templates
from selfinstruct.records import Completion, Instance, Message, Reason, Request, Task
from selfinstruct.runs.run import Run
from tests.support.cases import cases
from tests.support.models import Answering
from tests.support.preferences import CRITERIA, asked, judged, prepared
from tests.support.runs import SEEDS

TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "yes", "yes.", "yes. No", "no", "Faults: none", "Faults:\n- x", "Change: none", "Better: A",
         "Revised response:\nfine", "Edited response:\nfiner", "Change: a\nFlawed response:\nbad", "accuracy: 5"]
    ),
    st.text(max_size=40),
)  # fmt: skip
POINTS = st.integers(0, 12)


@cases(60)
@given(st.sampled_from(METHODS), st.data())
def test_whatever_models_answer_no_bad_pair_comes_out(method: str, data: st.DataObject) -> None:
    overrides = ["edited=true"] if method == "revise" else []
    if method == "rank":
        overrides.append(f"judging={data.draw(st.sampled_from(['pairwise', 'pointwise']))}")
    recipe = load_preference_recipe(method, overrides)
    rubric = load_rubric("correctness")
    names = [item.name for item in rubric.criteria]

    def answer(request: Request) -> Completion:
        stage = request.purpose.rpartition("/")[2]
        reason = data.draw(st.sampled_from(["stop", "stop", "stop", "length", None]))
        if stage.startswith("score"):
            text = "\n".join(f"{name}: {data.draw(POINTS)}" for name in names)
        elif stage.startswith("compare"):
            numbers = [data.draw(POINTS), data.draw(POINTS)]
            text = judged(names, numbers, data.draw(st.sampled_from(["A", "B", "tie", "?"])))
        else:
            text = data.draw(TEXTS)
        return Completion(text, reason, error="" if reason else "refused")

    model = Answering(answer)
    judges = [model] if recipe.judged or data.draw(st.booleans()) else []
    setting = MethodSettings(recipe, rubric, Templates(recipe, VARIABLES), [model], judges)
    item = PreferPrompt("t", "i", (Message("user", "Ask."),), data.draw(TEXTS))
    outcome: PairOutcome = asyncio.run(make_pair(setting, item))
    pair = outcome.preference
    final = [line for line in outcome.rejections if not line.aside]
    assert len(final) == (pair is None), "a pair, or one reason why there is none"
    for line in outcome.rejections:
        json.dumps(line.as_dict())
    if pair is None:
        return
    assert flawed(pair.chosen, pair.rejected) is None
    assert pair.edited is None or (
        flawed(pair.edited, pair.chosen) is None and flawed(pair.edited, pair.rejected) is None
    )
    if judges:
        assert pair.margin is not None
        assert pair.margin >= recipe.min_margin > 0
        assert pair.grade == recipe.grade(pair.margin)
        assert pair.judges == (model.name,)
    else:
        assert (pair.margin, pair.grade, pair.judges, dict(pair.scores)) == (None, None, (), {})
    assert pair.as_dict()["models"].keys() >= {"chosen", "rejected"}


@pytest.mark.parametrize(("points", "kept"), [([9, 8], True), ([8, 8], False), ([7, 8], False)])
def test_an_edited_response_stands_only_where_it_is_better(points: list[int], kept: bool) -> None:
    said = {
        "response": "It is odd.", "critique": "Faults:\n- odd", "revision": "Revised response:\nIt is well.",
        "edit": "Edited response:\nIt is very well.",
    }  # fmt: skip
    scores = {"It is odd.": 2, "It is well.": points[1], "It is very well.": points[0]}

    def answer(request: Request) -> str:
        stage = request.purpose.rpartition("/")[2]
        if stage in said:
            return said[stage]
        shown = request.messages[-1].content.rpartition("> ")[2].strip()
        return "\n".join(f"{name}: {scores[shown]}" for name in CRITERIA)

    outcome = asked("revise", answer, "edited=true", "judged=true", "judging=pointwise")
    assert outcome.preference is not None
    assert outcome.preference.edited == ("It is very well." if kept else None)
    assert [(line.rule, line.aside) for line in outcome.rejections] == ([] if kept else [("edited", True)])


MAIL = "Write to anna@example.org today."


@pytest.mark.parametrize("where", ["prompt", "strong", "weak", "edit", ""])
def test_personal_data_costs_the_pair_and_is_not_written_down(where: str) -> None:
    said = {
        "strong": "It is well.", "weak": "It is odd.", "response": "It is odd.", "critique": "Faults:\n- odd",
        "revision": "Revised response:\nIt is well.", "edit": "Edited response:\nIt is very well.",
    }  # fmt: skip
    said |= {where: f"Edited response:\n{MAIL}" if where == "edit" else MAIL}
    model = Answering(lambda request: Completion(said[request.purpose.rpartition("/")[2]]), "test/0")
    method, *form = ("revise", "edited=true", "judged=false") if where == "edit" else ("contrast", "judged=false")
    setting = MethodSettings(*prepared(method, *form), [model], [], filters=load_filters({"pii": {}}))
    prompt = Message("user", MAIL if where == "prompt" else "Ask.")
    outcome = asyncio.run(make_pair(setting, PreferPrompt("t", "i", (prompt,))))
    assert (outcome.preference is not None) is (where in ("edit", ""))
    lines = [line.as_dict() for line in outcome.rejections]
    assert [(line["rule"], line["value"]) for line in lines] == {
        "": [], "edit": [("edited", "pii")]
    }.get(where, [("pii", {"email": 1})])  # fmt: skip
    assert "anna" not in json.dumps(lines)


class Discreet:
    """A user's filter: what it says of a text is private, and nothing but its reasons tells so."""

    scope = "instance"

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        return Reason("discreet", {"email": 1}, private=True) if "anna" in instance.output else None


@pytest.mark.parametrize("where", ["strong", "edit"])
def test_a_private_reason_of_any_filter_is_not_written_down(where: str) -> None:
    said = {
        "strong": "It is well.", "weak": "It is odd.", "response": "It is odd.", "critique": "Faults:\n- odd",
        "revision": "Revised response:\nIt is well.", "edit": "Edited response:\nIt is very well.",
    }  # fmt: skip
    said |= {where: f"Edited response:\n{MAIL}" if where == "edit" else MAIL}
    model = Answering(lambda request: Completion(said[request.purpose.rpartition("/")[2]]), "test/0")
    method, *form = ("revise", "edited=true", "judged=false") if where == "edit" else ("contrast", "judged=false")
    setting = MethodSettings(*prepared(method, *form), [model], [], filters=[Discreet()])
    outcome = asyncio.run(make_pair(setting, PreferPrompt("t", "i", (Message("user", "Ask."),))))
    lines = [line.as_dict() for line in outcome.rejections]
    assert [line["rule"] for line in lines] == ["edited" if where == "edit" else "discreet"]
    assert "anna" not in json.dumps(lines)


def test_ranking_takes_the_best_and_the_worst() -> None:
    points = {"own": 5, "r1": 9, "r2": 2, "r3": 7}

    def answer(request: Request) -> str:
        if request.purpose.endswith("response"):
            return f"r{request.index}"
        shown = request.messages[-1].content.rpartition("> ")[2].strip()
        return "\n".join(f"{name}: {points[shown]}" for name in CRITERIA)

    outcome = asked("rank", answer, output="own")
    pair = outcome.preference
    assert pair is not None
    assert (pair.chosen, pair.rejected, pair.margin, pair.grade) == ("r1", "r2", 7.0, "significantly_better")
    assert dict(pair.models) == {"chosen": "test/0", "rejected": "test/0"}
    points |= {"own": 9, "r1": 9, "r3": 9, "r2": 9}
    assert [(line.rule, line.value) for line in asked("rank", answer, output="own").rejections] == [
        ("tie", "equal scores")
    ]


def test_ranking_by_duels_takes_who_beats_the_others_by_most() -> None:
    points = {"own": 5, "r1": 9, "r2": 2, "r3": 7}

    def answer(request: Request) -> str:
        if request.purpose.endswith("response"):
            return f"r{request.index}"
        a, b = [line[2:] for line in request.messages[-1].content.split("\n") if line.startswith("> ")][-2:]
        return judged(CRITERIA, [points[a], points[b]], "A" if points[a] > points[b] else "B")

    outcome = asked("rank", answer, "judging=pairwise", output="own")
    pair = outcome.preference
    assert pair is not None
    assert (pair.chosen, pair.rejected) == ("r1", "r2")
    assert pair.margin == pytest.approx((4 + 7 + 2 + 3 + 7 + 5) / 3, abs=0.001)
    assert outcome.tally == JudgeTally(first=6, second=6)


def test_a_response_that_is_cut_off_is_set_aside() -> None:
    def answer(request: Request) -> Completion:
        if request.purpose.endswith("response"):
            return Completion(f"response {request.index}", "length" if request.index == 2 else "stop")
        value = 9 if "response 1" in request.messages[-1].content else 3
        return Completion("\n".join(f"{name}: {value}" for name in CRITERIA))

    model = Answering(answer)
    setting = MethodSettings(*prepared("rank"), [model], [model])
    outcome = asyncio.run(make_pair(setting, PreferPrompt("t", "i", (Message("user", "Ask."),))))
    assert outcome.preference is not None
    assert outcome.preference.chosen == "response 1"
    assert [(line.rule, line.value, line.aside) for line in outcome.rejections] == [("truncated", "response", True)]


def test_triplets_and_flaws_offline(tmp_path: Path) -> None:
    run = selfinstruct.generate(SEEDS, n=30, out=tmp_path / "thirty").path
    revised = selfinstruct.prefer(run, "revise", overrides=("edited=true",))
    triplets = [row for row in revised.pairs() if row["edited"]]
    assert len(triplets) == revised.report["edited"] > 0
    for row in triplets:
        assert len({row["edited"], row["chosen"], row["rejected"]}) == 3
        assert row["scores"]["edited"] > row["scores"]["chosen"] > row["scores"]["rejected"]
    corrupted = selfinstruct.prefer(run, "corrupt")
    outputs = {row["id"]: row["output"] for row in Run(run).dataset()}
    flaws = set(load_preference_recipe("corrupt").flaws)
    for row in corrupted.pairs():
        assert row["chosen"] == outputs[row["instance_id"]]
        assert row["flaw"] in flaws
        assert row["models"] == {"chosen": "dataset", "rejected": "offline"}
        assert row["rationale"]
    assert len({row["flaw"] for row in corrupted.pairs()}) > 3
