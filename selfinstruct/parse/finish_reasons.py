"""Checks the finish reason of an answer, as every stage does before it parses the text.

Journals keep the service's own word: what it means is looked up when an answer is read.
"""

from selfinstruct.records import Completion, Rejection
from selfinstruct.text.answers.endings import ONLY_REASONING, ending, is_whole
from selfinstruct.text.answers.reasoning import part


def unusable(stage: str, completion: Completion) -> Rejection | None:
    """The rejection of a request that failed for good or was withheld by the service; None if there is text to read."""
    reason = completion.finish_reason
    if reason is None:
        return Rejection(stage, "failed", completion.text, value=completion.error)
    if completion.text.strip():
        return None
    end = ending(reason)
    if end == "withheld":
        return Rejection(stage, "content_filter", completion.text, value=None if reason == "content_filter" else reason)
    return Rejection(stage, "failed", completion.text, value=reason) if end == "failed" else None


def only_reasoning(stage: str, completion: Completion) -> Rejection | None:
    """The rejection of an answer in which the model thought and said nothing, with its thoughts as the text.

    Reasoning that is not closed though the answer ended by itself may hold what was asked for: it is another's to read.
    """
    end = ending(completion.finish_reason or "error")
    if end in ("withheld", "failed"):
        return None
    found = part(completion.text)
    thoughts = [completion.reasoning, *found.reasoning, found.unclosed]
    told = "\n\n".join(text.strip() for text in thoughts if text.strip())
    if not told or found.answer.strip() or (found.unclosed.strip() and end == "whole"):
        return None
    return Rejection(stage, ONLY_REASONING, told, value=completion.finish_reason)


def broken_off(completion: Completion) -> str | None:
    """The service's word for why an answer is no whole one; None for a natural end, and where the request failed."""
    reason = completion.finish_reason
    return None if reason is None or is_whole(reason) else reason


def broken_rule(completion: Completion) -> str:
    """The rule by which an answer that is no whole one is rejected: withheld, failed, or else cut off."""
    end = ending(completion.finish_reason or "stop")
    return {"withheld": "content_filter", "failed": "failed"}.get(end, "truncated")


def parser_finish_reason(completion: Completion) -> str | None:
    """The finish reason as parsers know it: "length" for whatever is not whole, None where the request failed."""
    return completion.finish_reason if broken_off(completion) is None else "length"
