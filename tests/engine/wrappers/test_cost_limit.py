"""Whatever a service says of its tokens, and however many it uses: --max-cost is not passed."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from selfinstruct.engine.stack import OpenedModel, Stack
from selfinstruct.engine.wrappers.budget import FIRST, Stopped
from selfinstruct.errors import PriceUnknown, UsageError
from selfinstruct.models.usage import billed
from selfinstruct.prices import Price
from selfinstruct.progress import Progress
from selfinstruct.records import Completion, Message, Request, Sampling
from selfinstruct.runs.journal import Journal
from selfinstruct.settings import Settings

IN, OUT = 4.0, 20.0  # US dollars per million
PRICE = Price(IN, OUT)
LISTED = replace(PRICE, source="a list", tiers={"priority": Price(2 * IN, 2 * OUT, source="a list")})
MOST = 0.2
LIMIT = 500  # tokens of an answer
ASKED = Request("p", 0, (Message("user", "How deep is the sea? " * 5),), Sampling(max_tokens=LIMIT))


@dataclass
class Service:
    """A model that is paid by one count of tokens and tells another; `paid` is what it would charge."""

    tells: Callable[[int, int], dict[str, object]]
    most: int = LIMIT
    least: int = 1
    dearer: float = 1.0
    name: str = "test/service"
    rng: Random = field(default_factory=lambda: Random(5))
    paid: float = 0.0
    dearest: float = 0.0

    async def complete(self, request: Request) -> Completion:
        await asyncio.sleep(self.rng.random() / 1000)
        prompt, completion = 30, self.rng.randint(self.least, self.most)
        cost = self.dearer * (prompt * IN + completion * OUT) / 1e6
        self.paid += cost
        self.dearest = max(self.dearest, cost)
        found = billed(self.tells(prompt, completion), request)
        return Completion("It is deep.", "stop", found.usage, assumed=found.assumed, tier=found.tier)


def ask(service: Service, path: Path, price: Price = PRICE, asked: Request = ASKED) -> Progress:
    """Ask for far more than the money lasts, 32 at a time."""

    async def main() -> Progress:
        with closing(Journal(path / "journal.db")) as journal:
            stack = Stack(journal, Settings(concurrency=32, max_cost=MOST), Progress(0))
            model = stack.add(OpenedModel(service, price))
            numbers = iter(range(3000))

            async def slot() -> None:
                for number in numbers:
                    await model.complete(replace(asked, index=number))

            slots = [asyncio.create_task(slot()) for _ in range(32)]
            for error in await asyncio.gather(*slots, return_exceptions=True):
                if not isinstance(error, Stopped):
                    assert error is not None
                    raise error
            return stack.progress

    return asyncio.run(main())


def openai(**more: object) -> Callable[[int, int], dict[str, object]]:
    return lambda prompt, completion: {"usage": {"prompt_tokens": prompt, "completion_tokens": completion} | more}


TELLS: dict[str, Callable[[int, int], dict[str, object]]] = {
    "all": openai(),
    "nothing": lambda prompt, completion: {},
    "null": lambda prompt, completion: {"usage": None},
    "zeros": openai(prompt_tokens=0, completion_tokens=0),
    "less than nothing": openai(prompt_tokens=-9, completion_tokens=-9),
    "texts": lambda prompt, completion: {"usage": {"inputTokens": str(prompt), "outputTokens": str(completion)}},
    "the total": lambda prompt, completion: {"usage": {"total_tokens": prompt + completion}},
    "thinking in the total": lambda prompt, completion: {
        "usage": {"prompt_tokens": prompt, "completion_tokens": 1, "total_tokens": prompt + completion}
    },
    "cached beside": openai(prompt_tokens_details={"cached_tokens": 90}),
    "cached below zero": openai(prompt_tokens_details={"cached_tokens": -(10**9)}),
}


@pytest.mark.parametrize("tells", TELLS.values(), ids=TELLS)
def test_the_limit_holds_whatever_is_told(tells: Callable[[int, int], dict[str, object]], tmp_path: Path) -> None:
    service = Service(tells)
    progress = ask(service, tmp_path)
    assert 0 < service.paid <= MOST
    assert progress.cost is not None
    assert service.paid - 1e-9 <= progress.cost <= MOST
    assert progress.at_most == (tells in [TELLS[name] for name in UNTOLD])


UNTOLD = ("nothing", "null", "zeros", "less than nothing", "the total")


def test_thinking_that_no_limit_bounds_passes_it_by_the_first_few_at_most(tmp_path: Path) -> None:
    service = Service(openai(), most=6 * LIMIT)
    ask(service, tmp_path)
    assert 0.5 * MOST < service.paid <= MOST + FIRST * service.dearest
    far = Service(openai(), most=100 * LIMIT)
    (tmp_path / "far").mkdir()
    ask(far, tmp_path / "far")
    assert far.paid <= MOST + FIRST * far.dearest


def test_a_dearer_tier_is_set_aside_and_counted(tmp_path: Path) -> None:
    service = Service(lambda *counts: openai()(*counts) | {"service_tier": "priority"}, dearer=2.0)
    asked = replace(ASKED, sampling=replace(ASKED.sampling, extra={"service_tier": "priority"}))
    progress = ask(service, tmp_path, LISTED, asked)
    assert progress.cost == pytest.approx(service.paid)
    assert service.paid <= MOST
    assert progress.spending()["prices"]["test/service"]["tiers"]["priority"]["prompt"] == 2 * IN


def test_a_tier_without_a_price_ends_what_has_a_cost_limit(tmp_path: Path) -> None:
    service = Service(lambda *counts: openai()(*counts) | {"service_tier": "ultrafast"}, dearer=6.0)
    with pytest.raises(PriceUnknown, match=r"'ultrafast'.*--price"):
        ask(service, tmp_path, LISTED)
    assert service.paid <= 32 * service.dearest
    (tmp_path / "said").mkdir()
    said = Service(service.tells)
    assert ask(said, tmp_path / "said", PRICE).cost == pytest.approx(said.paid), "the user's price is the price"


@pytest.mark.parametrize(
    ("extra", "price", "said"),
    [
        ({"service_tier": "ultrafast"}, LISTED, "service tier 'ultrafast'"),
        ({"performanceConfig": {"latency": "optimized"}}, LISTED, "service tier 'optimized'"),
        ({"web_search_options": {"user_location": "here"}}, PRICE, "paid by the search"),
    ],
)
def test_what_no_price_covers_is_not_asked_under_a_limit(
    extra: dict[str, object], price: Price, said: str, tmp_path: Path
) -> None:
    service = Service(openai())
    with pytest.raises(UsageError, match=said):
        ask(service, tmp_path, price, replace(ASKED, sampling=replace(ASKED.sampling, extra=extra)))
    assert service.paid == 0


@pytest.mark.parametrize(
    ("extra", "factor"),
    [
        ({"max_tokens": 3 * LIMIT}, 3),
        ({"max_completion_tokens": 4 * LIMIT}, 4),
        ({"n": 3}, 3),
        ({"best_of": 2}, 2),
        ({"thinking": {"type": "enabled", "budget_tokens": LIMIT}}, 2),
        ({"extra_body": {"google": {"thinking_config": {"thinking_budget": 2 * LIMIT}}}}, 3),
        ({"max_tokens": 10}, 1),
    ],
)
def test_what_extra_changes_is_set_aside(extra: dict[str, object], factor: int, tmp_path: Path) -> None:
    service = Service(openai(), most=factor * LIMIT, least=factor * LIMIT)
    ask(service, tmp_path, asked=replace(ASKED, sampling=replace(ASKED.sampling, extra=extra)))
    assert 0 < service.paid <= MOST


def test_a_session_that_goes_on_knows_what_was_spent(tmp_path: Path) -> None:
    service = Service(
        lambda *counts: TELLS["thinking in the total"](*counts) | {"service_tier": "priority"}, dearer=2.0
    )
    first = ask(service, tmp_path, LISTED)
    second = ask(service, tmp_path, LISTED)
    assert service.paid <= MOST + FIRST * service.dearest, (
        "a dearer tier that was not asked for is known by the first answers"
    )
    assert second.cost == pytest.approx(service.paid)
    assert second.requests >= first.requests
    with closing(Journal(tmp_path / "journal.db")) as journal:
        assert journal.totals() == second.stages
    (usage,) = second.spending()["usage"]
    assert usage["thinking"] == usage["completion"] - usage["requests"]
    assert usage["tiers"]["priority"]["completion"] == usage["completion"]
