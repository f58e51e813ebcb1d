"""Preference data: same bytes in any order, resume, judges, guards, and what a pair may never be."""

import asyncio
import json
import signal
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import selfinstruct
from selfinstruct.errors import KeyRefused, RecipeError, RunDamaged, RunError, SeedError, UsageError
from selfinstruct.filters import load_filters
from selfinstruct.flows.prefer.asking import JudgeTally, MethodSettings, PreferPrompt
from selfinstruct.flows.prefer.bias import bias, shared_prefix, warning
from selfinstruct.flows.prefer.files import FILE, REJECTED
from selfinstruct.flows.prefer.methods import PairOutcome, make_pair
from selfinstruct.flows.prefer.pairs import cut, flawed
from selfinstruct.flows.prefer.prompts import load_prompts
from selfinstruct.parse.judgements import read_comparison, read_corruption, read_faults, read_grading, read_marked
from selfinstruct.recipes.prefer import METHODS, VARIABLES, PreferenceRecipe, load_preference_recipe
from selfinstruct.recipes.rubric import Rubric, load_rubric, shipped_rubrics
from selfinstruct.recipes.templates import Templates, quote
from selfinstruct.records import Completion, Message, Preference, Request
from selfinstruct.runs.run import FILES, Run
from tests.serve import serving
from tests.support.models import Answering
from tests.support.preferences import Uneven, files
from tests.support.processes import Command
from tests.support.processes import run as command
from tests.support.runs import SEEDS, copied, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:

    path = tmp_path_factory.mktemp("made") / "run"
    selfinstruct.generate(SEEDS, n=10, out=path)
    return path


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return copied(made, tmp_path / "run")


# One method in each of its forms: the settings, and how many requests a prompt costs at most.
FORMS: list[tuple[str, dict[str, Any]]] = [
    ("contrast", {}),
    ("contrast", {"strong": "offline/strong", "weak": "offline/weak", "judges": ("offline/judge-a",)}),
    ("rank", {}),
    ("rank", {"overrides": ("judging=pairwise", "against=random"), "responses": 3}),
    ("rank", {"judges": ("offline", "offline/judge-a", "offline/judge-b")}),
    ("revise", {"overrides": ("edited=true",)}),
    ("revise", {"overrides": ("own_output=true", "judging=pointwise")}),
    ("corrupt", {}),
]


@pytest.mark.parametrize(("method", "options"), FORMS)
def test_order_of_arrival_and_concurrency_do_not_show(
    made: Path, tmp_path: Path, method: str, options: dict[str, Any]
) -> None:
    kept = []
    for seed, concurrency in ((0, 1), (1, 7), (2, 64)):
        path = copied(made, tmp_path / str(seed))
        own = {name: value for name, value in options.items() if name not in ("strong", "weak")}
        given = options if "strong" in options else own | {"models": (Uneven(seed),)}
        done = selfinstruct.prefer(path, method, concurrency=concurrency, **given)
        assert done.status == "done"
        kept.append(files(path))
        report = done.report
        assert report["settled"] == report["prompts"] == len(Run(path).dataset())
        assert report["pairs"] + sum(report["rejected"].values()) == report["prompts"]
        assert len(done.pairs()) == report["pairs"]
        assert len(done.rejected()) == sum(report["rejected"].values()) + sum(report["aside"].values())
    assert kept[0] == kept[1] == kept[2]
    # The offline critic finds no fault with the offline model's own outputs.
    assert kept[0][REJECTED if "own_output=true" in options.get("overrides", ()) else FILE]


@pytest.mark.parametrize("method", METHODS)
def test_interrupted_and_resumed_many_times(made: Path, tmp_path: Path, method: str) -> None:
    whole = copied(made, tmp_path / "whole")
    selfinstruct.prefer(whole, method, models=(Uneven(),))
    parts = copied(made, tmp_path / "parts")
    asked: Counter[str] = Counter()
    for session in range(1, 60):
        model = Uneven(session)
        done = selfinstruct.prefer(
            parts, method, models=(model,), max_requests=10 * session, concurrency=1 + session % 9
        )
        asked += model.asked
        if done.report["settled"]:
            assert all(files(whole)[name].startswith(data) for name, data in files(parts).items())
        if done.status == "done":
            break
        assert done.status == "max_requests"
        assert done.report["requests"] == 10 * session
    assert files(parts) == files(whole)
    assert max(asked.values()) == 1, "nothing is bought twice"
    assert session > 3


def test_a_stopped_model_leaves_what_is_settled(made: Path, run: Path, tmp_path: Path) -> None:
    failing = Uneven(3, fails_after=70)
    with pytest.raises(KeyRefused):
        selfinstruct.prefer(run, "rank", models=(failing,), concurrency=3)
    report = Run(run).info["preferences"]["rank/1"]
    assert (report["status"], report["reason"]) == ("failed", "the key is refused")
    assert 0 < report["settled"] < report["prompts"]
    model = Uneven(4)
    selfinstruct.prefer(run, "rank", models=(model,))
    assert not set(model.asked) & set(failing.asked)
    whole = copied(made, tmp_path / "whole")
    selfinstruct.prefer(whole, "rank", models=(Uneven(),))
    assert files(run) == files(whole)


