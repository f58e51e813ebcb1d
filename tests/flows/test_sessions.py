"""What holds for the sessions of every flow: failures can be asked again, and figures are those of the run.

Cases 10 and 19, and finding A4.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import KeyRefused, RequestFailed, RunMismatch
from selfinstruct.models.offline import create
from selfinstruct.prices import Price
from selfinstruct.records import Completion, Request
from selfinstruct.runs.run import FILES, Run
from tests.support.labels import LABELS
from tests.support.runs import write


class Model:
    """The offline model, which refuses what `refuses` says, and gives out after `most` requests."""

    name = "offline"

    def __init__(self, refuses: Callable[[Request], bool] = lambda request: False, most: int = 10**6) -> None:
        self.refuses, self.most, self.asked = refuses, most, 0
        self.offline = create("")

    async def complete(self, request: Request) -> Completion:
        self.asked += 1
        await asyncio.sleep(0)
        if self.asked > self.most:
            raise KeyRefused("the key is refused")
        if self.refuses(request):
            raise RequestFailed("400 odd")
        return await self.offline.complete(request)


def some(request: Request) -> bool:
    """A third of all, by what they say."""
    return sum(request.messages[-1].content.encode()) % 3 == 0


def prompts(folder: Path) -> Path:
    return write(folder / "prompts.jsonl", [{"instruction": f"Say {'xy' * i} aloud."} for i in range(1, 30)])


def generate(folder: Path, model: Model, retry_failed: bool = False, **options: Any) -> Any:
    if retry_failed:
        return selfinstruct.resume(folder / "out", model=model, retry_failed=True, **options)
    seeds = Path(__file__).parents[2] / "seeds" / "general.jsonl"
    return selfinstruct.generate(seeds, n=20, model=model, out=folder / "out", **options)


def distill(folder: Path, model: Model, **options: Any) -> Any:
    return selfinstruct.distill(prompts(folder), model=model, out=folder / "out", **options)


def corrupt(folder: Path, model: Model, **options: Any) -> Any:
    return selfinstruct.prefer(prompts(folder), "corrupt", models=[model], out=folder / "out", **options)


def label(folder: Path, model: Model, **options: Any) -> Any:
    other = create("judge-a")
    rows = write(folder / "rows.jsonl", [{"id": str(i), "text": "xy" * i} for i in range(1, 30)])
    return selfinstruct.label(rows, [model, other], labels=LABELS, out=folder / "out", **options)


FLOWS = [generate, distill, corrupt, label]
WRITTEN = (*FILES, "preferences.jsonl", "rejected.preferences.jsonl", "labels.jsonl", "rejected.labels.jsonl")


def written(folder: Path) -> dict[str, bytes]:
    return {name: (folder / "out" / name).read_bytes() for name in WRITTEN if (folder / "out" / name).exists()}


def fresh(tmp_path: Path, flow: Callable[..., Any]) -> dict[str, bytes]:
    other = tmp_path / "fresh"
    other.mkdir()
    flow(other, Model())
    return written(other)


@pytest.mark.parametrize("flow", FLOWS)
def test_what_failed_for_good_can_be_asked_again(flow: Callable[..., Any], tmp_path: Path) -> None:
    """Case 10: every flow has --retry-failed, and what was answered is not asked again."""
    first = Model(lambda request: request.purpose != "bootstrap" and some(request))
    flow(tmp_path, first)
    before = written(tmp_path)
    same = Model()
    flow(tmp_path, same)
    assert same.asked == 0
    assert written(tmp_path) == before
    again = Model()
    flow(tmp_path, again, retry_failed=True)
    assert 0 < again.asked < first.asked
    assert written(tmp_path) != before
    assert b'"failed"' not in b"".join(written(tmp_path).values())
    if flow is not generate:  # there fewer candidates are needed when nothing fails
        assert written(tmp_path) == fresh(tmp_path, flow)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_retry_that_breaks_off_takes_nothing_back_and_goes_on(flow: Callable[..., Any], tmp_path: Path) -> None:
    flow(tmp_path, Model(lambda request: request.purpose != "bootstrap" and some(request)))
    before = written(tmp_path)
    with pytest.raises(KeyRefused):
        flow(tmp_path, Model(most=1), retry_failed=True, concurrency=1)
    assert written(tmp_path) == before
    flow(tmp_path, Model())
    assert b'"failed"' not in b"".join(written(tmp_path).values())


def test_failed_bootstrap_requests_are_asked_again_where_nothing_rests_on_them(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A run that an older version has poisoned: from some request on all have failed."""
    down = Model(lambda request: request.purpose == "bootstrap")
    with pytest.raises(selfinstruct.errors.SystematicFailure):
        generate(tmp_path, down, max_failures=0, overrides=("saturation.candidates=40",))
    assert len(Run(tmp_path / "out").rejected()) == 40
    run = generate(tmp_path, Model(), retry_failed=True)
    assert (run.status, run.info["counts"]["tasks"], run.rejected()) == ("done", 20, fresh_rejected(tmp_path))
    assert written(tmp_path).keys() == set(FILES)
    one = tmp_path / "one"
    one.mkdir()
    generate(one, Model(lambda request: (request.purpose, request.index) == ("bootstrap", 0)))
    again = Model()
    generate(one, again, retry_failed=True)
    assert again.asked == 0
    assert "bootstrap: 1 of the failed requests not asked again" in caplog.text


