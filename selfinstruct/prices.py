"""What tokens cost: from the maintained genai-prices data, or as the user says. No price is made up."""

from dataclasses import dataclass
from importlib.metadata import version

from selfinstruct.errors import UsageError
from selfinstruct.records import Completion, Request, Usage

_MILLION = 1_000_000
# Of the price, https://platform.openai.com/docs/guides/batch and https://aws.amazon.com/bedrock/pricing/
BATCH_RATE = 0.5
NOTHING = Usage()
_SAMPLE = 1_000
_PROVIDERS = {"openai": "openai", "bedrock": "aws"}


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens; `source` says where the figures come from."""

    prompt: float
    completion: float
    cached: float | None = None
    source: str = "--price"

    def cost(self, usage: Usage, batched: Usage = NOTHING) -> float:
        """US dollars for that many tokens; cached ones at their own price where it is known.

        `batched` is the part of `usage` that was asked in batches.
        """
        cost = self._full(usage)
        return cost if batched is NOTHING else cost - (1 - BATCH_RATE) * self._full(batched)

    def _full(self, usage: Usage) -> float:
        cached = self.prompt if self.cached is None else self.cached
        fresh = usage.prompt - usage.cached
        return (fresh * self.prompt + usage.cached * cached + usage.completion * self.completion) / _MILLION


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


def find_price(model: str) -> Price | None:
    """The list price of `provider/model`, None where the data does not know it."""
    provider, _, name = model.partition("/")
    if provider not in _PROVIDERS:
        return None
    from genai_prices import Usage as PricedUsage
    from genai_prices import calc_price

    def per_million(**tokens: int) -> float:
        # A small sample: the price of a long prompt's last token may be another one.
        found = calc_price(PricedUsage(**tokens), model_ref=name, provider_id=_PROVIDERS[provider])
        return float(found.total_price) * _MILLION / _SAMPLE

    try:
        prompt = per_million(input_tokens=_SAMPLE)
        completion = per_million(output_tokens=_SAMPLE)
        cached = per_million(input_tokens=_SAMPLE, cache_read_tokens=_SAMPLE)
    except (LookupError, ValueError):
        return None
    return Price(prompt, completion, cached, f"genai-prices {version('genai-prices')}")


def cost_of(answer: Completion, price: Price) -> float:
    """What an answer cost, in US dollars."""
    return price.cost(answer.usage, answer.usage if answer.batched else NOTHING)


def worst_case(request: Request, price: Price) -> float:
    """The most a request can cost: a token for each byte of the prompt, some for its framing, the whole token limit."""
    prompt = sum(len(message.content.encode("utf-8", "surrogatepass")) + 16 for message in request.messages) + 16
    return price.cost(Usage(prompt, request.sampling.max_tokens or 4096))
