"""What tokens cost: from the maintained genai-prices data, or as the user says. No price is made up."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import Any

from selfinstruct.errors import UsageError
from selfinstruct.records import Completion, Request, Usage

_MILLION = 1_000_000
# Of the price, https://platform.openai.com/docs/guides/batch and https://aws.amazon.com/bedrock/pricing/
BATCH_RATE = 0.5
NOTHING = Usage()
_SAMPLE = 1_000
USERS = "--price"
# Of `extra`, names without case and underscores.
_LIMITS = {"maxtokens", "maxcompletiontokens", "maxoutputtokens", "maxnewtokens", "maxtokenstosample", "numpredict"}
_THINKING = {"budgettokens", "thinkingbudget", "reasoningbudget", "maxreasoningtokens", "maxthinkingtokens"}
_ANSWERS = {"n", "bestof", "candidatecount", "numreturnsequences"}
_SEARCHES = {"websearchoptions", "websearch", "searchparameters", "enablesearch", "plugins"}
_PROVIDERS = {"openai": "openai", "bedrock": "aws"}


# Tiers that cost what the model costs, or are paid by other means than the token.
STANDARD = {"", "auto", "default", "standard", "standard_only", "on_demand", "scale", "reserved"}
# Tiers that cost less than the model does, where nobody knows how much: the price of the model is the most.
_CHEAPER = {"flex", "batch"}
_TIERS = ("priority", "flex", "fast")  # that genai-prices knows for some models
# Writing to the cache costs a quarter more than reading anew, where no price of its own is known:
# https://docs.claude.com/en/docs/build-with-claude/prompt-caching
_WRITING = 1.25
NO_LIMIT = 4096  # tokens an answer is believed to have at most, where no limit is sent


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens; `source` says where the figures come from.

    `cached` is the price of tokens read from the service's cache and `written` that of those written there; `tiers`
    are the prices of other service tiers, as far as they are known.
    """

    prompt: float
    completion: float
    cached: float | None = None
    source: str = USERS
    written: float | None = None
    tiers: Mapping[str, "Price"] = field(default_factory=dict)

    def cost(self, usage: Usage, batched: Usage = NOTHING) -> float:
        """US dollars for that many tokens; cached ones at their own price where it is known.

        `batched` is the part of `usage` that was asked in batches.
        """
        cost = self._full(usage)
        return cost if batched is NOTHING else cost - (1 - BATCH_RATE) * self._full(batched)

    def at(self, tier: str) -> "Price | None":
        """The price at a service tier, None where it is not known; what the user says holds for all of them."""
        own = self.source == USERS or tier in STANDARD or tier in _CHEAPER
        return self.tiers.get(tier) or (self if own else None)

    def at_most(self, tier: str) -> bool:
        """Whether a tier costs less than `at` says."""
        return tier in _CHEAPER and self.source != USERS and tier not in self.tiers

    def as_dict(self, *, whole: bool = False) -> dict[str, Any]:
        """What stands in files; with `whole` also what else is known, as `read_price` takes it."""
        told = {name: getattr(self, name) for name in ("prompt", "completion", "cached", "source")}
        if whole and self.written is not None:
            told["written"] = self.written
        if whole and self.tiers:
            told["tiers"] = {tier: price.as_dict(whole=True) for tier, price in self.tiers.items()}
        return told

    def _full(self, usage: Usage) -> float:
        cached = self.prompt if self.cached is None else self.cached
        written = _WRITING * self.prompt if self.written is None else self.written
        fresh = max(0, usage.prompt - usage.cached - usage.written)
        cost = fresh * self.prompt + usage.cached * cached + usage.completion * self.completion
        return (cost + usage.written * written) / _MILLION


def parse_price(text: str) -> Price:
    """Read `IN,OUT`, US dollars per million prompt and completion tokens; raises UsageError."""
    try:
        prompt, completion = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(
            f"--price {text!r}: write IN,OUT in US dollars per million tokens, for example 0.15,0.60"
        ) from None
    if not (0 <= prompt < float("inf") and 0 <= completion < float("inf")):
        raise UsageError(f"--price {text!r}: prices cannot be negative or infinite")
    return Price(prompt, completion)


