"""Production logs and distillation: what is read, what a teacher is asked, and that no personal data gets anywhere."""

import asyncio
import json
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.errors import (
    ExportRefused,
    KeyRefused,
    RecipeError,
    RequestFailed,
    RunMismatch,
    SeedError,
    SystematicFailure,
    UsageError,
)
from selfinstruct.files.tasks import load_seeds
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import Run
from tests.support.logs import QUESTION, converse, echo, files, turns
from tests.support.models import Answering, Disorderly, said
from tests.support.runs import write


def test_a_log_becomes_a_dataset(log: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    teacher = Answering(echo)
    run = selfinstruct.distill(log, model=teacher, out=tmp_path / "out")
    assert run.status == "done"
    assert len(teacher.requests) == len(run.dataset()) == 19
    row = run.dataset()[5]
    assert row.pop("id")
    assert row.pop("task_id") == run.tasks()[5].id
    assert row == {
        "type": "short_one", "instruction": "System: Answer in a word.\n\nUser: And a short one?", "input": "",
        "output": "About And a short one?", "is_classification": None,
        "prompt": [
            {"role": "system", "content": "Answer in a word."}, {"role": "user", "content": "And a short one?"}
        ],
    }  # fmt: skip
    assert "prompt" not in run.dataset()[0]
    assert teacher.requests[0].messages == turns("user: Tell me about river 0, please.")
    assert teacher.requests[0].sampling.max_tokens == 4000
    told = [(line["request"], line["rule"]) for line in run.rejected()]
    assert told == [(8, "not_text"), (20, "exact"), (21, "not_text")]
    assert [line.split(": ", 1)[0] for line in caplog.messages] == [f"{log}:9", f"{log}:22"]
    assert run.info["kind"] == "distill"
    assert run.info["counts"]["rejected"] == {"distill": {"exact": 1, "not_text": 2}}
    assert run.info["pii"] == {"mode": "mask", "found": {}, "dropped": 0, "answers": {}}


def test_same_bytes_in_any_order_and_a_prefix_for_fewer(log: Path, tmp_path: Path) -> None:
    runs = [
        selfinstruct.distill(log, model=Disorderly(seed), out=tmp_path / str(seed), concurrency=concurrency)
        for seed, concurrency in enumerate((1, 7, 32))
    ]
    assert len({tuple(files(run)) for run in runs}) == 1
    some = selfinstruct.distill(log, model=Disorderly(9), out=tmp_path / "some", n=9)
    for part, whole in zip(files(some), files(runs[0]), strict=True):
        assert whole.startswith(part)
    more = selfinstruct.distill(log, model=Disorderly(4), out=tmp_path / "some")
    assert files(more) == files(runs[0])


@dataclass
class Breaking:
    """Refuses its key after some answers."""

    answers: int
    asked: list[Request] = field(default_factory=list)
    name: str = "test/answering"

    async def complete(self, request: Request) -> Completion:
        await asyncio.sleep(0)
        if len(self.asked) >= self.answers:
            raise KeyRefused("no")
        self.asked.append(request)
        return echo(request)


def test_it_goes_on_where_it_ended_and_asks_nothing_twice(log: Path, tmp_path: Path) -> None:
    whole = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "whole")
    asked: list[str] = []
    for _ in range(6):
        teacher = Breaking(4)
        try:
            run = selfinstruct.distill(log, model=teacher, out=tmp_path / "parts", concurrency=3)
        except KeyRefused:
            assert Run(tmp_path / "parts").status == "failed"
            for part, file in zip(files(Run(tmp_path / "parts")), files(whole), strict=True):
                assert file.startswith(part)
        asked += [request.messages[-1].content for request in teacher.asked]
    assert len(asked) == len(set(asked)) == 19
    assert files(run) == files(whole)


def test_limits_stop_it_and_may_be_raised(log: Path, tmp_path: Path) -> None:
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", max_requests=5)
    assert (run.status, run.info["requests"], len(run.dataset())) == ("max_requests", 5, 5)
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", max_requests=50)
    assert (run.status, run.info["requests"], len(run.dataset())) == ("done", 19, 19)


def test_fewer_prompts_than_before_take_nothing_back(log: Path, tmp_path: Path) -> None:
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", n=12)
    before, info = files(run), run.info
    again = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", n=3)
    assert files(again) == before
    assert (again.info["counts"], again.info["target"]) == (info["counts"], 12)


def test_other_inputs_are_refused(log: Path, tmp_path: Path) -> None:
    selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out")
    with pytest.raises(RunMismatch, match="model"):
        selfinstruct.distill(log, model=Answering(echo, "test/other"), out=tmp_path / "out")
    with pytest.raises(RunMismatch, match="pii"):
        selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", pii="off")
    with pytest.raises(RunMismatch, match="recipe response"):
        selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out", overrides=("response.temperature=0.5",))
    with pytest.raises(RunMismatch, match="was made by distill"):
        selfinstruct.resume(tmp_path / "out")
    with pytest.raises(RunMismatch, match="was made by distill"):
        selfinstruct.generate(load_seeds(log), out=tmp_path / "out")
    selfinstruct.generate(load_seeds(log), n=2, out=tmp_path / "grown")
    with pytest.raises(RunMismatch):
        selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "grown")


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (Completion("  "), "empty"),
        (Completion("half of", "length"), "truncated"),
        (Completion("", "content_filter"), "content_filter"),
        (Completion("As an AI language model, I cannot say."), "refusal"),
        (Completion("<think>hm</think>\nYes."), None),
    ],
)
def test_what_becomes_of_an_answer(answer: Completion, rule: str | None, tmp_path: Path) -> None:
    path = write(tmp_path / "one.jsonl", [{"instruction": "Say yes.", "input": "now", "id": "t"}])
    nothing = rule in ("empty", "truncated", "content_filter")
    with pytest.raises(SystematicFailure, match="nothing came of") if nothing else nullcontext():
        selfinstruct.distill(path, model=Answering(lambda request: answer), out=tmp_path / "out")
    run = Run(tmp_path / "out")
    assert [line["rule"] for line in run.rejected()] == ([rule] if rule else [])
    assert [(row["instruction"], row["input"], row["output"]) for row in run.dataset()] == (
        [] if rule else [("Say yes.", "now", "Yes.")]
    )
    assert [task.id for task in run.tasks()] == ["t"]