def test_methods_do_not_disturb_each_other_nor_the_run(seeds: Path, made: Path, tmp_path: Path) -> None:
    one, other = copied(made, tmp_path / "one"), copied(made, tmp_path / "other")
    for method in METHODS:
        selfinstruct.prefer(one, method)
    for method in reversed(METHODS):
        selfinstruct.prefer(other, method)
    assert files(one) == files(other)
    rows = list(Run(one).rows(FILE))
    assert [row["method"] for row in rows] == sorted(row["method"] for row in rows)
    before = files(one)
    grown = selfinstruct.resume(one, n=15, max_requests=40)
    assert grown.status == "done", "the requests of preferences count on their own account"
    selfinstruct.generate(seeds, n=15, out=tmp_path / "fresh")
    for name in FILES:
        assert (one / name).read_bytes() == (tmp_path / "fresh" / name).read_bytes()
    assert grown.info["requests"] == Run(tmp_path / "fresh").info["requests"]
    assert files(one) == before
    assert set(grown.info["preferences"]) == {f"{method}/1" for method in METHODS}
    model = Uneven()
    longer = selfinstruct.prefer(one, "rank", models=(model,))
    earlier = [row for row in rows if row["method"] == "rank"]
    assert longer.pairs()[: len(earlier)] == earlier
    assert longer.report["prompts"] == len(grown.dataset())
    assert 0 < model.asked.total() < longer.report["requests"]


def test_fewer_prompts_take_nothing_back(run: Path, tmp_path: Path) -> None:
    first = selfinstruct.prefer(run, "rank")
    before = files(run)
    model = Uneven()
    again = selfinstruct.prefer(run, "rank", n=2, models=(model,))
    assert files(run) == before
    assert again.report == first.report
    assert not model.asked
    selfinstruct.prefer(run, "rank", n=2, min_margin=5.0)
    assert len(files(run)[FILE]) < len(before[FILE]), "other settings replace the lines"

    # The same names, and other prompts behind them.
    for number, word in ((6, "rivers"), (2, "lakes")):
        rows = [{"id": str(place), "instruction": f"Name {place + 3} {word} of Asia."} for place in range(6)]
        write(tmp_path / "prompts.jsonl", rows)
        made = selfinstruct.prefer(tmp_path / "prompts.jsonl", "rank", n=number, out=tmp_path / "out")
        assert made.report["settled"] == number
    collected = [
        selfinstruct.prefer(run, "rank", n=number, responses_only=True, round=2).responses() for number in (8, 3)
    ]
    assert collected[0] == collected[1]


def test_rounds_and_reruns(run: Path) -> None:
    first = selfinstruct.prefer(run, "rank", n=20)
    before = files(run)
    second = selfinstruct.prefer(run, "rank", n=10, round=2, models=("offline/strong", "offline/weak"))
    assert files(run)[FILE].startswith(before[FILE])
    assert {row["round"] for row in second.pairs()} == {2}
    assert first.pairs() == [row for row in Run(run).rows(FILE) if row["round"] == 1]
    again = selfinstruct.prefer(run, "rank", n=20, min_margin=5.0)
    assert 0 < len(again.pairs()) < first.report["pairs"]
    assert all(row["margin"] >= 5 for row in again.pairs())
    assert {row["rule"] for row in again.rejected()} == {"equal", "margin", "cut"} - (
        set() if "cut" in first.report["rejected"] else {"cut"}
    )
    assert again.report["requests"] == first.report["requests"], "only the thresholds differ: nothing is asked again"
    assert [row["round"] for row in Run(run).rows(FILE)][-len(second.pairs()) :] == [2] * len(second.pairs())


@pytest.mark.parametrize("method", [m if m == "rank" else pytest.param(m, marks=pytest.mark.slow) for m in METHODS])
def test_over_http_with_faults(made: Path, tmp_path: Path, method: str) -> None:
    offline, served = copied(made, tmp_path / "offline"), copied(made, tmp_path / "served")
    selfinstruct.prefer(offline, method, n=12, models=("offline",))
    faults = "500=0.03,reset=0.02,429=0.02,truncated=0.02" if method == "rank" else ""
    with serving(latency="lognormal:20", faults=faults) as server:
        done = selfinstruct.prefer(served, method, n=12, models=("openai/any",), base_url=server.base_url)
        stats = server.stats()
    assert done.status == "done"
    found = {name: data.replace(b"openai/any", b"offline") for name, data in files(served).items()}
    # The name of a model is part of a prompt's key and of the offline judge's mood, not of what it knows.
    assert json.loads(found[FILE].split(b"\n")[0])["prompt"]
    assert comparable(found) == comparable(files(offline))
    assert stats["answered_twice"] == 0


