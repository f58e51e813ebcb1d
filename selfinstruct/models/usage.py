"""What an answer says of its tokens and its service tier, whatever the service calls them.

Names are compared without case and underscores. A count may be written as text; what is no count, or below zero, is
not known.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from selfinstruct.prices import STANDARD, worst_usage
from selfinstruct.records import Completion, Request, Usage

MOST_TOKENS = 1 << 31  # of one answer: a service's nonsense would make nonsense of the cost

# Beyond the prompt and the text, of which each byte may be some tokens: what a service adds to a prompt, and what a
# model thinks unseen. No model reads or writes more.
_TIMES, _MOST_READ, _MOST_WRITTEN = 8, 1 << 20, 1 << 18
_BYTES, _SHORT = 16, 512  # the most bytes of a token, and up to how many of a text nothing is said of them
_RUNS = re.compile(r"(\W)\1+")

# Where the counts stand: OpenAI, Bedrock, Gemini, Cohere, Groq, llama.cpp; "" is the answer itself (Ollama, TGI).
_PLACES = ("usage", "usagemetadata", "meta.billedunits", "meta.tokens", "xgroq.usage", "tokenusage", "details", "")
_WITHIN = ("billedunits", "tokens")  # of usage, as Cohere has it

_PROMPT = ("prompttokens", "inputtokens", "prompttokencount", "inputtokencount", "promptevalcount", "tokensevaluated")
_COMPLETION = (
    "completiontokens", "outputtokens", "candidatestokencount", "outputtokencount", "evalcount", "generatedtokens",
    "tokenspredicted",
)  # fmt: skip
_TOTAL = ("totaltokens", "totaltokencount")
_PROMPT_PARTS = ("prompttokensdetails", "inputtokensdetails", "inputtokendetails")
_COMPLETION_PARTS = ("completiontokensdetails", "outputtokensdetails", "outputtokendetails")
_CACHED = (
    "cachedtokens", "cachereadtokens", "cacheread", "prompttokensdetails.cachedtokens", "promptcachehittokens",
    "cachedinputtokens", "cachedcontenttokencount",
)  # fmt: skip
_WRITTEN = ("cachewritetokens", "cachecreationtokens", "cachecreation", "cachewriteinputtokens")
# Anthropic and Bedrock count these beside input_tokens; gateways that speak of prompt_tokens count them in it.
_READ_BESIDE = ("cachereadinputtokens",)
_WRITTEN_BESIDE = ("cachecreationinputtokens", "cachewriteinputtokens")
_THINKING = ("reasoningtokens", "thinkingtokens", "reasoning")
_THINKING_BESIDE = ("thoughtstokencount",)
_TOOLS_BESIDE = ("tooluseprompttokencount",)


@dataclass(frozen=True, slots=True)
class Billed:
    """What an answer is paid by; `assumed` where the usage, or a part of it, is the most that it can be."""

    usage: Usage
    assumed: bool = False
    tier: str = ""


def billed(answer: Mapping[str, Any], request: Request) -> Billed:
    """The usage and the service tier of an answer, 0 for what it does not say."""
    usage, assumed = _usage(_counts(answer), request)
    return Billed(usage, assumed, _tier(answer))


def with_usage(answer: Completion, request: Request, *, doubting: bool = False) -> Completion:
    """The answer, with the most that they can be in place of counts that its service did not give.

    There is no prompt of no tokens, and no text of none; what no model can read or write is no count either, and with
    `doubting` neither is one that is far too small for the text.
    """
    usage, worst = answer.usage, worst_usage(request)
    if answer.finish_reason is None:
        return answer
    no_prompt = not usage.prompt or usage.prompt > _TIMES * worst.prompt + _MOST_READ
    no_completion = not usage.completion and bool(answer.text or answer.reasoning)
    no_completion |= _too_many(answer, worst.completion) or (doubting and _too_few(answer))
    if not no_prompt and not no_completion:
        return answer
    return replace(
        answer,
        usage=replace(
            usage,
            prompt=worst.prompt if no_prompt else usage.prompt,
            cached=0 if no_prompt else usage.cached,
            written=0 if no_prompt else usage.written,
            completion=worst.completion if no_completion else usage.completion,
            thinking=min(usage.thinking, worst.completion) if no_completion else usage.thinking,
        ),
        assumed=True,
    )


def _too_many(answer: Completion, limit: int) -> bool:
    """More tokens than the text can have, or thoughts that nobody is shown."""
    return answer.usage.completion > _TIMES * (_size(answer.text) + _size(answer.reasoning)) + limit + _MOST_WRITTEN


def _too_few(answer: Completion) -> bool:
    """A token of English has four bytes; runs of spaces or of one sign have many more."""
    told = _RUNS.sub(r"\1", answer.text)
    return _size(told) > max(_SHORT, _BYTES * answer.usage.completion)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _usage(counts: Mapping[str, Any], request: Request) -> tuple[Usage, bool]:
    prompt, completion, total = (_first(counts, names) for names in (_PROMPT, _COMPLETION, _TOTAL))
    if prompt is None and completion is None:
        if not total:
            return Usage(), False
        # Which part is which nobody knows.
        return Usage(min(total, worst_usage(request).prompt), total), True
    parts = [counts, *_parts(counts, _PROMPT_PARTS)]
    cached, written = _most(parts, _CACHED), _most(parts, _WRITTEN)
    native = "inputtokens" in counts and "prompttokens" not in counts
    read_beside, written_beside = _most([counts], _READ_BESIDE), _most([counts], _WRITTEN_BESIDE)
    thinking = _most([counts, *_parts(counts, _COMPLETION_PARTS)], _THINKING)
    known = prompt is not None and completion is not None
    prompt, completion = prompt or 0, completion or 0
    if native:
        prompt += read_beside + written_beside
    cached, written = max(cached, read_beside), max(written, written_beside)
    prompt += _most([counts], _TOOLS_BESIDE)
    beside = _most([counts], _THINKING_BESIDE)
    completion, thinking = completion + beside, max(thinking, beside)
    left = max(0, (total or 0) - prompt - completion) if known else 0
    if cached + written > prompt or (left and left == cached + written):
        # They stand beside the prompt's tokens, not among them.
        prompt, left = prompt + cached + written, max(0, left - cached - written)
    if left:
        completion, thinking = completion + left, max(thinking, left)
    elif known and thinking > completion:
        completion += thinking
    elif completion:
        thinking = min(thinking, completion)
    return Usage(*(min(count, MOST_TOKENS) for count in (prompt, completion, cached, thinking, written))), False


def _counts(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The first object of an answer that counts tokens, its names made alike."""
    for place in _PLACES:
        found: Any = answer
        for name in place.split(".") if place else ():
            found = _plain(found).get(name) if isinstance(found, Mapping) else None
        for counts in _nested(found):
            if any(_first(counts, names) is not None for names in (_PROMPT, _COMPLETION, _TOTAL)):
                return counts
    return {}


