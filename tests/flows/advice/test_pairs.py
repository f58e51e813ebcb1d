"""Advice beside the estimate of pairs: what more tasks of a run would cost; of anything else nobody knows it."""

import json
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.cli.render.advice import advice_lines
from selfinstruct.flows.advice.flow import advise
from selfinstruct.flows.advice.offers import PAIRING
from selfinstruct.flows.advice.pairs import UNKNOWN, advise_preferences
from selfinstruct.flows.advice.rules import BOTH, PAIRS, TASKS
from selfinstruct.prices import Price
from selfinstruct.runs.journal import Journal
from tests.support.attempts import with_attempts
from tests.support.paths import ROOT
from tests.support.processes import run as command
from tests.support.runs import SEEDS, copied

PRICE = Price(0.15, 0.60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "who.txt").write_text("a baker\na nurse\na clerk\n")
    return selfinstruct.generate(SEEDS, n=12, out=folder / "run", personas=folder / "who.txt").path


def told(run: Path, **changes: Any) -> None:
    """As if run.json said that of the run."""
    info = json.loads((run / "run.json").read_text(encoding="utf-8"))
    info["counts"] |= changes.pop("counts", {})
    (run / "run.json").write_text(json.dumps(info | changes), encoding="utf-8")


def test_it_offers_what_advice_on_the_run_offers(made: Path) -> None:
    found = advise_preferences(made, "rank", price=PRICE, max_cost=2.0)
    of_run = advise(SEEDS, model="offline", out=made, n=12, personas=made.parent / "who.txt", price=PRICE, max_cost=2.0)
    assert [item.name for item in found.offers] == [
        "tasks", "answers", "seeds", *(f"pairs/{method}" for method in PAIRING),
    ]  # fmt: skip
    mine, its = ({item.name: item for item in one.offers} for one in (found, of_run))
    assert {name for name in mine if mine[name] != its[name]} == {"pairs/rank"}, "which is as it was asked for"
    assert found.verdict is not None
    assert (found.verdict.better, found.left, found.spent) == (BOTH, 2.0, 0.0)
    assert of_run.verdict is not None
    assert (found.verdict.better, found.verdict.evidence) == (of_run.verdict.better, of_run.verdict.evidence)
    assert selfinstruct.preview_preferences(made, "rank", price=PRICE) == found.estimate


def test_pairs_are_priced_as_they_were_asked_for(made: Path) -> None:
    judges = ("openai/one", "openai/two", "openai/three")
    given: dict[str, Any] = {"models": ("openai/any",), "base_url": "http://127.0.0.1:9/v1", "price": PRICE}
    plain = advise_preferences(made, "rank", **given, max_cost=2.0)
    judged = advise_preferences(made, "rank", **given, max_cost=2.0, judges=judges)
    prompts = len(selfinstruct.Run(made).dataset())
    for found in (plain, judged):
        [rank] = [item for item in found.offers if item.name == "pairs/rank"]
        assert found.estimate.cost is not None
        assert rank.cost == pytest.approx(found.estimate.cost / prompts)
        assert found.count(rank) == int(2.0 * prompts / found.estimate.cost)
    assert judged.offers[4].cost > 1.5 * plain.offers[4].cost
    assert judged.offers[:4] == plain.offers[:4]


@pytest.mark.parametrize(
    ("tasks", "left", "better"), [(12, 0.02, TASKS), (12, 5.0, BOTH), (1_000, 0.02, PAIRS), (20_000, 5.0, PAIRS)]
)
def test_the_tasks_of_the_run_and_the_budget_decide(
    made: Path, tmp_path: Path, tasks: int, left: float, better: str
) -> None:
    run = copied(made, tmp_path / "run")
    told(run, counts={"tasks": tasks, "accepted": tasks})
    if better == TASKS:  # of so little each of many seeds would get an answer or two
        left = 0.1
    found = advise_preferences(run, "contrast", price=PRICE, max_cost=left)
    assert found.verdict is not None
    assert found.verdict.better == better