def comparable(found: dict[str, bytes]) -> list[Any]:
    rows = [json.loads(line) for data in found.values() for line in data.splitlines()]
    return [{name: row.get(name) for name in ("task_id", "instance_id", "chosen", "rejected", "rule")} for row in rows]


@pytest.mark.parametrize("method", [m if m == "rank" else pytest.param(m, marks=pytest.mark.slow) for m in METHODS])
def test_killed_and_run_again(made: Path, tmp_path: Path, method: str) -> None:
    path, whole = copied(made, tmp_path / "killed"), copied(made, tmp_path / "whole")
    with serving(latency="fixed:15") as server:
        words = ["prefer", str(path), "--method", method, "--model", "openai/any", "--base-url", server.base_url]
        words += ["--concurrency", "4", "-n", "12"]
        killed = Command(*words, cwd=tmp_path)
        server.account("any", answered=9)
        killed.send(signal.SIGKILL)
        assert killed.end().returncode, "it was killed midway"
        done = command(*words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        stats = server.stats()
    assert stats["answered_twice"] <= 4, "at most what was in flight is asked again"
    with serving() as server:
        selfinstruct.prefer(whole, method, n=12, models=("openai/any",), base_url=server.base_url)
    assert files(path) == files(whole)


def test_a_file_of_prompts(tmp_path: Path) -> None:
    source = tmp_path / "prompts.jsonl"
    rows = [
        {"prompt": 'Write the word "lantern" backwards.', "id": "p1"},
        {"prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is a plural?"}]},
        {"instruction": 'Write the word "kettle" backwards.', "input": "", "output": "elttek"},
        {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]},
        {"instruction": 'Write the word "lantern" backwards.', "id": 7},
    ]  # fmt: skip
    write(source, rows)
    found = load_prompts(source)
    assert [(item.task_id, item.output, item.ordinal) for item in found if item.task_id in ("p1", "7")] == [
        ("p1", "", 0), ("7", "", 1),
    ]  # fmt: skip
    assert [item.output for item in found] == ["", "", "elttek", "Hello.", ""]
    assert found[1].text == "System: Be brief.\n\nUser: What is a plural?"
    with pytest.raises(UsageError, match="give --out DIR"):
        selfinstruct.prefer(source, "contrast")
    done = selfinstruct.prefer(
        source, "contrast", out=tmp_path / "out", strong="offline/strong", weak="offline/weak", judges=("offline",)
    )
    assert done.report["prompts"] == 5
    kettle = next(row for row in done.pairs() if "kettle" in row["prompt"][0]["content"])
    assert (kettle["chosen"], kettle["rejected"]) == ("elttek", "ANSWER => elttek <=")
    assert kettle["models"] == {"chosen": "offline/strong", "rejected": "offline/weak"}
    assert (kettle["margin"], kettle["grade"]) == (3.5, "better")
    shown = command("show", "out", "--samples", "1", cwd=tmp_path)
    assert "Done: contrast, round 1: " in shown.stdout
    assert "\nRejected: " in shown.stdout


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("{", "is not JSON"),
        ('{"prompt": ""}', "prompt: is neither a text nor a list of messages"),
        ('{"prompt": [{"role": "user"}]}', r"prompt\[0\]: needs a role"),
        ('{"messages": [{"role": "assistant", "content": "x"}]}', "does not end with a user turn"),
        ('{"instruction": 3}', "instruction: is missing or not a text"),
        ('{"instruction": "x", "instances": "y"}', "instances: is not a list"),
        ("[1]", "is not a JSON object"),
        ('{"id": 1.5, "prompt": "x"}', "id: is neither a text nor a whole number"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, row: str, problem: str) -> None:
    source = tmp_path / "prompts.jsonl"
    source.write_text(f'{{"prompt": "fine"}}\n{row}\n')
    if row == "[1]":
        source.write_text("[1]")
    with pytest.raises(SeedError, match=problem):
        load_prompts(source)


# --- What a pair may never be ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "rejected", "rule"),
    [
        ("Paris", "Lyon", None),
        ("", "x", "empty"),
        ("x", " \n", "empty"),
        ("The same.", " The  same.\n", "equal"),
        ("It is 12.", "It is 12. It was 11.", None),
        ("It is 12", "It is 12. It was 11.", "cut"),
        ("It is 12. It was 11.", "It is 1", "cut"),
        ("one\ntwo\nthree", "one\ntwo", None),
        ("one\ntwo\nthree", "one\ntw", "cut"),
        ("A good start. And an end.", "And an end.", None),
        ("A good start and an end.", "and an end.", "cut"),
        ("42", "4", "cut"),
    ],
)
def test_flawed_pairs(chosen: str, rejected: str, rule: str | None) -> None:
    reason = flawed(chosen, rejected)
    assert (reason.rule if reason else None) == rule


