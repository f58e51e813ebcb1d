"""Maps refusals of an OpenAI-compatible service, by status and error object, to our errors.

https://platform.openai.com/docs/guides/error-codes
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from selfinstruct.errors import (
    KeyRefused,
    ModelError,
    QuotaExhausted,
    RateLimited,
    RequestFailed,
    Retryable,
    UnknownModel,
)
from selfinstruct.models.http.errors import retry_after

# Left out, in this order, where a message names several (some models refuse temperature together with top_p).
OPTIONAL = ("stop", "top_p", "temperature", "presence_penalty", "frequency_penalty", "seed")
NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
_OUT_OF_RANGE = re.compile(
    r"too (large|long|high|low|small|many)|between|less than|greater than|at least|at most|exceed|context length"
)
_REFUSED = re.compile(
    r"unsupported|not support|unknown|unrecogni[sz]ed|unexpected|not (allowed|permitted)|only|both|deprecated|cannot"
)


def openai_refused_parameter(status: int, told: Mapping[str, Any], body: Mapping[str, Any]) -> str | None:
    """The optional parameter of `body` that a model as such refuses, or None.

    A value out of range is the caller's to mend, so it does not count; a refused `stop` always counts, since it
    can be applied to the text. The token limit counts only where the service asks for its newer name: a run must
    never go on without it.
    """
    if status not in (400, 422):
        return None
    message, named = str(told.get("message") or "").lower(), told.get("param")
    if "max_tokens" in body and "max_completion_tokens" in message and not _OUT_OF_RANGE.search(message):
        return "max_tokens"
    for name in OPTIONAL:
        if name not in body or (named and named != name):
            continue
        if not named and not re.search(rf"\b{name}\b", message):
            continue
        if name == "stop" and named:
            return name
        if not _OUT_OF_RANGE.search(message) and (named or _REFUSED.search(message)):
            return name
    return None


def openai_error(
    status: int, told: Mapping[str, Any], headers: Mapping[str, str], *, model: str, where: str, said: str
) -> ModelError:
    """The error for a refusal; `where` is the address asked and `said` the service's own words on one line."""
    codes = {str(told.get("code")), str(told.get("type"))}
    if codes & NO_CREDIT or status == 402:
        return QuotaExhausted(f"{model}: the account is out of credit: {said}")
    if status < 400:  # a key goes nowhere but where it is meant to go
        return UnknownModel(
            f"{where} redirects requests ({status}): give the address they belong to as the base URL: {said}"
        )
    if status in (404, 405) or "model_not_found" in codes:
        unknown = "model_not_found" in codes
        what = f"{where} does not know {model}" if unknown else f"{where} answers {status} for {model}"
        return UnknownModel(f"{what}: {said}{_hint(where)}")
    if status in (401, 403):
        return KeyRefused(f"{where} refuses the key ({status}): set OPENAI_API_KEY to one it accepts: {said}")
    if status == 429:
        if said.startswith("Request too large"):  # larger than a whole minute's limit: no pace makes it fit
            return RequestFailed(f"{model}: {said}")
        return RateLimited(f"{model} asks for a slower pace: {said}", retry_after(headers))
    if status in (408, 409, 425) or status >= 500:
        return Retryable(f"{model} answered {status}: {said}", retry_after(headers))
    return RequestFailed(f"{model} refuses the request ({status}): {said}")


def error_object(content: bytes) -> dict[str, Any]:
    """The error object of a refusal, empty where there is none; vLLM and Ollama put it in three places."""
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    if not isinstance(answer, dict):
        return {}
    told = answer.get("error", answer)
    return told if isinstance(told, dict) else {"message": told}


def _hint(where: str) -> str:
    if where.endswith("/completions") and not where.endswith("/chat/completions"):
        return " (a chat model needs --set api=chat)"
    if not where.removesuffix("/chat/completions").endswith("/v1"):
        return " (does the base URL end in /v1?)"
    return ""