def test_what_these_pairs_have_taken_is_gone(made: Path, tmp_path: Path) -> None:
    run = copied(made, tmp_path / "run")
    told(run, preferences={"rank/1": {"cost": 0.5}, "rank/2": {"cost": 4.0}, "corrupt/1": {"cost": 0.25}})
    given: dict[str, Any] = {"price": PRICE, "max_cost": 1.0}
    found = advise_preferences(run, "rank", **given)
    assert (found.spent, found.left) == (0.5, 0.5)
    assert (advise_preferences(run, "rank", round=2, **given)).missing == (
        "nothing is left of $1.00: these pairs took $4.00; raise --max-cost"
    )
    mixed = advise_preferences(run, "corrupt", mix="rank=1,corrupt=1", **given)
    assert mixed.spent == 0.75, "the limit is of all methods of a mix"
    assert advise_preferences(run, "revise", **given).spent == 0


def test_a_free_model_and_what_is_missing(made: Path) -> None:
    found = advise_preferences(made, "rank")
    usage = found.estimate.usage
    assert (found.free, found.left) == (True, usage.prompt + usage.completion)
    assert f"what {found.left:,.0f} tokens buy, as many as these pairs would take, each way" in " ".join(
        line.strip() for line in advice_lines(found)
    )
    for method in PAIRING:
        same = advise_preferences(made, method)
        [offer] = [item for item in same.offers if item.name == f"pairs/{method}"]
        assert same.count(offer) == len(selfinstruct.Run(made).dataset())
    given: dict[str, Any] = {"models": ("openai/any",), "base_url": "http://127.0.0.1:9/v1"}
    assert advise_preferences(made, "rank", **given).missing.startswith("the price of openai/any is not known: give ")
    assert advise_preferences(made, "rank", price=PRICE).missing == "there is no budget: give --max-cost USD"


def test_of_anything_but_a_run_of_generate_too_little_is_known(made: Path, tmp_path: Path) -> None:
    merged = selfinstruct.merge([made, SEEDS], tmp_path / "merged").path
    distilled = selfinstruct.distill(ROOT / "examples" / "data" / "chats.jsonl", out=tmp_path / "chats").path
    alone = copied(made, tmp_path / "alone")
    (alone / "journal.db").unlink()
    given: dict[str, Any] = {"models": ("offline",), "price": PRICE, "max_cost": 1.0}
    for source in (merged, distilled, alone):
        found = advise_preferences(source, "rank", **given)
        assert (found.missing, found.verdict) == (UNKNOWN, None), source
    file = advise_preferences(made / "dataset.jsonl", "rank", out=tmp_path / "pairs", **given)
    rows = advise_preferences([{"instruction": "Name a river."}], "contrast", out=tmp_path / "rows", **given)
    assert file.missing == rows.missing == UNKNOWN
    assert file.estimate.requests > 0


def test_a_method_that_asks_nobody_costs_nothing(made: Path, tmp_path: Path) -> None:
    run = with_attempts(copied(made, tmp_path / "run"))
    found = advise_preferences(run, "verified", price=PRICE, max_cost=1.0)
    assert found.missing == "the method verified asks no model, so that its pairs cost nothing"


def test_nothing_is_written_and_a_run_under_way_is_read(made: Path, tmp_path: Path) -> None:
    run = copied(made, tmp_path / "run")
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in run.iterdir()}
    assert advise_preferences(run, "rank", price=PRICE, max_cost=1.0).verdict is not None
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in run.iterdir()} == before
    journal = Journal(run / "journal.db")
    assert advise_preferences(run, "rank", price=PRICE, max_cost=1.0).verdict is not None
    journal.close()


def test_the_command_says_it_once_below_the_estimates(made: Path, tmp_path: Path) -> None:
    words = ["prefer", str(made), "--mix", "rank=1,corrupt=1", "--dry-run", "--price", "0.15,0.60", "--max-cost", "2"]
    shown = command(*words, cwd=tmp_path).stdout
    assert shown.count("===== for the method ") == 2
    assert shown.count("===== what $2.00 buys, each way by itself") == 1
    assert shown.index("===== for the method corrupt") < shown.index("===== what $2.00 buys")
    first, last = map(json.loads, command(*words, "--json", cwd=tmp_path).stdout.splitlines())
    assert "advice" not in first
    assert last["advice"]["better"] == BOTH
    assert (last["advice"]["unit"], last["advice"]["left"]) == ("usd", 2.0)