@given(st.text(min_size=2, max_size=60), st.data())
def test_a_text_cut_inside_a_word_is_found(text: str, data: st.DataObject) -> None:
    whole = f"begin{text.strip()}end"
    at = data.draw(st.integers(1, len(whole) - 1))
    if whole[at - 1].isalnum() and whole[at].isalnum():
        assert cut(whole[:at], whole)
        assert cut(whole[at:], whole)
        assert flawed(whole, whole[:at]) is not None


TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", "yes", "yes.", "yes. No", "no", "Faults: none", "Faults:\n- x", "Change: none", "Better: A",
         "Revised response:\nfine", "Edited response:\nfiner", "Change: a\nFlawed response:\nbad", "accuracy: 5"]
    ),
    st.text(max_size=40),
)  # fmt: skip
POINTS = st.integers(0, 12)


def judged(rubric_names: list[str], numbers: list[int], better: str) -> str:
    lines = [f"{name}: A {numbers[0]}, B {numbers[1]}" for name in rubric_names]
    return "\n".join(["Reasons: so.", *lines, f"Better: {better}"])


@settings(max_examples=60, deadline=None)
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


# --- Reading judgements -------------------------------------------------------------------------------------------

TWO = ("accuracy", "fit")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Reasons: good.\naccuracy: 8\nfit: 9.5", (8, 9.5)),
        ("**Reasons:** good\n- **accuracy**: 8/10\n- Fit: 10 points", (8, 10)),
        ("<think>accuracy: 1</think>\nReasons: a\nb\naccuracy: 8\nfit: 9", (8, 9)),
        ("accuracy: 8 (one slip)\nfit: 9", (8, 9)),
        ("accuracy: 8 (or 7)\nfit: 9", None),
        ("accuracy: 8", None),
        ("accuracy: 8\nfit: 11", None),
        ("accuracy: 8\nfit: 0", None),
        ("accuracy: 8\nfit: 9\nfit: 3", None),
        ("accuracy: eight\nfit: 9", None),
        ("accuracy: 8 or 9\nfit: 9", None),
        ("I would give it an 8.", None),
        ("", None),
    ],
)
def test_read_grading(text: str, points: tuple[float, float] | None) -> None:
    found = read_grading(text, TWO, 1, 10)
    assert (None if found is None else tuple(found.points.values())) == points


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reasons: A is right.\naccuracy: A 9, B 4\nfit: A 8, B 8\nBetter: A", (9, 4, 1, "A is right.")),
        ("accuracy: A: 9, B: 4\nfit: A 8; B 8\n**Better:** B.", (9, 4, -1, "")),
        ("accuracy: A 9/10, B 4/10\nfit: A 8 and B 8\nBetter: Tie", (9, 4, 0, "")),
        ("accuracy: A 9 vs. B 4\nfit: A 8, B 8 (both fit)\nBetter: A (clearly)", (9, 4, 1, "")),
        ("accuracy: A 9, B 4\nfit: A 8, B 8", None),
        ("accuracy: A 9, B 4\nfit: A 8, B 8\nBetter: both", None),
        ("accuracy: 9, 4\nfit: A 8, B 8\nBetter: A", None),
        ("accuracy: A 9, B 40\nfit: A 8, B 8\nBetter: A", None),
        ("Better: A\naccuracy: A 9, B 4\nfit: A 8, B 8\nBetter: B", None),
    ],
)
def test_read_comparison(text: str, expected: tuple[float, float, int, str] | None) -> None:
    found = read_comparison(text, TWO, 1, 10)
    if found is None:
        assert expected is None
    else:
        assert (found.first["accuracy"], found.second["accuracy"], found.better, found.reasons) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Faults: none", ()),
        ("Faults:\nNone.", ()),
        ("Faults:\n- wrong year\n- too long", ("wrong year", "too long")),
        ("Here you are.\n**Faults:** wrong year", ("wrong year",)),
        ("Faults: none. The arithmetic is right.", ()),
        ("Faults: none — 135 minus 10 is 125", ()),
        ("Faults:\n- No faults found.", ()),
        ("Faults:\nNone found. It is right.\nAnd complete.", ()),
        ("Faults:\n- None of the figures has a unit", ("None of the figures has a unit",)),
        ("Faults:\n- No price is named", ("No price is named",)),
        ("Faults:\n- Nothing is said about the stops", ("Nothing is said about the stops",)),
        ("Faults: none. However, the year is wrong.", None),
        ("Faults: none\n- wrong year", None),
        ("Faults:", None),
        ("It is fine.", None),
    ],
)
def test_read_faults(text: str, expected: tuple[str, ...] | None) -> None:
    assert read_faults(text) == expected


