"""What services say of their tokens, in their own forms, and what that means."""

import json

import pytest

from selfinstruct.models.usage import billed, with_usage
from selfinstruct.prices import Price, worst_usage
from selfinstruct.records import Completion, Message, Request, Sampling, Usage

ASKED = Request("p", 0, (Message("user", "x" * 68),), Sampling(max_tokens=64))
WORST = Usage(100, 64)
PRICE = Price(2.0, 10.0, 0.5)

OPENAI = {"prompt_tokens": 31, "completion_tokens": 17, "total_tokens": 48}


def details(cached: int = 0, reasoning: int = 0) -> dict[str, object]:
    return {
        "prompt_tokens_details": {"cached_tokens": cached},
        "completion_tokens_details": {"reasoning_tokens": reasoning},
    }


# Service, the part of its answer that counts, the usage.
FORMS: list[tuple[str, dict[str, object], Usage]] = [
    ("openai", {"usage": OPENAI}, Usage(31, 17)),
    ("openai, thinking among the rest", {"usage": OPENAI | details(8, 11)}, Usage(31, 17, 8, 11)),
    ("openai responses", {"usage": {"input_tokens": 31, "output_tokens": 17, "total_tokens": 48,
        "input_tokens_details": {"cached_tokens": 8}, "output_tokens_details": {"reasoning_tokens": 5}}},
     Usage(31, 17, 8, 5)),
    ("azure, nothing in the details", {"usage": OPENAI | {"prompt_tokens_details": None}}, Usage(31, 17)),
    ("xai, thinking in the total alone", {"usage": {"prompt_tokens": 31, "completion_tokens": 17, "total_tokens": 448}
        | details(0, 400)}, Usage(31, 417, 0, 400)),
    ("gemini's openai form", {"usage": {"prompt_tokens": 31, "completion_tokens": 17, "total_tokens": 648}},
     Usage(31, 617, 0, 600)),
    ("gemini", {"usageMetadata": {"promptTokenCount": 31, "candidatesTokenCount": 17, "thoughtsTokenCount": 100,
        "totalTokenCount": 148, "cachedContentTokenCount": 9}}, Usage(31, 117, 9, 100)),
    ("gemini, a tool's result read", {"usageMetadata": {"promptTokenCount": 31, "candidatesTokenCount": 17,
        "toolUsePromptTokenCount": 20, "totalTokenCount": 68}}, Usage(51, 17)),
    ("anthropic", {"usage": {"input_tokens": 11, "output_tokens": 17, "cache_read_input_tokens": 20,
        "cache_creation_input_tokens": 300}}, Usage(331, 17, 20, 0, 300)),
    ("litellm in front of anthropic", {"usage": {"prompt_tokens": 331, "completion_tokens": 17, "total_tokens": 348,
        "cache_read_input_tokens": 20, "cache_creation_input_tokens": 300,
        "prompt_tokens_details": {"cached_tokens": 20}}}, Usage(331, 17, 20, 0, 300)),
    ("a gateway that leaves the cache out of the prompt", {"usage": {"prompt_tokens": 40, "completion_tokens": 17,
        "total_tokens": 757, "prompt_tokens_details": {"cached_tokens": 700}}}, Usage(740, 17, 700)),
    ("the same, fewer than the prompt", {"usage": {"prompt_tokens": 40, "completion_tokens": 17,
        "total_tokens": 87, "prompt_tokens_details": {"cached_tokens": 30}}}, Usage(70, 17, 30)),
    ("bedrock", {"usage": {"inputTokens": 11, "outputTokens": 17, "totalTokens": 348, "cacheReadInputTokens": 20,
        "cacheWriteInputTokens": 300}}, Usage(331, 17, 20, 0, 300)),
    ("deepseek", {"usage": OPENAI | {"prompt_cache_hit_tokens": 30, "prompt_cache_miss_tokens": 1}},
     Usage(31, 17, 30)),
    ("moonshot", {"usage": OPENAI | {"cached_tokens": 30}}, Usage(31, 17, 30)),
    ("openrouter", {"usage": OPENAI | {"cost": 0.01, "prompt_tokens_details": {"cached_tokens": 0,
        "cache_write_tokens": 12}}}, Usage(31, 17, 0, 0, 12)),
    ("cohere", {"usage": {"billed_units": {"input_tokens": 31, "output_tokens": 17},
        "tokens": {"input_tokens": 500, "output_tokens": 20}}}, Usage(31, 17)),
    ("ollama", {"prompt_eval_count": 31, "eval_count": 17, "eval_duration": 5}, Usage(31, 17)),
    ("groq's own place", {"x_groq": {"usage": OPENAI}}, Usage(31, 17)),
    ("llama.cpp", {"tokens_evaluated": 31, "tokens_predicted": 17}, Usage(31, 17)),
    ("a javascript gateway", {"usage": {"promptTokens": 31, "completionTokens": 17}}, Usage(31, 17)),
    ("the ai sdk", {"usage": {"inputTokens": 31, "outputTokens": 17, "cachedInputTokens": 9, "reasoningTokens": 3}},
     Usage(31, 17, 9, 3)),
    ("texts", {"usage": {"prompt_tokens": "31", "completion_tokens": " 1,017 "}}, Usage(31, 1017)),
    ("floats", {"usage": {"prompt_tokens": 31.0, "completion_tokens": "17.0"}}, Usage(31, 17)),
    ("thinking beside the rest, no total", {"usage": {"prompt_tokens": 31, "completion_tokens": 17,
        "reasoning_tokens": 90}}, Usage(31, 107, 0, 90)),
    ("a total that is less than its parts", {"usage": OPENAI | {"total_tokens": 3}}, Usage(31, 17)),
    ("more cached than there is a prompt", {"usage": OPENAI | details(50)}, Usage(81, 17, 50)),
    ("cached below zero", {"usage": OPENAI | details(-50)}, Usage(31, 17)),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "usage"), [item[1:] for item in FORMS], ids=[item[0] for item in FORMS])
