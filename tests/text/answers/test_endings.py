"""The words with which services end an answer, and what each of them makes of it."""

import pytest

from selfinstruct.parse.finish_reasons import broken_off, broken_rule, parser_finish_reason, unusable
from selfinstruct.records import Completion
from selfinstruct.text.answers.endings import ending, is_whole

WORDS = {
    "whole": [
        "stop", "STOP", "eos", "eos_token", "EosFound", "end_turn", "END_TURN", "stop_sequence", "STOP_SEQUENCE",
        "COMPLETE", "Completed", "finish", "FINISHED", "endoftext", "null", "None", "", "FinishReason.STOP",
        "FINISH_REASON_STOP", "normal", "stopStringFound", "success", "natural stop", "REASON_STOP", "stop_word",
    ],
    "cut": [
        "length", "LENGTH", "MAX_TOKENS", "max_tokens", "maxTokens", "model_length", "max_output_tokens",
        "model_context_window_exceeded", "token_limit", "time_limit", "ERROR_LIMIT", "incomplete", "pause_turn",
        "tool_calls", "function_call", "TOOL_CALL", "toolUse", "FINISH_REASON_MAX_TOKENS", "contextLengthReached",
        "REASON_MAX_LEN", "not_finished",
    ],
    "withheld": [
        "content_filter", "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "guardrail_intervened",
        "content_filtered", "refusal", "sensitive", "ERROR_TOXIC", "FINISH_REASON_SAFETY",
    ],
    "failed": [
        "error", "ERROR", "abort", "aborted", "cancelled", "canceled", "USER_CANCEL", "insufficient_system_resource",
        "network_error", "malformed_model_output", "MALFORMED_FUNCTION_CALL", "OTHER", "load",
    ],
    "unknown": ["weather", "reason", "stopped_by_the_operator", "länge", "stop!length", "1"],
}  # fmt: skip
PAIRS = [(word, end) for end, words in WORDS.items() for word in words]


@pytest.mark.parametrize(("word", "end"), PAIRS)
def test_each_word_has_its_meaning(word: str, end: str) -> None:
    assert ending(word) == end
    assert is_whole(word) == (end == "whole")


@pytest.mark.parametrize(("word", "end"), PAIRS)
def test_only_natural_ends_make_whole_answers(word: str, end: str) -> None:
    answer = Completion("Some text", word)
    assert unusable("response", answer) is None
    assert broken_off(answer) == (None if end == "whole" else word)
    assert parser_finish_reason(answer) == (word if end == "whole" else "length")


@pytest.mark.parametrize(
    ("word", "rule", "value"),
    [
        ("content_filter", "content_filter", None),
        ("SAFETY", "content_filter", "SAFETY"),
        ("error", "failed", "error"),
        ("abort", "failed", "abort"),
        (None, "failed", "why"),
    ],
)
def test_without_a_text_the_word_says_why(word: str | None, rule: str, value: str | None) -> None:
    found = unusable("response", Completion("", word, error="why" if word is None else ""))
    assert found is not None
    assert (found.rule, found.value) == (rule, value)


@pytest.mark.parametrize(
    ("word", "rule"),
    [("RECITATION", "content_filter"), ("sensitive", "content_filter"), ("abort", "failed"), ("length", "truncated"),
     ("weather", "truncated")],
)  # fmt: skip
def test_half_an_answer_is_rejected_by_what_its_word_means(word: str, rule: str) -> None:
    assert broken_rule(Completion("Some text", word)) == rule


@pytest.mark.parametrize("word", ["stop", "length", "tool_calls", "anything"])
def test_an_empty_answer_is_for_the_stage_to_judge(word: str) -> None:
    assert unusable("response", Completion(" \n", word)) is None