def test_read_marked_and_corruption() -> None:
    assert read_marked("Revised response:\n\n  one\n\ntwo\n", "Revised response") == "  one\n\ntwo"
    assert read_marked("Sure!\n**Revised response:** one\ntwo", "Revised response") == "one\ntwo"
    assert read_marked("Revised response:\n> one\n>\n> two", "Revised response") == "one\n\ntwo"
    assert read_marked("Revised response:\n> one\ntwo", "Revised response") == "> one\ntwo"
    assert read_marked("one", "Revised response") is None
    assert read_marked("Revised response:\n \n", "Revised response") is None
    assert read_corruption("Change: 3 became 4.\nFlawed response:\nIt is 4.", "Flawed response") == (
        "3 became 4.", "It is 4.",
    )  # fmt: skip
    for none in ("none", "None.", "none: there is no figure in it", "no flaw found"):
        assert read_corruption(f"Change: {none}", "Flawed response") == (none, None)
    assert read_corruption("Change: 3 became 4.", "Flawed response") is None
    assert read_corruption("It is 4.", "Flawed response") is None


@given(st.text(max_size=300))
def test_readers_never_raise(text: str) -> None:
    for reader in (
        lambda: read_grading(text, TWO, 1, 10),
        lambda: read_comparison(text, TWO, 1, 10),
        lambda: read_faults(text),
        lambda: read_marked(text, "Revised response"),
        lambda: read_corruption(text, "Flawed response"),
    ):
        reader()


@given(st.text(max_size=200))
def test_quoted_text_cannot_end_its_quotation(text: str) -> None:
    assert all(line.startswith(">") for line in quote(text).split("\n"))


# --- Judges -------------------------------------------------------------------------------------------------------


@cache
def prepared(method: str, *overrides: str) -> tuple[PreferenceRecipe, Rubric, Templates]:
    recipe = load_preference_recipe(method, overrides)
    return recipe, load_rubric("concision"), Templates(recipe, VARIABLES)


def asked(method: str, answer: Callable[[Request], str], *overrides: str, output: str = "") -> PairOutcome:
    model = Answering(lambda request: Completion(answer(request)), "test/0")
    setting = MethodSettings(*prepared(method, *overrides), [model], [model])
    return asyncio.run(make_pair(setting, PreferPrompt("t", "i", (Message("user", "Ask."),), output)))


CRITERIA = ["economy", "completeness", "directness"]


def comparing(first: Callable[[str, str], str]) -> Callable[[Request], str]:
    """Responses "good" and "poor", and a judge that answers by the two shown."""

    def answer(request: Request) -> str:
        stage = request.purpose.rpartition("/")[2]
        if stage in ("strong", "weak"):
            return "good" if stage == "strong" else "poor"
        shown = [line[2:] for line in request.messages[-1].content.split("\n") if line.startswith("> ")]
        return first(shown[-2], shown[-1])

    return answer


@pytest.mark.parametrize(
    ("judge", "rule", "value"),
    [
        (lambda a, b: judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "A" if a == "good" else "B"), None, None),
        (lambda a, b: judged(CRITERIA, [8, 4], "A"), "tie", "flip"),
        (lambda a, b: judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "tie"), "tie", "tie"),
        (lambda a, b: judged(CRITERIA, [8, 4] if a == "good" else [5, 5], "A" if a == "good" else "tie"), "tie", "tie"),
        (lambda a, b: judged(CRITERIA, [4, 8] if a == "good" else [8, 4], "B" if a == "good" else "A"),
         "reversed", -4.0),
        (lambda a, b: judged(CRITERIA, [4, 8] if a == "good" else [8, 4], "A" if a == "good" else "B"), "tie",
         "points against the verdict"),
        (lambda a, b: judged(CRITERIA, [8, 7] if a == "good" else [7, 8], "A" if a == "good" else "B"), "margin", 2.0),
        (lambda a, b: "I like both.", "unreadable", "compare"),
    ],
)  # fmt: skip
def test_verdicts(judge: Callable[[str, str], str], rule: str | None, value: Any) -> None:
    outcome = asked("contrast", comparing(judge), "judged=true", "min_margin=2")
    if rule is None:
        assert outcome.preference is not None
        assert (outcome.preference.margin, outcome.preference.grade) == (4.0, "better")
        assert outcome.preference.scores == {"chosen": 8.0, "rejected": 4.0}
    else:
        assert [(line.rule, line.value) for line in outcome.rejections] == [(rule, value)]


def fair(a: str, b: str) -> str:
    return judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "A" if a == "good" else "B")


@pytest.mark.parametrize(("least", "kept"), [("4", True), ("4.001", False)])
def test_a_margin_that_is_just_large_enough_is(least: str, kept: bool) -> None:
    outcome = asked("contrast", comparing(fair), "judged=true", f"min_margin={least}")
    assert (outcome.preference is not None) is kept


@pytest.mark.parametrize(
    ("judge", "tally"),
    [
        (fair, JudgeTally(first=1, second=1)),
        (lambda a, b: judged(CRITERIA, [8, 4], "A"), JudgeTally(first=2, flips=1)),
        (lambda a, b: judged(CRITERIA, [4, 8], "B"), JudgeTally(second=2, flips=1)),
        (lambda a, b: judged(CRITERIA, [6, 6], "tie"), JudgeTally(ties=2)),
    ],
)
def test_what_judges_did_is_counted(judge: Callable[[str, str], str], tally: JudgeTally) -> None:
    assert asked("contrast", comparing(judge), "judged=true").tally == tally


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