def fresh_rejected(tmp_path: Path) -> list[dict[str, Any]]:
    other = tmp_path / "fresh"
    other.mkdir()
    return list(generate(other, Model(), overrides=("saturation.candidates=40",)).rejected())


def figures(info: dict[str, Any]) -> Any:
    entries = info.get("preferences", {})
    if entries:
        [entry] = entries.values()
        return {name: entry[name] for name in ("answered", "pairs", "rejected", "bias")}
    return info["counts"], info.get("agreement")


ENDS = [(flow, how) for flow in FLOWS for how in ("max_requests", "max_cost", "key")]


@pytest.mark.parametrize(
    ("flow", "how"),
    [end if not number % 2 else pytest.param(*end, marks=pytest.mark.slow) for number, end in enumerate(ENDS)],
)
def test_figures_are_those_of_the_run(flow: Callable[..., Any], how: str, tmp_path: Path) -> None:
    """A4: a session that comes to less than what the files hold takes nothing from the files nor from run.json."""
    price: dict[str, Any] = {"price": Price(100, 300)}
    most = {"max_requests": 20} if how != "max_cost" else {"max_cost": 6.0}
    flow(tmp_path, Model(), **price, **most, concurrency=4)
    before, told = written(tmp_path), figures(info_of(tmp_path))
    assert any(before.values())
    if how == "key":
        with pytest.raises(KeyRefused):
            flow(tmp_path, Model(most=0), **price, max_requests=500, max_cost=50.0)
    else:
        for _ in range(2):
            flow(tmp_path, Model(most=0), **price, **{how: 20 if how == "max_requests" else 0.5})
    after = written(tmp_path)
    assert all(after[name].startswith(before[name]) for name in before)
    if how in ("max_requests", "max_cost"):
        assert after == before
        assert figures(info_of(tmp_path)) == told


def info_of(folder: Path) -> dict[str, Any]:
    import json

    name = "label.json" if (folder / "out" / "label.json").exists() else "run.json"
    found: dict[str, Any] = json.loads((folder / "out" / name).read_text())
    return found


def test_resume_of_a_distillation_tells_its_command(tmp_path: Path) -> None:
    distill(tmp_path, Model())
    with pytest.raises(RunMismatch, match=r"go on with: selfinstruct distill .*prompts\.jsonl --model offline --out"):
        selfinstruct.resume(tmp_path / "out")