def test_every_services_count_is_read(answer: dict[str, object], usage: Usage) -> None:
    found = billed(json.loads(json.dumps(answer)), ASKED)
    assert (found.usage, found.assumed) == (usage, False)
    told = Completion("an answer", usage=found.usage)
    assert with_usage(told, ASKED) is told
    assert PRICE.cost(usage) >= (usage.completion * 10 + (usage.prompt - usage.cached) * 2) / 1e6 > 0


UNKNOWN: list[object] = [
    None, {}, [], "none", {"prompt_tokens": None, "completion_tokens": None},
    {"prompt_tokens": 0, "completion_tokens": 0},
    {"prompt_tokens": -3, "completion_tokens": -1}, {"prompt_tokens": True, "completion_tokens": False},
    {"prompt_tokens": "many", "completion_tokens": "few"}, {"prompt_tokens": float("nan"), "completion_tokens": "nan"},
    {"seconds": 3},
]  # fmt: skip


@pytest.mark.parametrize("usage", UNKNOWN, ids=str)
def test_what_is_not_known_is_the_most_that_it_can_be(usage: object) -> None:
    found = billed({"usage": usage}, ASKED)
    answer = with_usage(Completion("an answer", usage=found.usage, assumed=found.assumed), ASKED)
    assert (answer.usage, answer.assumed) == (WORST, True)


@pytest.mark.parametrize(
    ("usage", "counted", "assumed"),
    [
        ({"prompt_tokens": 31}, Usage(31, 64), True),
        ({"completion_tokens": 17}, Usage(100, 17), True),
        ({"total_tokens": 48}, Usage(48, 48), True),
        ({"total_tokens": 4000}, Usage(100, 4000), True),
    ],
)
def test_what_is_known_in_part(usage: dict[str, int], counted: Usage, assumed: bool) -> None:
    found = billed({"usage": usage}, ASKED)
    answer = with_usage(Completion("an answer", usage=found.usage, assumed=found.assumed), ASKED)
    assert (answer.usage, answer.assumed) == (counted, assumed)


LONG = " ".join(f"word{number}" for number in range(400))  # more than 3,000 bytes


@pytest.mark.parametrize(
    ("text", "usage", "counted", "doubted"),
    [
        ("An answer.", Usage(31, 10**9), Usage(31, 64), Usage(31, 64)),
        ("An answer.", Usage(31, 10**9, thinking=10**9 - 3), Usage(31, 64, thinking=64), Usage(31, 64, thinking=64)),
        ("An answer.", Usage(10**9, 3, cached=10**8), Usage(100, 3), Usage(100, 3)),
        ("", Usage(31, 1 << 31), Usage(31, 64), Usage(31, 64)),
        (LONG, Usage(31, 1), Usage(31, 1), Usage(31, 64)),
        # What may well be so: thoughts that nobody is shown, a prompt of the service's own, text of few tokens.
        ("An answer.", Usage(31, 120_000), Usage(31, 120_000), Usage(31, 120_000)),
        ("An answer.", Usage(900_000, 3), Usage(900_000, 3), Usage(900_000, 3)),
        (LONG, Usage(31, 800), Usage(31, 800), Usage(31, 800)),
        ("An answer of some length. " * 4, Usage(31, 1), Usage(31, 1), Usage(31, 1)),
        ("-" * 4000 + " " * 4000, Usage(31, 2), Usage(31, 2), Usage(31, 2)),
        ("\u7530" * 3000, Usage(31, 2500), Usage(31, 2500), Usage(31, 2500)),
    ],
)
def test_counts_that_no_text_can_have_are_not_believed(text: str, usage: Usage, counted: Usage, doubted: Usage) -> None:
    answer = Completion(text, usage=usage)
    for doubting, wanted in ((False, counted), (True, doubted)):
        found = with_usage(answer, ASKED, doubting=doubting)
        assert (found.usage, found.assumed) == (wanted, wanted != usage)


def test_a_nonsensical_count_is_as_good_as_none() -> None:
    found = billed({"usage": {"prompt_tokens": 1e30, "completion_tokens": 17}}, ASKED)
    assert found.usage == Usage(1 << 31, 17)
    assert with_usage(Completion("an answer", usage=found.usage), ASKED).usage == Usage(WORST.prompt, 17)


def test_an_empty_answer_may_well_have_no_tokens() -> None:
    empty, failed = Completion("", usage=Usage(31, 0)), Completion("", None, error="refused")
    assert with_usage(empty, ASKED) is empty
    assert with_usage(failed, ASKED) is failed


@pytest.mark.parametrize(
    ("answer", "tier"),
    [
        ({}, ""),
        ({"service_tier": None}, ""),
        ({"service_tier": "default"}, ""),
        ({"service_tier": "on_demand"}, ""),
        ({"service_tier": "Priority"}, "priority"),
        ({"usage": {"service_tier": "batch"}}, "batch"),
        ({"usage": {"service_tier": "standard"}}, ""),
        ({"serviceTier": {"type": "flex"}}, "flex"),
        ({"performanceConfig": {"latency": "optimized"}}, "optimized"),
        ({"performanceConfig": {"latency": "standard"}}, ""),
        ({"service_tier": 7}, ""),
    ],
)
def test_the_tier_is_what_the_answer_says(answer: dict[str, object], tier: str) -> None:
    assert billed(answer, ASKED).tier == tier


def test_the_worst_case_is_the_one_the_tests_rest_on() -> None:
    assert worst_usage(ASKED) == WORST