def test_the_unreadable_is_asked_for_once_more_in_other_words() -> None:
    seen: list[str] = []

    def judge(a: str, b: str) -> str:
        return judged(CRITERIA, [8, 4] if a == "good" else [4, 8], "A" if a == "good" else "B")

    plain = comparing(judge)

    def answer(request: Request) -> str:
        seen.append(request.purpose.rpartition("/")[2])
        return "Hm." if request.purpose.endswith("compare") else plain(request)

    outcome = asked("contrast", answer, "judged=true")
    assert outcome.preference is not None
    assert Counter(seen)["compare"] == Counter(seen)["compare_again"] == 2
    assert outcome.tally.unreadable == 2


def test_several_judges_vote_and_the_margin_is_their_mean() -> None:
    def judge(name: str, sign: int, points: tuple[int, int]) -> Answering:
        def first(a: str, b: str) -> str:
            ahead = (a == "good") == (sign > 0)
            return judged(CRITERIA, sorted(points, reverse=ahead), "A" if ahead else "B")

        return Answering(lambda request: Completion(comparing(first)(request)), name)

    def verdict(*judges: Answering) -> PairOutcome:
        setting = MethodSettings(*prepared("contrast"), [judges[0]], judges)
        return asyncio.run(make_pair(setting, PreferPrompt("t", "i", (Message("user", "Ask."),))))

    fair, fond, cross = judge("j/1", 1, (4, 8)), judge("j/2", 1, (2, 8)), judge("j/3", -1, (7, 8))
    agreed = verdict(fair, fond, cross).preference
    assert agreed is not None
    assert agreed.margin == pytest.approx((4 + 6 - 1) / 3, abs=0.001)
    assert agreed.judges == ("j/1", "j/2", "j/3")
    assert agreed.rationale.split("\n")[0] == "j/1: so."
    furious = judge("j/4", -1, (1, 10))
    assert [line.rule for line in verdict(judge("j/5", 1, (7, 8)), judge("j/6", 1, (7, 8)), furious).rejections] == [
        "tie"
    ]


def test_both_orders_take_the_bias_of_position_away() -> None:
    """A judge that takes the first one shown in 40 % of all pairs, and is right in 85 % of the others."""
    rng = Random(5)
    moods = [(rng.random() < 0.4, rng.random() < 0.85) for _ in range(400)]
    wins: Counter[str] = Counter()
    right = decided = 0
    tally = JudgeTally()
    for number, (biased, correct) in enumerate(moods):
        better = ("good", "poor") if number % 2 else ("poor", "good")  # the strong model is the worse one half the time

        def first(
            a: str, b: str, better: tuple[str, str] = better, biased: bool = biased, correct: bool = correct
        ) -> str:
            ahead = biased or ((a == better[0]) == correct)
            wins["A" if ahead else "B"] += 1
            return judged(CRITERIA, [8, 4] if ahead else [4, 8], "A" if ahead else "B")

        outcome = asked("contrast", comparing(first), "judged=true")
        for name in ("first", "second", "flips"):
            setattr(tally, name, getattr(tally, name) + getattr(outcome.tally, name))
        said = "good" if outcome.preference else "poor" if outcome.rejections[0].rule == "reversed" else ""
        decided += bool(said)
        right += said == better[0]
    alone = wins["A"] / sum(wins.values())
    assert alone == pytest.approx(0.7, abs=0.03), "one order: the first one shown wins far too often"
    assert bias([], tally)["first_won"] == pytest.approx(alone, abs=1e-4)
    assert tally.flips == sum(biased for biased, _ in moods)
    assert decided == len(moods) - tally.flips
    assert right / decided == pytest.approx(0.85, abs=0.04), "what is decided is right as often as the judge is"
    one_order = (0.4 * 0.5) + 0.6 * 0.85
    assert right / decided > one_order + 0.1


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


def test_triplets_and_flaws_offline(run: Path) -> None:
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


def test_the_offline_model_knows_what_is_better(run: Path) -> None:
    outputs = {(row["task_id"], row["id"]): row["output"] for row in Run(run).dataset()}
    done = selfinstruct.prefer(run, "rank", models=("offline/weak", "offline/strong"), overrides=("own_output=false",))
    assert done.report["pairs"] > done.report["prompts"] / 2
    for row in done.pairs():
        assert " ".join(row["chosen"].split()) == " ".join(outputs[row["task_id"], row["instance_id"]].split())
    assert done.report["bias"]["models"]["offline/strong"]["won"] == 1.0


