"""Advice on what to buy, of seeds, prices and budgets as users have them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import selfinstruct
from selfinstruct.cli.render.advice import advice_lines
from selfinstruct.errors import UsageError
from selfinstruct.flows.advice.evidence import ALL
from selfinstruct.flows.advice.flow import Advice, advise
from selfinstruct.flows.advice.offers import KEEPS_ATTEMPTS, PAIRING
from selfinstruct.flows.advice.rules import ANSWERS, BOTH, PAIRS, TASKS
from selfinstruct.flows.generate.methods.choosing import chosen_method
from selfinstruct.prices import Price
from selfinstruct.recipes.generate import load_recipe
from tests.support.paths import ROOT
from tests.support.processes import run
from tests.support.runs import SEEDS, write

PRICE = Price(0.15, 0.60)
FEW_SEEDS = [
    {"instruction": "Name a river that flows north.", "output": "The Nile flows north.", "type": "rivers"},
    {"instruction": "Name a river that flows south.", "output": "The Rhone flows south.", "type": "rivers"},
]


def advised(seeds: Path, tmp_path: Path, **options: Any) -> Advice:
    return advise(seeds, out=tmp_path / "none", **({"model": "openai/any"} | options))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return write(tmp_path / "few.jsonl", FEW_SEEDS)


@pytest.mark.parametrize(
    ("seeds", "options", "better"),
    [
        ("few", {"max_cost": 0.0001}, ANSWERS),
        ("few", {"max_cost": 0.05}, TASKS),
        ("few", {"max_cost": 50.0}, BOTH),
        ("many", {"max_cost": 0.03}, ANSWERS),
        ("many", {"max_cost": 0.2}, TASKS),
        ("many", {"max_cost": 20.0}, BOTH),
        ("many", {"max_cost": 20.0, "recipe": "vote"}, BOTH),
        ("many", {"max_cost": 0.35}, BOTH),
        ("many", {"max_cost": 0.35, "recipe": "vote"}, TASKS),  # a task of it costs more
    ],
)
def test_by_seeds_and_budget(few: Path, tmp_path: Path, seeds: str, options: dict[str, Any], better: str) -> None:
    found = advised(few if seeds == "few" else SEEDS, tmp_path, price=PRICE, **options)
    assert found.verdict is not None
    assert found.verdict.better == better
    assert (found.left, found.spent, found.free, found.missing) == (options["max_cost"], 0.0, False, "")
    for offer in found.offers:
        assert offer.cost * found.count(offer) <= found.left < offer.cost * (found.count(offer) + 1)
    told = " ".join(found.verdict.reasons)
    assert ("yours are of 1 kind, and" in told) == (seeds == "few" and better != ANSWERS)
    assert ("--method verified" in told) == ("recipe" in options and better == BOTH)


def test_every_way_of_spending_is_offered_once(tmp_path: Path) -> None:
    found = advised(SEEDS, tmp_path, price=PRICE, max_cost=1.0)
    assert [item.name for item in found.offers] == [
        "tasks", "answers", "seeds", *(f"pairs/{method}" for method in PAIRING),
    ]  # fmt: skip
    tasks, answers = found.offers[:2]
    assert (tasks.command, answers.command) == ("generate --recipe chat", "generate --recipe vote")
    checked = advised(SEEDS, tmp_path, price=PRICE, max_cost=1.0, recipe="verified")
    assert [item.command for item in checked.offers[:2]] == ["generate --recipe chat", "generate --recipe verified"]


def test_a_task_costs_what_the_estimate_of_many_says(tmp_path: Path) -> None:
    found = advised(SEEDS, tmp_path, price=PRICE, max_cost=1.0, n=400)
    whole = selfinstruct.preview(SEEDS, model="openai/any", price=PRICE, n=400, out=tmp_path / "none")
    assert found.estimate == whole
    assert whole.cost is not None
    assert found.offers[0].cost == pytest.approx(whole.cost / 400)
    dearer = advised(SEEDS, tmp_path, price=Price(1.5, 6.0), max_cost=10.0, n=400)
    assert [dearer.count(item) for item in dearer.offers] == [found.count(item) for item in found.offers]


def test_batches_buy_twice_as_much_of_everything(tmp_path: Path) -> None:
    one, other = (
        advised(SEEDS, tmp_path, price=PRICE, max_cost=1.0, n=4_000, batch=batch, model="bedrock/any")
        for batch in (False, True)
    )
    for plain, half in zip(one.offers, other.offers, strict=True):
        assert half.cost == pytest.approx(plain.cost / 2, rel=0.1), plain.name


@pytest.mark.parametrize(
    "rows",
    [
        [{"instruction": "Name a river."}],
        [{"messages": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "The Nile."}]}],
        [{"instruction": "请说出一条流入大海的河流的名字。", "output": "易北河流入大海。"}],
        ["Name a river.", "Name a town."],
    ],
)
def test_seeds_of_any_form_get_advice(tmp_path: Path, rows: list[Any]) -> None:
    found = advise(rows, model="openai/any", price=PRICE, max_cost=0.5, out=tmp_path / "none")
    assert found.verdict is not None
    assert all(item.cost > 0 and item.tokens > 0 for item in found.offers)


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({}, "the price of openai/any is not known: give --price IN,OUT (0,0 for a model that is free)"),
        ({"price": PRICE}, "there is no budget: give --max-cost USD"),
    ],
)
def test_what_is_missing_is_told_in_a_line(tmp_path: Path, options: dict[str, Any], missing: str) -> None:
    found = advised(SEEDS, tmp_path, **options)
    assert found.missing.startswith(missing)
    assert "\n" not in found.missing
    assert (found.offers, found.verdict) == ((), None)
    assert found.as_dict() == {"missing": found.missing}


def test_a_budget_without_a_price_is_refused_as_in_the_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--max-cost needs a price, and none is known for openai/any"):
        advised(SEEDS, tmp_path, max_cost=2.0)


@pytest.mark.parametrize(("model", "options"), [("openai/own", {"price": Price(0.0, 0.0)}), ("offline", {})])
def test_of_a_free_model_the_tokens_of_the_run_are_the_budget(
    tmp_path: Path, model: str, options: dict[str, Any]
) -> None:
    found = advised(SEEDS, tmp_path, model=model, n=300, **options)
    usage = found.estimate.usage
    assert (found.free, found.left) == (True, usage.prompt + usage.completion)
    assert found.count(found.offers[0]) == 300
    for n, recipe, place in ((1, "chat", 0), (7, "chat", 0), (99, "chat", 0), (100, "chat", 0), (33, "vote", 1)):
        less = advised(SEEDS, tmp_path, model=model, n=n, recipe=recipe, **options)
        assert less.count(less.offers[place]) == n
    assert found.as_dict()["unit"] == "tokens"
    assert found.verdict is not None
    assert found.verdict.better == TASKS


def test_what_a_run_has_made_and_spent_counts(tmp_path: Path) -> None:
    given: dict[str, Any] = {"n": 5, "out": tmp_path / "r", "model": "offline", "price": Price(100.0, 400.0)}
    made = selfinstruct.generate(SEEDS, **given)
    spent = made.info["cost"]
    assert spent > 0
    found = advise(SEEDS, **given | {"max_cost": spent + 1})
    assert found.spent == pytest.approx(spent)
    assert found.left == pytest.approx(1)
    gone = advise(SEEDS, **given | {"max_cost": spent})
    assert gone.missing == f"nothing is left of ${spent:,.2f}: the run took ${spent:,.2f}; raise --max-cost"
    other = advise(SEEDS, **given | {"max_cost": spent, "seed": 1})
    assert (other.spent, other.missing) == (0, ""), "another run is not this one"


def test_what_a_task_has_taken_counts_more_than_assumptions(tmp_path: Path) -> None:
    given: dict[str, Any] = {"n": 5, "out": tmp_path / "r", "model": "offline", "price": Price(1.0, 4.0)}
    made = selfinstruct.generate(SEEDS, **given)
    before = advise(SEEDS, **given | {"max_cost": 9.0})
    info = json.loads((made.path / "run.json").read_text(encoding="utf-8"))
    for item in info["usage"]:
        item["completion"] *= 100
    (made.path / "run.json").write_text(json.dumps(info), encoding="utf-8")
    after = advise(SEEDS, **given | {"max_cost": 9.0})
    assert after.offers[0].tokens > 5 * before.offers[0].tokens
    assert after.offers[1:] == before.offers[1:], "of other ways nothing has been seen"


@pytest.mark.parametrize(
    ("tasks", "left", "better", "words"),
    [
        (1_000, 1, PAIRS, "there are 1,000 tasks"),
        (900, 400, BOTH, "up to 1,000 tasks first (about ${of_a_hundred:,.2f})"),
    ],
)
def test_tasks_that_are_there_count(tmp_path: Path, tasks: int, left: float, better: str, words: str) -> None:
    given: dict[str, Any] = {"n": 5, "out": tmp_path / "r", "model": "offline", "price": Price(100.0, 400.0)}
    made = selfinstruct.generate(SEEDS, **given)
    # As if so many were there, and pairs besides: what run.json counts is all that is looked at.
    info = json.loads((made.path / "run.json").read_text(encoding="utf-8"))
    info["counts"] |= {"tasks": tasks, "accepted": tasks}
    info["usage"].append(info["usage"][0] | {"stage": "prefer/rank/1/response", "prompt": 10**9})
    (made.path / "run.json").write_text(json.dumps(info), encoding="utf-8")
    found = advise(SEEDS, **given | {"max_cost": made.info["cost"] + left})
    assert found.spent == pytest.approx(made.info["cost"]), "pairs are paid by another command"
    assert found.verdict is not None
    assert found.verdict.better == better
    assert words.format(of_a_hundred=100 * found.offers[0].cost) in found.verdict.reasons[0]


@pytest.mark.parametrize("recipe", ["chat", "evolve", "verified", "vote", "gated", "schema", "dialogue"])
def test_methods_that_keep_attempts_are_known(tmp_path: Path, recipe: str) -> None:
    method, _ = chosen_method(load_recipe(recipe))
    made = selfinstruct.generate(SEEDS, n=2, out=tmp_path / "r", recipe=recipe)
    assert (made.path / "attempts.jsonl").exists() == (method.name in KEEPS_ATTEMPTS)


def test_the_command_says_it_below_the_estimate_and_as_json(tmp_path: Path) -> None:
    words = ["generate", "--seeds", str(SEEDS), "--dry-run", "--model", "openai/any", "--price", "0.15,0.60"]
    told = run(*words, "--max-cost", "2", cwd=tmp_path, env={"COLUMNS": "60"}).stdout.split("\n")
    begin = next(place for place, line in enumerate(told) if line.startswith("===== what $2.00 buys"))
    assert any(line.startswith("===== for 100 tasks") for line in told[:begin])
    assert f"Better: {BOTH}." in told
    assert max(map(len, told[begin:])) <= 60
    found = json.loads(run(*words, "--max-cost", "2", "--json", cwd=tmp_path).stdout)
    assert found["advice"]["better"] == BOTH
    assert {item["arxiv"] for item in found["advice"]["evidence"]} < {item.arxiv for item in ALL}
    assert found["requests"] > 0
    none = run(*words, cwd=tmp_path)
    assert none.stdout.rstrip().endswith("What to buy: there is no budget: give --max-cost USD.")
    assert none.returncode == 0


def test_the_page_names_every_publication() -> None:
    page = (ROOT / "docs" / "advice.md").read_text(encoding="utf-8")
    assert [item.arxiv for item in ALL if item.arxiv not in page or item.title not in page] == []


def test_the_page_shows_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    page = (ROOT / "docs" / "advice.md").read_text(encoding="utf-8")
    shown = page.split("```\n")[3]
    said = " ".join(advice_lines(advised(SEEDS, tmp_path, model="openai/MODEL", price=PRICE, max_cost=2.0)))
    # With every change of a prompt the figures move a little: the page has those of one day.
    one, other = (re.sub(r"\d[\d,.]*\d|\d", "0", " ".join(text.split())) for text in (said, shown))
    assert one == other
