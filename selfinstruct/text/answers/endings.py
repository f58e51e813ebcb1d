"""What the services' words for the end of an answer mean: one table for all of them.

A word is compared without case and separators, so that MAX_TOKENS, max_tokens and maxTokens are one. Only the words
for a natural end make an answer a whole one: whatever nobody has heard of counts as broken off.
"""

import re
from typing import Literal

# The rule of an answer in which the model thought and said nothing, and what to do about that.
ONLY_REASONING = "only_reasoning"
WHAT_TO_DO = "raise max_tokens of the stage, or give --reasoning off"
Ending = Literal["whole", "cut", "withheld", "failed", "unknown"]

_WORDS: dict[Ending, str] = {
    "whole": """
        stop stopped stop_sequence stop_seq stop_string stop_string_found stop_str stop_word stop_words stop_token
        eos eos_token eos_found end_turn end_of_turn end_of_text end_of_sequence end_id end complete completed
        finish finished done normal natural natural_stop natural_end success succeeded null none
    """,
    "cut": """
        length max_length max_len max_tokens max_new_tokens max_output max_output_tokens max_completion_tokens
        max_predicted_tokens_reached token_limit tokens limit model_length context_length context_length_exceeded
        context_length_reached context_window_exceeded model_context_window_exceeded max_context error_limit
        time_limit timeout time_out not_finished incomplete in_progress pause_turn compaction repetition
        tool_calls tool_call tool_use function_call max_tool_calls too_many_tool_calls unexpected_tool_call
    """,
    "withheld": """
        content_filter content_filtered content_filtering content_policy content_policy_violation safety
        recitation language blocklist prohibited_content spii image_safety model_armor guardrail
        guardrail_intervened guardrails refusal sensitive error_toxic flagged moderation blocked policy_violation
    """,
    "failed": """
        error errored failed failure abort aborted cancel cancelled canceled user_cancel user_stopped preempt
        insufficient_system_resource network_error model_unloaded load unload malformed_function_call
        malformed_model_output malformed_tool_use malformed_response missing_thought_signature other
        unspecified rag_query_when_rag_disabled
    """,
}  # fmt: skip
# Failures of the service's own that another attempt may well not meet.
_PASSING = frozenset({"insufficientsystemresource", "networkerror", "modelunloaded"})
_SEPARATORS = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"(?:finish|stop|done)?reason(?=.)")
_ENDINGS: dict[str, Ending] = {
    _SEPARATORS.sub("", word): end for end, words in _WORDS.items() for word in words.split()
}


def ending(finish_reason: str) -> Ending:
    """How an answer ended, by a service's own word: whole, cut, withheld, failed, or unknown for any other word."""
    plain = _SEPARATORS.sub("", finish_reason[:80]).lower()
    return _ENDINGS.get(plain) or _ENDINGS.get(_PREFIX.sub("", plain, count=1)) or ("unknown" if plain else "whole")


def is_passing(finish_reason: str) -> bool:
    """Whether an answer broke off for a fault of the service that passes: what there is of it is no answer."""
    return _SEPARATORS.sub("", finish_reason[:80]).lower() in _PASSING


def is_whole(finish_reason: str) -> bool:
    """Whether an answer ended by itself; anything else is no whole answer."""
    return ending(finish_reason) == "whole"
