"""What a person sees of advice on what to buy, below the estimate of --dry-run."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from selfinstruct.cli.render.text import filled, plain, wrapped

if TYPE_CHECKING:
    from selfinstruct.flows.advice.flow import Advice
    from selfinstruct.flows.advice.offers import Offer

_PAIRS = "pairs/"


def advice_lines(found: "Advice") -> list[str]:
    """What each way of spending buys, which is the better use and why; what is missing where nothing can be said."""
    if found.verdict is None:
        return wrapped(f"What to buy: {plain(found.missing)}.")
    lines = wrapped(f"===== {_head(found)}")
    for offer in found.offers:
        if not offer.name.startswith(_PAIRS):
            lines += filled(_told(found, offer), "  ", "    ")
    lines += filled("prompts for pairs: " + "; ".join(_pairs(found)), "  ", "    ")
    lines += wrapped(f"Better: {found.verdict.better}.")
    lines += [line for reason in found.verdict.reasons for line in filled(f"- {plain(reason)}.", "", "  ")]
    named = ", ".join(item.arxiv for item in found.verdict.evidence)
    return [*lines, *wrapped(f"(rests on arXiv {named}, see docs/advice.md; {found.covers_not})")]


def _head(found: "Advice") -> str:
    if found.free:
        return f"what {_amount(found, found.left)} buy, as many as {found.what} would take, each way by itself"
    less = f", what is left after ${found.spent:,.2f}," if found.spent else ""
    return f"what {_amount(found, found.left)}{less} buys, each way by itself"


def _told(found: "Advice", offer: "Offer") -> str:
    count = found.count(offer)
    each = f", {count / found.seeds:,.1f} for each of {found.seeds:,}" if offer.name == "seeds" else ""
    return f"{count:,} {offer.buys}{each} ({plain(offer.command)})"


def _pairs(found: "Advice") -> Iterator[str]:
    for offer in found.offers:
        if offer.name.startswith(_PAIRS):
            yield f"{found.count(offer):,} by {offer.name.removeprefix(_PAIRS)}"


def _amount(found: "Advice", much: float) -> str:
    return f"{much:,.0f} tokens" if found.free else f"${much:,.2f}"
