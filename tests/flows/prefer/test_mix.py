"""Methods that share the prompts of one command: each prompt is one method's, and limits are of them all."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import UsageError
from selfinstruct.flows.prefer.asking import PreferPrompt
from selfinstruct.flows.prefer.mix import read_mix
from selfinstruct.prices import Price
from selfinstruct.records import Completion, Message, Request, Usage
from tests.support.attempts import with_attempts
from tests.support.models import Answering
from tests.support.preferences import files
from tests.support.processes import run as command
from tests.support.runs import copied, read, write

MIX = "contrast,rank"


def prompts(path: Path, count: int) -> Path:
    return write(path, [{"id": f"p{number}", "instruction": f"Name river {number}."} for number in range(count)])


def used(path: Path) -> dict[str, str]:
    """The method that each prompt was used by."""
    found: dict[str, str] = {}
    for name in ("preferences.jsonl", "rejected.preferences.jsonl"):
        for row in read(path / name):
            if not row.get("aside"):
                assert found.setdefault(row["task_id"], row["method"]) == row["method"]
    return found


def test_each_prompt_is_one_methods_and_more_prompts_change_nothing(tmp_path: Path) -> None:
    for count in (40, 60):
        for method in ("contrast", "rank"):
            out = tmp_path / str(count)
            done = selfinstruct.prefer(prompts(tmp_path / "p.jsonl", count), method, mix=MIX, out=out)
            assert (done.status, done.report["mix"]) == ("done", "contrast=1,rank=1")
    fewer, more = used(tmp_path / "40"), used(tmp_path / "60")
    assert len(fewer) == 40
    assert more.items() >= fewer.items()
    assert len(more) == 60
    assert min(Counter(more.values()).values()) > 15
    # Grown in place it is what it is at once.
    for method in ("contrast", "rank"):
        selfinstruct.prefer(prompts(tmp_path / "p.jsonl", 60), method, mix=MIX, out=tmp_path / "40")
    assert files(tmp_path / "40") == files(tmp_path / "60")
    rows = read(tmp_path / "60" / "preferences.jsonl")
    assert [row["method"] for row in rows] == sorted(row["method"] for row in rows)


def test_the_first_prompts_are_those_of_the_file(tmp_path: Path) -> None:
    file = prompts(tmp_path / "p.jsonl", 60)
    for n in (20, 60, 5):
        for method in ("contrast", "rank"):
            selfinstruct.prefer(file, method, mix=MIX, out=tmp_path / "out", n=n)
        if n == 20:
            assert sorted(used(tmp_path / "out")) == sorted(f"p{number}" for number in range(20))
    assert len(used(tmp_path / "out")) == 60, "fewer take nothing back"


def test_shares_and_seed_say_who_gets_what() -> None:
    items = [PreferPrompt(f"t{number}", "", (Message("user", "a"),)) for number in range(2000)]
    mix = read_mix("contrast=3, rank")
    drawn = [mix.method_of(item, 1, 0) for item in items]
    assert 0.72 < drawn.count("contrast") / 2000 < 0.78
    assert drawn == [mix.method_of(item, 1, 0) for item in items]
    assert drawn != [mix.method_of(item, 1, 1) for item in items]
    assert drawn != [mix.method_of(item, 2, 0) for item in items]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("contrast", "takes two methods at least"), ("contrast,rnk", "no method 'rnk'; did you mean rank"),
        ("rank,rank", "names rank twice"), ("rank=0,own", "with parts above 0"), ("rank=x,own", "METHOD=PARTS"),
        ("rank=inf,own", "with parts above 0"), ("", "no method ''"),
    ],
)  # fmt: skip
def test_what_is_no_mix_is_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read_mix(text)


def test_options_reach_the_methods_they_are_for(tmp_path: Path) -> None:
    file = prompts(tmp_path / "p.jsonl", 30)
    options: dict[str, Any] = {"mix": MIX, "out": tmp_path / "out"}
    more: dict[str, Any] = {
        "strong": "offline/strong", "weak": "offline/weak", "models": ("offline",), "judges": ("offline/judge-a",),
        "responses": 3, "rubric": "concision", "max_length_gap": 1000,
    }  # fmt: skip
    one = selfinstruct.prefer(file, "contrast", **options, **more)
    other = selfinstruct.prefer(file, "rank", **options, **more)
    assert (one.report["models"], one.report["judges"]) == (["offline/strong", "offline/weak"], [])
    assert (other.report["models"], other.report["judges"]) == (["offline"], ["offline/judge-a"])
    assert (other.report["settings"]["responses"], other.report["rubric"]) == (3, "concision")
    assert one.report["settings"]["max_length_gap"] == other.report["settings"]["max_length_gap"] == 1000
    judged = selfinstruct.prefer(file, "own", mix="own,contrast", out=tmp_path / "judged", judges=("offline",))
    assert judged.report["judges"] == ["offline"], "where no method judges by itself all do"
    alone: dict[str, Any] = {"scores": "s.jsonl", "responses_only": True, "recipe": "rank"}
    for name in alone:
        with pytest.raises(UsageError, match=f"{name} is for one method at a time"):
            selfinstruct.prefer(file, "rank", **options, **{name: alone[name]})
    with pytest.raises(UsageError, match="responses is for the method rank, which is not in the mix"):
        selfinstruct.prefer(file, "own", mix="own,contrast", out=tmp_path / "o", responses=3)
    with pytest.raises(UsageError, match="the method revise is not in the mix contrast=1,rank=1"):
        selfinstruct.prefer(file, "revise", **options)


def test_another_mix_is_other_prompts(tmp_path: Path) -> None:
    file = prompts(tmp_path / "p.jsonl", 30)
    selfinstruct.prefer(file, "rank", mix=MIX, out=tmp_path / "out")
    with pytest.raises(UsageError, match=r"made with other prompts: .* --overwrite"):
        selfinstruct.prefer(file, "rank", mix="contrast=9,rank=1", out=tmp_path / "out")


def named(name: str) -> Answering:
    def answer(request: Request) -> Completion:
        words = Usage(1000, 1000)
        return Completion(f"{name} says {request.messages[-1].content} {request.index}", usage=words)

    return Answering(answer, f"test/{name}")


PRICE = Price(1.0, 1.0)  # 0.002 US dollars for each of these answers


def test_a_limit_of_cost_is_of_the_whole_mix(tmp_path: Path) -> None:
    """Strong and weak have spent all but little; the other method, of another model, may not begin anew."""
    file, out, limit = prompts(tmp_path / "p.jsonl", 40), tmp_path / "out", 0.1
    models = {name: named(name) for name in ("strong", "weak", "own")}
    options: dict[str, Any] = {
        "mix": "contrast,own", "strong": models["strong"], "weak": models["weak"], "models": (models["own"],),
        "out": out, "price": PRICE, "concurrency": 1,
    }  # fmt: skip
    rows = [row | {"output": "It is a river."} for row in read(file)]
    write(file, rows)
    first = selfinstruct.prefer(file, "contrast", max_cost=limit, **options)
    spent = 0.002 * sum(len(model.requests) for model in models.values())
    second = selfinstruct.prefer(file, "own", max_cost=limit, **options)
    whole = 0.002 * sum(len(model.requests) for model in models.values())
    assert first.status in ("done", "max_cost")
    assert second.status == "max_cost"
    assert spent <= whole <= limit + 1e-9
    info = json.loads((out / "run.json").read_text())["preferences"]
    assert sum(entry["cost"] for entry in info.values()) == pytest.approx(whole)
    assert info["own/1"]["cost"] == pytest.approx(0.002 * len(models["own"].requests))
    alone = selfinstruct.prefer(file, "own", max_cost=limit, **options, max_requests=len(models["own"].requests))
    assert alone.status in ("max_cost", "max_requests")
    assert 0.002 * sum(len(model.requests) for model in models.values()) == pytest.approx(whole)
    done = [selfinstruct.prefer(file, method, max_cost=1.0, **options) for method in ("contrast", "own")]
    assert [item.status for item in done] == ["done", "done"]


def test_attempts_may_be_mixed_with_what_is_asked(made: Path, tmp_path: Path) -> None:
    run = with_attempts(copied(made, tmp_path / "run"))
    done = [selfinstruct.prefer(run, method, mix="verified,rank") for method in ("verified", "rank")]
    assert [item.report["models"] for item in done] == [[], ["offline"]]
    assert done[0].report["requests"] == 0
    assert sum(item.report["prompts"] for item in done) == len(read(run / "dataset.jsonl"))


def test_the_command_works_through_the_mix(made: Path, tmp_path: Path) -> None:
    copied(made, tmp_path / "run")
    words = ("prefer", "run", "--mix", MIX, "--responses", "3")
    shown = command(*words, "--dry-run", cwd=tmp_path)
    assert [f"for the method {name}: about " in shown.stdout for name in ("contrast", "rank")] == [True, True]
    done = command(*words, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [item["method"] for item in told] == ["contrast", "rank"]
    assert sum(item["prompts"] for item in told) == len(read(tmp_path / "run" / "dataset.jsonl"))
    again = command(*words, cwd=tmp_path)
    assert again.stderr.count("Nothing was asked") == 2
    short = command("prefer", "run", "--mix", MIX, "--round", "2", "--max-requests", "3", cwd=tmp_path)
    assert short.returncode == 3
    assert "rank, round" not in short.stderr, "what stops one method stops the command"
    for wrong in (("prefer", "run"), (*words, "--method", "rank")):
        found = command(*wrong, cwd=tmp_path)
        assert (found.returncode, "give --method (contrast, rank, " in found.stderr) == (2, True)


def test_without_a_method_a_source_that_is_not_there_is_told_first(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "rows.jsonl").write_text('{"prompt": "Name a river."}\n')
    for words, told in (
        (("nothing",), "error: nothing: there is no such file"),
        (("nothing.jsonl", "--dry-run"), "error: nothing.jsonl: there is no such file"),
        (("folder", "--dry-run"), "error: folder: is not a run (it has no run.json)"),
        (("rows.jsonl", "--dry-run"), "error: prefer: give --method (contrast, "),
    ):
        found = command("prefer", *words, cwd=tmp_path)
        assert (found.returncode, found.stderr.startswith(told)) == (1 if "is not a run" in told else 2, True), (
            found.stderr
        )