def test_offline_judges_err_at_their_rates_and_three_err_less(seeds: Path, tmp_path: Path) -> None:
    """offline/judge-b is wrong about 15 % of all pairs and takes the first one shown of 10 %; three out-vote it."""
    run = selfinstruct.generate(seeds, n=100, out=tmp_path / "run")

    def judged(*judges: str) -> tuple[int, int, int]:
        """The right response is the dataset's own: pairs that are right, wrong and tied."""
        options: Any = {"strong": "offline/strong", "weak": "offline/weak", "overrides": ("own_output=true",)}
        rejected = Counter(selfinstruct.prefer(run.path, "contrast", judges=judges, **options).report["rejected"])
        right = Run(run.path).info["preferences"]["contrast/1"]["pairs"]
        return right, rejected["reversed"], rejected["tie"] + rejected["margin"]

    right, wrong, tied = judged("offline")
    assert (wrong, tied) == (0, 0), "a judge that knows is always right"
    all_pairs = right
    assert all_pairs > 150
    right, wrong, tied = judged("offline/judge-b")
    assert right + wrong + tied == all_pairs
    assert wrong / (right + wrong) == pytest.approx(0.15, abs=0.07)
    assert tied / all_pairs == pytest.approx(0.1, abs=0.06), "what the place decides is a flip, and so a tie"
    three = judged("offline/judge-a", "offline/judge-b", "offline/judge-c")
    assert sum(three) == all_pairs
    # By hand, of the decided: 0.05·0.15 + 0.05·0.1 + 0.15·0.1 - 2·0.05·0.15·0.1 = 0.026.
    assert three[1] / (three[0] + three[1]) == pytest.approx(0.026, abs=0.03)
    assert three[0] > right


# --- Guards -------------------------------------------------------------------------------------------------------


def pair(chosen: str, rejected: str, models: tuple[str, str] = ("a", "b")) -> Preference:
    return Preference(
        "x", "t", "", "rank", 1, (), chosen, rejected, models={"chosen": models[0], "rejected": models[1]}
    )


def test_bias_figures() -> None:
    found = bias(
        [pair("aaaa", "aa"), pair("bb", "cccc"), pair("dd", "ee", ("b", "a")), pair("ffff", "f", ("a", "a"))],
        JudgeTally(first=6, second=2, ties=1, flips=2, unreadable=3),
    )
    assert found["longer_won"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["length_ratio"] == {"mean": 1.875, "median": 1.5}
    assert (found["comparisons"], found["first_won"], found["flips"], found["unreadable"]) == (9, 0.75, 2, 3)
    assert found["models"] == {"a": {"pairs": 3, "won": 0.6667}, "b": {"pairs": 3, "won": 0.3333}}
    assert found["shared_prefix"] == {"mean": 0.5, "alike": 2}
    assert found["warning"] == ""
    assert bias([], JudgeTally())["longer_won"] is None


@pytest.mark.parametrize(
    ("longer", "shorter", "told"),
    [(0, 0, ""), (10, 0, "longer response is the chosen one in 100% of 10"), (5, 0, ""), (70, 30, "longer"),
     (60, 40, ""), (30, 70, "shorter response is the chosen one in 70% of 100"), (6400, 3600, "")],
)  # fmt: skip
def test_warning_where_length_predicts(longer: int, shorter: int, told: str) -> None:
    assert told in warning(longer, shorter)
    assert bool(told) == bool(warning(longer, shorter))


def test_shared_prefix() -> None:
    assert shared_prefix("abcd", "abxy") == 0.5
    assert shared_prefix("", "x") == 0.0


# --- What is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "options", "problem"),
    [
        ("guess", {}, "there is no method 'guess'; known: contrast, rank, revise, corrupt"),
        ("rank", {"out": "x"}, "is a run, which keeps its preferences itself"),
        ("rank", {"strong": "offline"}, "strong and weak are for the method contrast"),
        ("contrast", {"models": ("offline", "offline/weak")}, "give --strong and --weak, or one --model"),
        ("rank", {"judges": ("offline", "offline")}, "each model can judge once"),
        ("rank", {"round": 0}, "round and n count from 1"),
        ("rank", {"responses": 1}, "ranking needs two at least"),
        ("rank", {"recipe": "corrupt"}, "is for the method corrupt, not rank"),
        ("rank", {"rubric": "soup"}, "there is no rubric 'soup'; known: concision, correctness"),
        ("rank", {"overrides": ("grades.good=3",)}, "grades: unknown key 'good'"),
        ("rank", {"overrides": ("grades.better=30",)}, "thresholds must rise"),
        ("rank", {"overrides": ("judged=false",)}, "needs a judge"),
        ("corrupt", {"overrides": ("flaws=false",)}, "flaws: names none"),
        ("revise", {"overrides": ("critique=false",)}, "critique: is missing"),
        ("rank", {"overrides": ("soup=1",)}, "soup: unknown key"),
        ("rank", {"models": ("gpt",)}, "there is no model 'gpt'"),
        ("rank", {"models": ("openai/a@http://x/v1",), "judges": ("openai/a@http://y/v1",)}, "has two addresses"),
        ("rank", {"max_cost": 1.0}, "--max-cost needs a price"),
    ],
)
def test_refusals(run: Path, method: str, options: dict[str, Any], problem: str) -> None:
    before = sorted(path.name for path in run.iterdir())
    with pytest.raises(UsageError, match=problem.replace("(", r"\(")):
        selfinstruct.prefer(run, method, **options)
    assert sorted(path.name for path in run.iterdir()) == before


