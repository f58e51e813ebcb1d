"""What --dry-run expects a run to take, and what it takes."""

from dataclasses import replace
from pathlib import Path

import pytest

import selfinstruct
from selfinstruct.files.tasks import load_seeds
from selfinstruct.flows.generate.estimate import expected_lengths
from selfinstruct.flows.generate.flow import preview
from selfinstruct.flows.generate.inputs import Inputs
from selfinstruct.models.offline import create
from selfinstruct.recipes.generate import load_recipe
from selfinstruct.records import Completion, Request, Usage
from tests.support.runs import SEEDS, write


@pytest.mark.parametrize("recipe", ["chat", "paper", "alpaca", "small", "base"])
def test_completion_tokens_are_within_half_as_many_again(tmp_path: Path, recipe: str) -> None:
    expected = preview(SEEDS, n=40, recipe=recipe, out=tmp_path / "r").usage.completion
    run = selfinstruct.generate(SEEDS, n=40, recipe=recipe, out=tmp_path / "r")
    took = sum(item["completion"] for item in run.info["usage"])
    assert expected / 1.5 <= took <= expected * 1.5


class Wordy:
    """The built-in model, whose tokens are counted nine times over."""

    name = "test/wordy"

    def __init__(self) -> None:
        self.model = create("")

    async def complete(self, request: Request) -> Completion:
        answer = await self.model.complete(request)
        return replace(answer, usage=Usage(answer.usage.prompt, 9 * answer.usage.completion))


def test_a_run_that_has_begun_is_measured(tmp_path: Path) -> None:
    first = preview(SEEDS, n=40, model=Wordy(), out=tmp_path / "r")
    assert "by the seeds" in first.assumed
    selfinstruct.generate(SEEDS, n=20, model=Wordy(), out=tmp_path / "r")
    again = preview(SEEDS, n=40, model=Wordy(), out=tmp_path / "r")
    assert again.assumed == "tokens as this run has taken so far"
    before = selfinstruct.Run(tmp_path / "r").info
    run = selfinstruct.generate(SEEDS, n=40, model=Wordy(), out=tmp_path / "r")
    took = sum(item["completion"] for item in run.info["usage"]) - sum(item["completion"] for item in before["usage"])
    assert again.usage.completion / 1.5 <= took <= again.usage.completion * 1.5
    other = preview(SEEDS, n=40, model=Wordy(), out=tmp_path / "r", seed=1)
    assert other.assumed == first.assumed, "another run is not this one"


def test_what_a_run_has_is_not_estimated_again(tmp_path: Path) -> None:
    place = tmp_path / "r"
    assert not any("r has" in note for note in preview(SEEDS, n=20, out=place).notes)
    selfinstruct.generate(SEEDS, n=20, out=place)
    for n in (20, 7):
        done = preview(SEEDS, n=n, out=place)
        assert (done.requests, done.usage.prompt, done.usage.completion) == (0, 0, 0)
        assert done.notes[0] == f"{place} has 20 tasks, and {n} are asked for: nothing is left to ask"
    more = preview(SEEDS, n=120, out=place)
    assert more.notes[0] == f"{place} has 20 of the 120 tasks; this is what the other 100 take"
    assert 0.7 < more.requests / preview(SEEDS, n=100, out=tmp_path / "none").requests < 1.3
    other = preview(SEEDS, n=20, out=place, seed=1)
    assert other.requests > 20, "another run is not this one"
    (place / "run.json").write_text(
        (place / "run.json").read_text().replace('"status": "done"', '"status": "saturated"')
    )
    assert "few new ones were accepted: nothing is left" in preview(SEEDS, n=120, out=place).notes[0]
    advice = selfinstruct.advise(SEEDS, n=20, out=place)
    assert advice.missing == "the run has nothing left to ask, so that there is no number of tokens to go by"


def test_a_character_of_a_script_without_spaces_counts_as_a_token(tmp_path: Path) -> None:
    for name, rows in {
        "en": [{"instruction": "Name a river that flows to the sea.", "output": "The Elbe flows to the sea."}],
        "zh": [{"instruction": "请说出一条流入大海的河流的名字。", "output": "易北河流入大海，全长一千多公里。"}],
    }.items():
        write(tmp_path / f"{name}.jsonl", rows)
    write(tmp_path / "bare.jsonl", [{"instruction": "Name a river."}])
    english, chinese, bare = (
        expected_lengths(Inputs(tuple(load_seeds(tmp_path / f"{name}.jsonl")), load_recipe("chat"), "openai/any"))
        for name in ("en", "zh", "bare")
    )
    # A third of the characters, and more tokens.
    assert chinese.candidate > english.candidate
    assert chinese.instance >= english.instance
    assert bare.instance == 130