def test_a_request_that_fails_for_good_is_a_rejection(tmp_path: Path) -> None:
    def refuse(request: Request) -> Completion:
        if "yes" in said(request):
            raise RequestFailed("too long")
        return Completion("No.")

    path = write(tmp_path / "two.jsonl", [{"prompt": "Say yes."}, {"prompt": "Say no."}])
    run = selfinstruct.distill(path, model=Answering(refuse), out=tmp_path / "out")
    assert [(line["rule"], line["value"]) for line in run.rejected()] == [("failed", "too long")]
    assert run.status == "done"


def test_other_files_of_prompts(log: Path, tmp_path: Path) -> None:
    first = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "first")
    again = Answering(echo)
    run = selfinstruct.distill(first.path, model=again, out=tmp_path / "again")
    assert [row["instruction"] for row in run.dataset()] == [row["instruction"] for row in first.dataset()]
    assert again.requests[5].messages == turns("system: Answer in a word.", "user: And a short one?")
    rows = [
        {"messages": [*QUESTION, {"role": "assistant", "content": "A"}]},
        {"prompt": "P", "completion": "C"},
        {"instruction": "I", "instances": []},
        {"instruction": "Which?", "instances": [{"input": "one", "output": ""}, {"input": "two", "output": ""}]},
    ]
    run = selfinstruct.distill(write(tmp_path / "f.jsonl", rows), model=Answering(echo), out=tmp_path / "f",
                               overrides=("filters.exact=false",))  # fmt: skip
    assert [(row["instruction"], row["input"]) for row in run.dataset()] == [
        ("Q", ""), ("P", ""), ("I", ""), ("Which?", "one"), ("Which?", "two")
    ]  # fmt: skip


def test_what_cannot_be_read_ends_it_before_anything_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(converse("Q")) + '\n{"half": \n{"instruction": 3}\n')
    teacher = Answering(echo)
    with pytest.raises(SeedError) as caught:
        selfinstruct.distill(path, model=teacher, out=tmp_path / "out")
    assert [line.split(": ")[0] for line in caught.value.problems] == [f"{path}:2", f"{path}:3"]
    assert not teacher.requests
    assert not (tmp_path / "out").exists()
    (tmp_path / "none").mkdir()
    with pytest.raises(SeedError, match="contains no JSON file"):
        selfinstruct.distill(tmp_path / "none", out=tmp_path / "out")
    with pytest.raises(UsageError, match="pii: must be mask, drop, off"):
        selfinstruct.distill(path, out=tmp_path / "out", pii="perhaps")
    with pytest.raises(RecipeError, match=r"response\.colour"):
        selfinstruct.distill(path, out=tmp_path / "out", overrides=("response.colour=1",))


def test_a_recipe_may_give_a_system_text(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "recipe.yaml").write_text("name: mine\ninherits: chat\n")
    (tmp_path / "mine" / "response.system.jinja").write_text("Answer {{ prompt|length }} letters.")
    teacher = Answering(echo)
    path = write(tmp_path / "p.jsonl", [{"prompt": "Hello"}, converse("Q", None, "Own.")])
    selfinstruct.distill(path, model=teacher, out=tmp_path / "out", recipe=tmp_path / "mine")
    assert [request.messages[0].content for request in teacher.requests] == ["Answer 5 letters.", "Own."]


def test_a_look_ahead_asks_and_writes_nothing(log: Path, tmp_path: Path) -> None:
    found = selfinstruct.preview_distill(log, model="offline", out=tmp_path / "out", n=10)
    assert (found.requests, found.steps[0].stage) == (9, "distill")
    assert found.steps[0].messages == turns("user: Tell me about river 0, please.")
    assert not (tmp_path / "out").exists()


def test_a_distilled_directory_is_one_of_a_run(log: Path, tmp_path: Path) -> None:
    run = selfinstruct.distill(log, model=Answering(echo), out=tmp_path / "out")
    made = selfinstruct.export(run.path, "messages", tmp_path / "train.jsonl")
    assert made.rows == 19
    with pytest.raises(ExportRefused, match=r"has 3 turns .*; this format has a place for one question and its answer"):
        selfinstruct.export(run.path, "alpaca", tmp_path / "alpaca.jsonl")
    kept = selfinstruct.filter_dataset(run.path / "dataset.jsonl", tmp_path / "kept.jsonl", only=("pii", "exact"))
    assert kept.kept == 19
    pairs = selfinstruct.prefer(run.path, "contrast", models=[Answering(echo)], n=6)
    assert pairs.report["prompts"] == 6
    before = files(run)
    again = selfinstruct.distill(log, model=Answering(echo), out=run.path)
    assert files(again) == before
    assert "contrast/1" in again.info["preferences"]