def test_other_directories_and_damaged_files(run: Path, seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RunError, match="is not a run"):
        selfinstruct.prefer(tmp_path / "empty", "rank")
    (run / FILE).write_text("no pair\n")
    with pytest.raises(RunDamaged, match=r"preferences\.jsonl:1: is not a line of preferences"):
        selfinstruct.prefer(run, "contrast", n=2)
    theirs = tmp_path / "empty" / FILE
    theirs.write_text("no pair\n")
    with pytest.raises(RunDamaged, match=r"preferences\.jsonl:1: is not a line of preferences"):
        selfinstruct.prefer(seeds, "contrast", n=2, out=theirs.parent)
    assert list(theirs.parent.iterdir()) == [theirs]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("criteria: []", "criteria: the list is empty"),
        ("criteria: [{name: Good, question: x}]", "'Good': a name is one word of small letters"),
        ("criteria: [{name: better, question: x}]", "'better': a name"),
        ("criteria: [{name: a, question: x, weight: 0}]", "criteria.a.weight: must be above 0"),
        ("criteria: [{name: a, question: x, anchors: {11: y}}]", "'11' is not a point of the scale"),
        ("criteria: [{name: a}]", "question: is missing"),
        ("criteria: [{name: a, question: x, colour: y}]", "colour: unknown key"),
        ("lowest: 5\nhighest: 5\ncriteria: [{name: a, question: x}]", "highest: must be above lowest"),
        ("- a", "must hold keys and values"),
    ],
)
def test_bad_rubrics(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError, match=problem):
        load_rubric(path)


def test_shipped_rubrics_and_ones_own(run: Path, tmp_path: Path) -> None:
    assert shipped_rubrics() == ["concision", "correctness", "helpfulness", "instruction-following", "safety"]
    for name in shipped_rubrics():
        rubric = load_rubric(name)
        assert rubric.description
        assert all(len(item.anchors) >= 3 for item in rubric.criteria)
    path = tmp_path / "own.yaml"
    path.write_text("lowest: 0\nhighest: 4\ncriteria: [{name: truth, question: Is it true, weight: 2}]")
    done = selfinstruct.prefer(run, "rank", rubric=path, n=12, min_margin=0)
    assert done.report["rubric"] == "own"
    assert done.pairs()
    assert all(0 <= row["scores"]["rejected"] < row["scores"]["chosen"] <= 4 for row in done.pairs())


# --- The command --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_command_says_what_it_made_and_show_says_it_again(run: Path) -> None:
    done = command("prefer", "run", "--method", "rank", "--responses", "4", cwd=run.parent)
    assert (done.returncode, done.stdout) == (0, "")
    lines = done.stderr.strip().split("\n")
    assert lines[0] == lines[-1]
    assert lines[0].startswith("offline: made by the built-in demonstration model")
    assert lines[1].startswith("Done: rank, round 1: ")
    assert any(line.startswith("What else the pairs betray:") for line in lines)
    shown = command("show", "run", "--samples", "2", cwd=run.parent)
    assert "\n".join(lines[1:-1]) in shown.stdout
    assert shown.stdout.count("\nRejected: ") == 2
    stopped = command("prefer", "run", "--method", "revise", "--max-requests", "9", "--json", cwd=run.parent)
    assert stopped.returncode == 3
    assert json.loads(stopped.stdout)["status"] == "max_requests"
    assert "Go on with the same command" in stopped.stderr
    wrong = command("prefer", "run", "--method", "guess", cwd=run.parent)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("error: there is no method 'guess'")


def test_dry_run_asks_and_writes_nothing(run: Path) -> None:
    before = sorted(path.name for path in run.iterdir())
    shown = command("prefer", "run", "--method", "corrupt", "--dry-run", "--judge", "offline/judge-a", cwd=run.parent)
    assert shown.returncode == 0
    assert "===== corruption (offline): about " in shown.stdout
    assert "===== compare (offline/judge-a): about " in shown.stdout
    found = selfinstruct.preview_preferences(run, "rank")
    stages = {step.stage: step.requests for step in found.steps}
    prompts = len(Run(run).dataset())
    assert stages == {"response (offline)": 3 * prompts, "score (offline)": 4 * prompts}
    assert sorted(path.name for path in run.iterdir()) == before
    for method in METHODS:
        real = selfinstruct.prefer(run, method).report["requests"]
        assert selfinstruct.preview_preferences(run, method).requests >= 0.8 * real
