"""Trees that a model grows: the same in any order and after stops, and never over an edited file."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import RunMismatch, SystematicFailure, UsageError
from selfinstruct.files.topic_trees import read_topics
from selfinstruct.flows.topics.growing import spots
from selfinstruct.progress import Progress
from selfinstruct.records import Completion, Request
from tests.support.models import Answering, Disorderly
from tests.support.processes import run
from tests.support.runs import read

FILES = ("topics.txt", "rejected.jsonl")
LETTERS = "abcdefgh"


def grow(out: Path, subject: str | None = "keeping bees", **options: Any) -> Path:
    return selfinstruct.topics(subject, out=out, **options)


def files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in FILES}


def info(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "topics.json").read_text())
    return found


def lettered(request: Request) -> Completion:
    """Topics whose names say where they grow: a, b under the root, a b c under those."""
    field = next(line for line in request.messages[-1].content.split("\n") if line.startswith("Field: "))
    path = field.removeprefix("Field: ").split(" > ")
    above = path[-1] if len(path) > 1 else ""
    return Completion("\n".join(f"{number}. {above}{letter}" for number, letter in enumerate(LETTERS[:3], 1)))


def test_the_same_tree_in_any_order_and_after_stops(tmp_path: Path) -> None:
    given: dict[str, Any] = {"depth": 3, "width": 4}
    grow(tmp_path / "1", concurrency=1, model=Disorderly(), **given)
    for concurrency in (7, 64):
        model = Disorderly(concurrency)
        grow(tmp_path / f"{concurrency}", concurrency=concurrency, model=model, **given)
        assert model.most_in_flight > 1
        assert files(tmp_path / f"{concurrency}") == files(tmp_path / "1")
    asked = 0
    for limit in (1, 3, 9, 20, 1000):
        model = Disorderly(limit)
        grow(tmp_path / "stopped", model=model, max_requests=limit, **given)
        asked += sum(model.asked.values())
    assert files(tmp_path / "stopped") == files(tmp_path / "1")
    assert asked == info(tmp_path / "1")["requests"] == info(tmp_path / "1")["counts"]["asked"]


def test_a_tree_is_what_generate_covers_evenly(seeds: Path, tmp_path: Path) -> None:
    tree = grow(tmp_path / "t", model=Answering(lettered), depth=2, width=3)
    leaves = read_topics(tree)
    assert leaves[:4] == (
        "keeping bees > a > aa", "keeping bees > a > ab", "keeping bees > a > ac", "keeping bees > b > ba"
    )  # fmt: skip
    assert info(tmp_path / "t")["counts"] == {"asked": 4, "grown": 12, "topics": 13, "leaves": 9, "rejected": {}}
    made = selfinstruct.generate(seeds, n=9, topics=tree, out=tmp_path / "run")
    assert {task.attributes["topic"] for task in made.tasks()} <= set(leaves)


def test_a_question_names_what_stands_beside_its_place(tmp_path: Path) -> None:
    model = Answering(lettered)
    grow(tmp_path / "t", model=model, depth=2, width=3)
    prompts = {request.index: request.messages[-1].content for request in model.requests}
    assert "Field: keeping bees\n\nDivide this field into 3 topics." in prompts[0]
    assert "Field: keeping bees > b\nBeside it stand already, and are to be left out: a; c\n" in prompts[2]


def test_a_session_that_ends_early_takes_nothing_back(tmp_path: Path) -> None:
    tree = grow(tmp_path / "t", model=Answering(lettered), depth=2, width=3, concurrency=1)
    whole, counts = tree.read_text(), info(tmp_path / "t")["counts"]

    def end(progress: Progress) -> None:
        raise OSError("the terminal is gone")

    with pytest.raises(OSError, match="the terminal is gone"):
        grow(tmp_path / "t", model=Answering(lettered), depth=2, width=3, concurrency=1, watch=end)
    assert tree.read_text() == whole
    assert info(tmp_path / "t")["counts"] == counts
    assert grow(tmp_path / "t", model=Answering(lettered), depth=2, width=3).read_text() == whole


def test_an_edited_tree_stays_and_grows_further(tmp_path: Path) -> None:
    tree = grow(tmp_path / "t", model=Answering(lettered), depth=1, width=3)
    assert tree.read_text() == (
        "// keeping bees: grown by a model; edit freely: docs/diversity.md says how\n"
        "keeping bees\n    a\n    b\n    c\n"
    )
    grow(tmp_path / "t", model=Answering(lettered), depth=1, width=3)  # nothing has changed
    edited = "// mine\nkeeping bees\n\tswarms *2\n\t\tcatching one\n\t// later\n\tb *3\n\twax *0\n"
    tree.write_text(edited)
    with pytest.raises(
        UsageError, match=r"topics.txt: has been edited since it was grown, and stays as it is; grow it"
    ):
        grow(tmp_path / "t", model=Answering(lettered), depth=1, width=3)
    assert tree.read_text() == edited
    model = Answering(lettered)
    further = grow(tmp_path / "further", None, tree=tree, model=model, width=2)
    assert further.read_text() == (
        "// mine\nkeeping bees\n\tswarms *2\n\t\tcatching one\n\t\t\tcatching onea\n\t\t\tcatching oneb\n"
        "\t// later\n\tb *3\n\t\tba\n\t\tbb\n\twax *0\n"
    )
    assert len(model.requests) == 2, "what weighs nothing does not grow"


def test_topics_of_seeds_have_no_root(seeds: Path, tmp_path: Path) -> None:
    tree = grow(tmp_path / "t", None, seeds=seeds, depth=1, width=5, guidance="short names", language="English")
    lines = tree.read_text().splitlines()
    assert lines[0].startswith("// ")
    assert 3 <= len(lines) - 1 <= 5
    assert all(not line.startswith(" ") for line in lines)
    first = selfinstruct.preview_topics(None, seeds=seeds, guidance="short names", language="English").steps[0]
    prompt = first.messages[-1].content
    assert "Field: all that tasks like those above may be about" in prompt
    assert prompt.count("\n- ") == 12
    assert "short names" in prompt
    assert "in English" in prompt


def test_a_topic_that_stands_elsewhere_is_left_out_and_told(tmp_path: Path) -> None:
    def same(request: Request) -> Completion:
        deep = " > " in request.messages[-1].content
        return Completion("1. wax\n2. honey" if deep else "1. hives\n2. frames")

    tree = grow(tmp_path / "t", model=Answering(same), depth=2, width=2)
    assert read_topics(tree) == ("keeping bees > hives > wax", "keeping bees > hives > honey", "keeping bees > frames")
    rejected = read(tmp_path / "t" / "rejected.jsonl")
    assert [(row["rule"], row["text"], row["value"]) for row in rejected] == [
        ("repeated", "wax", "keeping bees > hives > wax"),
        ("repeated", "honey", "keeping bees > hives > honey"),
    ]


def test_hostile_answers_leave_a_tree_that_can_be_read(tmp_path: Path) -> None:
    hostile = "1. \x1b[31mred\x07\n2. {{ 7*7 }} {% x %}\n3. // a comment\n4. a > b\n5. - x: [\n6. # head\n7. x *9"
    tree = grow(tmp_path / "t", model=Answering(lambda request: Completion(hostile)), depth=1)
    text = tree.read_text()
    assert not any(ord(letter) < 32 and letter != "\n" for letter in text)
    assert len(read_topics(tree)) == len(text.splitlines()) - 2


def test_a_tree_without_a_root_has_no_more_leaves_than_topics_and_show_counts_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("bees\nants *0\nwasps\n")
    tree = selfinstruct.topics(tree=tmp_path / "own.txt", model=Answering(lettered), width=2, out=tmp_path / "t")
    counts = info(tmp_path / "t")["counts"]
    assert (counts["grown"], counts["topics"], counts["leaves"]) == (2, 5, 4)
    assert run("show", "t", cwd=tmp_path).stdout.splitlines()[0] == "Done: 5 topics, 4 leaves; 2 grown"
    tree.write_text("bees\n    hives\n")
    assert run("show", "t", cwd=tmp_path).stdout.splitlines()[0] == "Done: 2 topics, 1 leaf; 2 grown"
    shown = json.loads(run("show", "t", "--json", cwd=tmp_path).stdout)["counts"]
    assert (shown["topics"], shown["leaves"]) == (2, 1)


def test_a_place_that_failed_stays_a_leaf(tmp_path: Path) -> None:
    def some(request: Request) -> Completion:
        if "Field: keeping bees > b\n" in request.messages[-1].content:
            return Completion("", None, error="refused")
        return lettered(request)

    tree = grow(tmp_path / "t", model=Answering(some), depth=2, width=3)
    assert "keeping bees > b" in read_topics(tree)
    [row] = read(tmp_path / "t" / "rejected.jsonl")
    assert (row["rule"], row["value"], row["request"]) == ("failed", "refused", 2)
    again = grow(tmp_path / "t", model=Answering(lettered), depth=2, width=3, retry_failed=True)
    assert "keeping bees > b > ba" in read_topics(again)


def test_a_model_that_keeps_no_form_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(SystematicFailure):
        grow(tmp_path / "t", model=Answering(lambda request: Completion(" ")), depth=1)


def test_another_tree_is_refused_with_the_difference_named(seeds: Path, tmp_path: Path) -> None:
    grow(tmp_path / "t", depth=1)
    others: dict[str, Any] = {"width": 3, "seed": 1, "seeds": seeds}
    for name, value in others.items():
        given: dict[str, Any] = {"depth": 1, name: value}
        with pytest.raises(RunMismatch, match=f"was made with other inputs: {name}"):
            grow(tmp_path / "t", **given)
    with pytest.raises(RunMismatch, match="was made with other inputs: tree"):
        grow(tmp_path / "t", "keeping hens", depth=1)


def test_what_is_told_of_what_cannot_be(seeds: Path, tmp_path: Path) -> None:
    (tmp_path / "zero.txt").write_text("bees *0\n")
    (tmp_path / "list.txt").write_text("- bees\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "topics.txt").write_text("mine\n")
    selfinstruct.generate(seeds, n=1, out=tmp_path / "run")
    cases: list[tuple[str | None, dict[str, Any], str]] = [
        (None, {}, "name a SUBJECT, or give --seeds or --from"),
        ("!!", {}, "SUBJECT: '!!' holds no letters"),
        ("bees", {"tree": tmp_path / "zero.txt"}, "SUBJECT and --from: a tree says what it is about"),
        (None, {"tree": tmp_path / "zero.txt"}, "--from: every topic weighs 0"),
        (None, {"tree": tmp_path / "list.txt"}, f"{tmp_path}/list.txt:1: looks like a list with bullets"),
        ("bees", {"depth": 9}, "--depth 9 and --width 8 would ask up to 19,173,961 questions; at most 20,000"),
        ("bees", {"width": 0}, "--width: must be at least 1"),
        ("bees", {"engine": "local"}, "--engine: topics are few questions"),
        ("bees", {"out": tmp_path / "own"}, f"{tmp_path}/own: holds topics.txt, which is not of a tree"),
        ("bees", {"out": tmp_path / "run"}, f"{tmp_path}/run: holds run.json, which is not of a tree"),
    ]
    for subject, options, told in cases:
        with pytest.raises(UsageError) as caught:
            selfinstruct.topics(subject, **{"out": tmp_path / "new", **options})
        assert str(caught.value).startswith(told)
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "new").exists()


def test_places_come_after_what_they_grow_out_of() -> None:
    found = list(spots(2, 3, 3))
    assert [spot.index for spot in found] == list(range(26))
    at = {(spot.start, spot.places): spot.index for spot in found}
    assert all(at[spot.start, spot.places[:-1]] < spot.index for spot in found if spot.places)
