"""Maps refusals of an OpenAI-compatible service, in whatever form, to our errors.

https://platform.openai.com/docs/guides/error-codes
"""

import re
from collections.abc import Mapping
from typing import Any

from selfinstruct.errors import (
    KeyRefused,
    Misfit,
    ModelError,
    QuotaExhausted,
    RateLimited,
    RequestFailed,
    Retryable,
    UnknownModel,
)
from selfinstruct.models.answers.error_forms import ErrorForm
from selfinstruct.models.refused_parameters import OUT_OF_RANGE, REFUSED, plain_names, plain_parameter, refuses_system

# Left out, in this order, where a message names several (some models refuse temperature together with top_p).
OPTIONAL = ("stop", "top_p", "temperature", "presence_penalty", "frequency_penalty", "seed")
# 498 is Groq's for a flex tier without capacity, 424 that of text-generation-inference, 499 a gateway's.
BUSY = {408, 409, 424, 425, 498, 499}
# Some servers check a request only while they answer it, and call what they find their own failure.
_ABOUT_THE_FORM = re.compile(
    r"validation error|literal_error|input should be|value_error|type_error|extra_forbidden|unprocessable|"
    r"not supported|unsupported|unexpected keyword|unknown (?:field|parameter|argument|option)|"
    r"invalid (?:request|parameter|argument|value|schema|grammar|format)|response_format|json.?schema|"
    r"(?:parse|compile|initiali[sz]e) (?:the )?(?:grammar|schema|samplers)|chat template|jinja",
    re.IGNORECASE,
)
_NEWER_LIMIT = re.compile(r"max[_ ]?completion[_ ]?tokens", re.IGNORECASE)
_SPELLINGS = {
    name: re.compile(rf"(?<![a-z0-9]){name.replace('_', '[_ -]?')}(?:[_ -]?sequences?)?(?![a-z0-9])", re.IGNORECASE)
    for name in OPTIONAL
}


def openai_refused_parameter(told: ErrorForm, body: Mapping[str, Any]) -> str | None:
    """The optional parameter of `body` that a model as such refuses, "system" for system turns, or None.

    A value out of range is the caller's to mend, so it does not count; a refused `stop` always counts, since it
    can be applied to the text. The token limit counts only where the service asks for its newer name: a run must
    never go on without it. Names are compared without case, separators and what they are nested in.
    """
    message = told.message
    turns = body.get("messages") or ()
    if any(turn["role"] == "system" for turn in turns) and refuses_system(told.status, message, told.params):
        return "system"
    if told.status not in (400, 422):
        return None
    beyond = OUT_OF_RANGE.search(message.lower())
    if "max_tokens" in body and _NEWER_LIMIT.search(message) and not beyond:
        return "max_tokens"
    named = {name for parameter in told.params for name in plain_names(parameter)}
    for name in OPTIONAL:
        if name not in body or (named and plain_parameter(name) not in named):
            continue
        if not named and not _SPELLINGS[name].search(message):
            continue
        if name == "stop" and named:
            return name
        if not beyond and (named or REFUSED.search(message.lower())):
            return name
    return None


def openai_error(told: ErrorForm, *, model: str, where: str, said: str, variable: str = "OPENAI_API_KEY") -> ModelError:
    """The error for a refusal; `where` is the address asked and `said` the service's own words on one line.

    `variable` is the one that the key is read from.
    """
    status, kind = told.status, told.kind
    if status and status < 400 and not kind:  # a key goes nowhere but where it is meant to go
        return UnknownModel(
            f"{where} redirects requests ({status}): give the address they belong to as the base URL: {said}"
        )
    if kind == "content":
        return RequestFailed(f"{model} refuses the request ({status}): {said}")
    if kind == "credit" or (status == 402 and told.wait is None):
        return QuotaExhausted(f"{model}: the account is out of credit: {said}")
    missing = status in (404, 405) or (status == 501 and not _ABOUT_THE_FORM.search(told.message))
    if missing or kind == "model":
        what = f"{where} does not know {model}" if kind == "model" else f"{where} answers {status} for {model}"
        return UnknownModel(f"{what}: {said}{_hint(where)}")
    if status in (401, 403) or kind == "key":
        return KeyRefused(f"{where} refuses the key ({status}): set {variable} to one it accepts: {said}")
    if status in (402, 429) or kind == "rate":
        if said.startswith("Request too large"):  # larger than a whole minute's limit: no pace makes it fit
            return RequestFailed(f"{model}: {said}")
        if told.daily:
            return QuotaExhausted(
                f"{model}: the quota of the day is used up: resume tomorrow, or have it raised: {said}"
            )
        return RateLimited(f"{model} asks for a slower pace: {said}", told.wait)
    if status in BUSY or status >= 500 or not status or kind == "busy":
        failure = Misfit if status >= 500 and _ABOUT_THE_FORM.search(told.message) else Retryable
        return failure(f"{model} answered {status or 'with an error'}: {said}", told.wait)
    return RequestFailed(f"{model} refuses the request ({status}): {said}")


def _hint(where: str) -> str:
    if where.endswith("/api/chat") or where.endswith("/api/generate"):
        return " (ollama pull fetches a model, and ollama list tells which are there)"
    if where.endswith("/completions/chat/completions"):
        return " (the base URL ends before /chat/completions)"
    if where.endswith("/completions") and not where.endswith("/chat/completions"):
        return " (a chat model needs --set api=chat)"
    if not where.removesuffix("/chat/completions").endswith("/v1"):
        return " (does the base URL end in /v1?)"
    return ""
