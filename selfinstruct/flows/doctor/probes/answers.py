"""How answers come: their form, reasoning, usage, the model's name, limits of pace."""

import re
from collections.abc import Mapping

from selfinstruct.engine.wrappers.pace import stated
from selfinstruct.flows.doctor.asking import Asker, Said
from selfinstruct.flows.doctor.findings import Finding, Quirk, unknown
from selfinstruct.models.answers.messages import read_message
from selfinstruct.models.usage import billed, with_usage
from selfinstruct.records import Completion, Message, Request
from selfinstruct.text.answers.reasoning import part

STORY = "Write a short story about a lighthouse and a storm."
STORY_TOKENS = 64
NO_NAME = "selfinstruct-no-such-model"
_MARK = re.compile(r"<\|?/?[\w:]{2,24}\|?>|\[/?THINK\]|◁/?think▷")
_FIELDS = ("reasoning_content", "reasoning", "reasoning_details", "thinking", "thinking_blocks", "thoughts", "thought")


def form_of_answers(first: Said, asker: Asker) -> Finding:
    """Whether an answer comes whole, and what had to be waited for."""
    quirks = []
    if first.streamed:
        quirks.append(Quirk("answers are streamed unasked", "they are put together"))
    if asker.waited:
        quirks.append(Quirk(f"it was not ready at first ({asker.waited})", "runs wait and ask again"))
    if "max_tokens" in asker.refused:
        quirks.append(Quirk("max_tokens is refused", "max_completion_tokens is sent in its place"))
    for name in sorted(asker.refused & {"temperature", "top_p", "presence_penalty", "frequency_penalty"}):
        quirks.append(Quirk(f"{name} is refused", "it is left out"))
    limit = STORY_TOKENS * 2
    if not asker.thinks and (first.tokens("completion_tokens") or 0) > limit:
        quirks.append(Quirk("the limit of tokens is ignored", "answers are as long as the model likes: watch the cost"))
    return Finding(
        "answers", "a stream of events" if first.streamed else "whole, as JSON", not first.streamed, tuple(quirks)
    )


def reasoning(first: Said, short: Said) -> Finding:
    """Where a model's reasoning stands, if it shows any; `short` had room enough for it."""
    message = first.choices[0].get("message") if first.choices else None
    field = next((name for name in _FIELDS if isinstance(message, Mapping) and message.get(name)), "")
    content = (read_message(message) or ("", ""))[0]
    told = part(content)
    if field:
        where = f"in the field {field}"
    elif isinstance(message, Mapping) and isinstance(message.get("content"), list) and first.reasoning:
        where = "in parts of the content"
    elif told.reasoning or told.unclosed:
        mark = _MARK.search(content)
        where = f"within the text, marked by {mark[0]}" if mark else "within the text"
    else:
        return Finding("reasoning", "none shown", "")
    quirks = [
        Quirk(f"reasoning comes {where}", "it is kept apart from the answer; token limits must leave room for it")
    ]
    if short.good and not short.text.strip() and short.finish != "length":
        quirks.append(
            Quirk(
                "an answer is reasoning and nothing else",
                "it counts as no answer: raise max_tokens, or turn thinking off",
            )
        )
    return Finding("reasoning", where, where, tuple(quirks))


def usage(first: Said) -> Finding:
    """Whether tokens are counted, and which."""
    answer = first.answer or {}
    request = Request("doctor", 0, (Message("user", STORY),))
    paid = billed(answer, request)
    counted = with_usage(Completion(first.text or first.reasoning or "x", usage=paid.usage), request)
    if counted.assumed or paid.assumed:
        told = (
            "null" if answer.get("usage", 0) is None else "missing" if not answer.get("usage") else "without its counts"
        )
        done = "tokens are counted at their most, and --max-cost holds by that"
        return Finding("usage", f"{told}: tokens are not counted", False, (Quirk(f"usage is {told}", done),))
    more = [
        f"{count} {name}" for name, count in (("cached", paid.usage.cached), ("thinking", paid.usage.thinking)) if count
    ]
    cached = f" ({', '.join(more)})" if more else ""
    return Finding("usage", f"prompt and completion tokens{cached}", True)


def limits_of_pace(first: Said, asker: Asker) -> Finding:
    """The rate limits that its headers state."""
    headers = first.headers or {}
    found = {
        name: asker.endpoint.quote(value)
        for name, value in headers.items()
        if "ratelimit" in name or name == "retry-after"
    }
    if not found:
        return Finding("rate limits", "none stated in headers", {})
    limits = [
        f"{found[f'x-ratelimit-limit-{kind}']} {kind}"
        for kind in ("requests", "tokens")
        if f"x-ratelimit-limit-{kind}" in found
    ]
    said = ", ".join(limits) or ", ".join(sorted(found))
    read = stated(headers, "requests") or stated(headers, "tokens")
    done = "runs follow them" if read else "they are in no form that is read: use --rpm and --tpm"
    return Finding("rate limits", said[:160], found, (Quirk("rate limits stand in headers", done),))


async def name_of_the_model(asker: Asker, first: Said) -> Finding:
    """What becomes of a name that no model has."""
    told = str((first.answer or {}).get("model") or "")
    other = Asker(asker.endpoint, NO_NAME, asker.timeout)
    other.refused = asker.refused
    said = await other.chat("Say hello.", 1)
    asker.requests += other.requests
    asked = asker.model.removesuffix(":latest")
    quirks = []
    if told and told.removesuffix(":latest") != asked:
        quirks.append(
            Quirk(
                f"answers come from {asker.endpoint.quote(told)!r}, asked was {asker.model!r}",
                "nothing: the name asked for is kept",
            )
        )
    if said.status in (400, 401, 403, 404, 422):
        return Finding("model name", "checked: an unknown name is refused", "checked", tuple(quirks))
    if not said.good:
        return unknown("model name", said.why)
    echoed = (said.answer or {}).get("model") == NO_NAME
    quirk = (
        Quirk(
            "any model name is taken and echoed",
            "two names may be one model: judges must be asked at different servers",
        )
        if echoed
        else Quirk("any model name is taken", "the answer names the real model")
    )
    return Finding(
        "model name",
        "any is taken and echoed" if echoed else "any is taken",
        "echoed" if echoed else "ignored",
        (*quirks, quirk),
    )