def _nested(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, Mapping):
        counts = _plain(found)
        for name in _WITHIN:
            if isinstance(counts.get(name), Mapping):
                yield _plain(counts[name])
        yield counts


def _tier(answer: Mapping[str, Any]) -> str:
    """The tier an answer was served at, as its service calls it; "" for the standard one and where none is named."""
    found = _plain(answer)
    usage = found.get("usage")
    told = found.get("servicetier") or (_plain(usage).get("servicetier") if isinstance(usage, Mapping) else None)
    if isinstance(told, Mapping):
        told = told.get("type")
    speed = found.get("performanceconfig")
    if not told and isinstance(speed, Mapping):
        told = speed.get("latency")
    tier = told.strip().lower()[:40] if isinstance(told, str) else ""
    return "" if tier in STANDARD else tier


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    return {str(name).replace("_", "").lower(): value for name, value in found.items()}


def _parts(counts: Mapping[str, Any], names: Iterable[str]) -> list[dict[str, Any]]:
    return [_plain(part) for name in names if isinstance(part := counts.get(name), Mapping)]


def _first(counts: Mapping[str, Any], names: Iterable[str]) -> int | None:
    return next((count for name in names if (count := _count(counts.get(name))) is not None), None)


def _most(parts: Iterable[Mapping[str, Any]], names: tuple[str, ...]) -> int:
    """The greatest of several names for one count."""
    return max((_count(part.get(name)) or 0 for part in parts for name in names), default=0)


def _count(value: Any) -> int | None:
    """A token count, clamped to what is possible; None for what is none."""
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", ""))
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        return None
    return min(int(value), MOST_TOKENS)