def read_price(given: Mapping[str, Any]) -> Price:
    """A price as `Price.as_dict` tells it."""
    tiers = {tier: read_price(price) for tier, price in given.get("tiers", {}).items()}
    return Price(**{**given, "tiers": tiers})


def find_price(model: str) -> Price | None:
    """The list price of `provider/model`, None where the data does not know it."""
    provider, _, name = model.partition("/")
    if provider not in _PROVIDERS:
        return None
    from genai_prices import Usage as PricedUsage
    from genai_prices import calc_price

    def per_million(tier: str, **tokens: int) -> float:
        # A small sample: the price of a long prompt's last token may be another one.
        found = calc_price(
            PricedUsage(**tokens), model_ref=name, provider_id=_PROVIDERS[provider],
            price_context={"service_tier": tier} if tier else None,
        )  # fmt: skip
        return float(found.total_price) * _MILLION / _SAMPLE

    def price(tier: str = "") -> Price:
        return Price(
            per_million(tier, input_tokens=_SAMPLE),
            per_million(tier, output_tokens=_SAMPLE),
            per_million(tier, input_tokens=_SAMPLE, cache_read_tokens=_SAMPLE),
            f"genai-prices {version('genai-prices')}",
            per_million(tier, input_tokens=_SAMPLE, cache_write_tokens=_SAMPLE),
        )

    try:
        standard = price()
        tiers = {tier: price(tier) for tier in _TIERS}
    except (LookupError, ValueError):
        return None
    # A tier that it does not know has the price of the model there.
    return replace(standard, tiers={tier: found for tier, found in tiers.items() if found != standard})


def cost_of(answer: Completion, price: Price) -> float:
    """What an answer cost, in US dollars; at the model's price where that of its tier is not known."""
    if answer.batched:
        return price.cost(answer.usage, answer.usage)
    return (price.at(answer.tier) or price).cost(answer.usage)


def worst_usage(request: Request) -> Usage:
    """The most that a request can use: a token for each byte of the prompt, some for its framing, the whole limit.

    The limit is the greatest that is sent, with what `extra` gives to thinking on top, times the answers asked for.
    """
    prompt = sum(len(message.content.encode("utf-8", "surrogatepass")) + 16 for message in request.messages) + 16
    sampling = request.sampling
    if not sampling.extra:
        return Usage(prompt, sampling.max_tokens or NO_LIMIT)
    limits = [sampling.max_tokens or 0, *_numbers(sampling.extra, _LIMITS)]
    completion = (max(limits) or NO_LIMIT) + max(_numbers(sampling.extra, _THINKING), default=0)
    return Usage(prompt, completion * max([1, *_numbers(sampling.extra, _ANSWERS)]))


def asked_tier(request: Request) -> str:
    """The service tier that a request asks for in `extra`, "" where it asks for none."""
    for name, value in request.sampling.extra.items():
        key = _plain(name)
        told = value.get("type" if key == "servicetier" else "latency") if isinstance(value, Mapping) else value
        if key in ("servicetier", "performanceconfig") and isinstance(told, str):
            return told.strip().lower()
    return ""


def worst_case(request: Request, price: Price) -> float:
    """The most a request can cost, in US dollars, at the dearer of the model's tier and the one asked for."""
    usage = worst_usage(request)
    asked = price.at(asked_tier(request)) if request.sampling.extra else None
    return max(price.cost(usage), asked.cost(usage) if asked else 0.0)


def unpriced(request: Request, price: Price) -> str:
    """What a request asks for that no price of tokens covers, "" where there is nothing such."""
    extra = request.sampling.extra
    if not extra:
        return ""
    if price.at(tier := asked_tier(request)) is None:
        return f"the price of the service tier {tier!r} is not known: give --price IN,OUT"
    found = next((name for name in extra if _plain(name) in _SEARCHES and extra[name]), None)
    return f"extra.{found} is paid by the search and not by the token" if found else ""


def _plain(name: object) -> str:
    return str(name).replace("_", "").lower()


def _numbers(extra: Any, names: Collection[str]) -> Iterator[int]:
    """The numbers under these names, at any depth."""
    if isinstance(extra, Mapping):
        for name, value in extra.items():
            if _plain(name) in names and isinstance(value, int | float) and 0 < value < float("inf"):
                yield int(value)
            yield from _numbers(value, names)
