"""Checks the finish reason of an answer, as every stage does before it parses the text."""

from selfinstruct.records import Completion, Rejection


def unusable(stage: str, completion: Completion) -> Rejection | None:
    """The rejection of a request that failed for good or was withheld by the service; None if there is text to read."""
    if completion.finish_reason is None:
        return Rejection(stage, "failed", completion.text, value=completion.error)
    if completion.finish_reason == "content_filter" and not completion.text.strip():
        return Rejection(stage, "content_filter", completion.text)
    return None


def parser_finish_reason(completion: Completion) -> str | None:
    """The finish reason as parsers know it: a text broken off by a content filter is cut like one that was too long."""
    return "length" if completion.finish_reason == "content_filter" else completion.finish_reason
