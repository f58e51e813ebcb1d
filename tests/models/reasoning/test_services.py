"""What is sent for each level to each service, within which limit of tokens."""

from typing import Any

import pytest

from selfinstruct.models.bedrock_converse import ConverseWire
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.reasoning.levels import accepted, nearest
from selfinstruct.records import Message, Request, Sampling

OPENAI, ROUTER = "https://api.openai.com/v1", "https://openrouter.ai/api/v1"
CLAUDE, GEMINI = "https://api.anthropic.com/v1", "https://generativelanguage.googleapis.com/v1beta/openai"
DEEPSEEK, QWEN = "https://api.deepseek.com", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"
ZAI, KIMI = "https://api.z.ai/api/paas/v4", "https://api.moonshot.ai/v1"
ARK = "https://ark.cn-beijing.volces.com/api/v3"
LOCAL, OLLAMA = "http://localhost:8000/v1", "http://localhost:11434/v1"
SAMPLED = {"temperature": 0.7, "top_p": 0.9}


def thinking(tokens: int) -> dict[str, Any]:
    return {"thinking": {"type": "enabled", "budget_tokens": tokens}}


def adaptive(word: str) -> dict[str, Any]:
    return {"thinking": {"type": "adaptive"}, "output_config": {"effort": word}}


def gemini(tokens: int) -> dict[str, Any]:
    return {"extra_body": {"google": {"thinking_config": {"thinking_budget": tokens}}}}


def template(thinks: bool) -> dict[str, Any]:
    return {"chat_template_kwargs": {"enable_thinking": thinks, "thinking": thinks}}


def asked(level: str, limit: int | None = None, **more: Any) -> Request:
    sampling = Sampling(limit, 0.7, 0.9, reasoning=level, **more)
    return Request("bootstrap", 0, (Message("user", "Hi"),), sampling)


@pytest.mark.parametrize(
    ("address", "model", "level", "limit", "sent"),
    [
        (OPENAI, "gpt-5.1", "off", 900, {"reasoning_effort": "none"} | SAMPLED),
        (OPENAI, "gpt-5.1", "high", 900, {"reasoning_effort": "high"} | SAMPLED),
        ("https://mine.openai.azure.com/openai/v1", "o4", "low", 900, {"reasoning_effort": "low"} | SAMPLED),
        ("https://api.groq.com/openai/v1", "qwen3", "off", 900, {"reasoning_effort": "none"} | SAMPLED),
        (OLLAMA, "qwen3:8b", "off", 900, {"reasoning_effort": "none"} | SAMPLED),
        (ROUTER, "z-ai/glm-4.6", "medium", 900, {"reasoning": {"effort": "medium"}} | SAMPLED),
        (ROUTER, "z-ai/glm-4.6", "off", 900, {"reasoning": {"enabled": False}} | SAMPLED),
        (CLAUDE, "claude-sonnet-4-5-20250929", "medium", 8000, thinking(4000)),
        (CLAUDE, "claude-sonnet-4-5-20250929", "low", 2000, thinking(1024)),
        (CLAUDE, "claude-sonnet-4-5-20250929", "high", None, thinking(24_576)),
        (CLAUDE, "claude-sonnet-4-5-20250929", "high", 1024, SAMPLED),  # no room
        (CLAUDE, "claude-sonnet-4-5-20250929", "off", 900, {"thinking": {"type": "disabled"}} | SAMPLED),
        (CLAUDE, "claude-opus-4-7", "high", 900, adaptive("high")),
        (CLAUDE, "claude-opus-5", "off", 900, {"thinking": {"type": "disabled"}} | SAMPLED),
        (CLAUDE, "claude-3-5-haiku-20241022", "high", 8000, SAMPLED),
        (GEMINI, "gemini-2.5-flash", "off", 900, gemini(0) | SAMPLED),
        (GEMINI, "gemini-2.5-pro", "off", 900, gemini(128) | SAMPLED),
        (GEMINI, "gemini-2.5-flash", "medium", 4000, gemini(2000) | SAMPLED),
        (GEMINI, "gemini-2.5-flash", "medium", 500, SAMPLED),
        (GEMINI, "gemini-3-pro-preview", "off", 900, {"reasoning_effort": "minimal"} | SAMPLED),
        (GEMINI, "gemini-3-pro-preview", "high", 900, {"reasoning_effort": "high"} | SAMPLED),
        (DEEPSEEK, "deepseek-chat", "off", 900, {"thinking": {"type": "disabled"}} | SAMPLED),
        (
            DEEPSEEK, "deepseek-chat", "high", 900,
            {"thinking": {"type": "enabled"}, "reasoning_effort": "high"} | SAMPLED,
        ),
        (ZAI, "glm-4.6", "low", 900, {"thinking": {"type": "enabled"}} | SAMPLED),
        (ZAI, "glm-5.1", "low", 900, {"thinking": {"type": "enabled"}} | SAMPLED),
        (ZAI, "glm-5.2", "low", 900, {"thinking": {"type": "enabled"}, "reasoning_effort": "low"} | SAMPLED),
        (ZAI, "glm-5.2", "off", 900, {"thinking": {"type": "disabled"}} | SAMPLED),
        (ARK, "doubao-seed-2-0", "low", 900, {"thinking": {"type": "enabled"}, "reasoning_effort": "low"} | SAMPLED),
        (ARK, "doubao-seed-2-0", "off", 900, {"thinking": {"type": "disabled"}} | SAMPLED),
        (KIMI, "kimi-k2.6", "off", 900, {"thinking": {"type": "disabled"}} | SAMPLED),
        (KIMI, "kimi-k2.5", "high", 900, {"thinking": {"type": "enabled"}} | SAMPLED),
        (KIMI, "kimi-k2-thinking", "off", 900, SAMPLED),
        (KIMI, "kimi-k2.55", "off", 900, SAMPLED),
        (KIMI, "moonshot-v1-8k", "high", 900, SAMPLED),
        (QWEN, "qwen3-32b", "off", 900, {"enable_thinking": False} | SAMPLED),
        (QWEN, "qwen3-32b", "low", 1000, {"enable_thinking": True, "thinking_budget": 200} | SAMPLED),
        (LOCAL, "Qwen/Qwen3-8B", "off", 900, {"reasoning_effort": "none"} | template(False) | SAMPLED),
        (LOCAL, "Qwen/Qwen3-8B", "high", 900, {"reasoning_effort": "high"} | template(True) | SAMPLED),
        (LOCAL, "openai/gpt-oss-20b", "low", 900, {"reasoning_effort": "low"} | SAMPLED),
        (LOCAL, "Qwen/Qwen3-8B", "default", 900, SAMPLED),
        ("https://notopenai.com.example/v1", "x", "low", 900, {"reasoning_effort": "low"} | template(True) | SAMPLED),
    ],
)  # fmt: skip
def test_openai_wire(address: str, model: str, level: str, limit: int | None, sent: dict[str, Any]) -> None:
    body = OpenAIWire(model, address, "").body(asked(level, limit))
    assert body.pop("max_tokens", None) == limit
    assert body == {"model": model, "messages": [{"role": "user", "content": "Hi"}]} | sent


@pytest.mark.parametrize(
    ("model", "level", "limit", "fields", "inference"),
    [
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "low", 8000, thinking(1600), {}),
        ("eu.anthropic.claude-opus-4-6-v1", "low", 8000, adaptive("low"), {}),
        ("anthropic.claude-3-haiku-20240307-v1:0", "low", 8000, None, {"temperature": 0.7, "topP": 0.9}),
        (
            "us.amazon.nova-2-lite-v1:0", "low", 800,
            {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "low"}}, {"temperature": 0.7, "topP": 0.9},
        ),
        (
            "us.amazon.nova-2-lite-v1:0", "high", 800,
            {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "medium"}}, {"temperature": 0.7, "topP": 0.9},
        ),
        (
            "us.amazon.nova-2-lite-v1:0", "high", None,
            {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "high"}}, {},
        ),
        (
            "us.amazon.nova-2-lite-v1:0", "off", 800, {"reasoningConfig": {"type": "disabled"}},
            {"temperature": 0.7, "topP": 0.9},
        ),
        ("us.amazon.nova-lite-v1:0", "high", 800, None, {"temperature": 0.7, "topP": 0.9}),
        ("openai.gpt-oss-120b-1:0", "off", 800, {"reasoning_effort": "low"}, {"temperature": 0.7, "topP": 0.9}),
        ("deepseek.v3-v1:0", "high", 800, {"reasoning_effort": "high"}, {"temperature": 0.7, "topP": 0.9}),
        ("deepseek.v3-v1:0", "off", 800, None, {"temperature": 0.7, "topP": 0.9}),
        ("us.deepseek.r1-v1:0", "high", 800, None, {"temperature": 0.7, "topP": 0.9}),
        ("moonshot.kimi-k2-thinking", "medium", 800, {"reasoning_effort": "medium"}, {"temperature": 0.7, "topP": 0.9}),
    ],
)  # fmt: skip
def test_converse_wire(
    model: str, level: str, limit: int | None, fields: dict[str, Any] | None, inference: dict[str, Any]
) -> None:
    body = ConverseWire(model, "here", ()).body(asked(level, limit))
    assert body.get("additionalModelRequestFields") == fields
    told = dict(body.get("inferenceConfig", {}))
    assert told.pop("maxTokens", None) == limit
    assert told == inference


@pytest.mark.parametrize(
    ("extra", "sent"),
    [
        ({"reasoning_effort": "high"}, {"reasoning_effort": "high"}),
        ({"thinking": {"type": "enabled"}}, {"thinking": {"type": "enabled"}}),
        (
            {"chat_template_kwargs": {"enable_thinking": True, "more": 1}, "top_k": 3},
            {
                "reasoning_effort": "none", "top_k": 3,
                "chat_template_kwargs": {"enable_thinking": True, "thinking": False, "more": 1},
            },
        ),
        ({"top_k": 3}, {"reasoning_effort": "none", "top_k": 3} | template(False)),
    ],
)  # fmt: skip
def test_extra_wins(extra: dict[str, Any], sent: dict[str, Any]) -> None:
    body = OpenAIWire("qwen", LOCAL, "").body(asked("off", extra=extra))
    assert body == {"model": "qwen", "messages": [{"role": "user", "content": "Hi"}]} | SAMPLED | sent
    model = ConverseWire("anthropic.claude-opus-4-6-v1", "here", ())
    assert model.body(asked("high", extra={"thinking": {"type": "disabled"}}))["additionalModelRequestFields"] == {
        "thinking": {"type": "disabled"}
    }


def test_a_limit_in_extra_bounds_the_budget() -> None:
    body = OpenAIWire("claude-opus-4-1", CLAUDE, "").body(asked("medium", 500, extra={"max_tokens": 6000}))
    assert body["thinking"] == {"type": "enabled", "budget_tokens": 3000}
    assert body["max_tokens"] == 6000


def test_too_small_a_limit_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    wire = OpenAIWire("claude-opus-4-1", CLAUDE, "")
    for _ in range(3):
        assert "thinking" not in wire.body(asked("medium", 500))
    assert [record.getMessage() for record in caplog.records] == [
        "openai/claude-opus-4-1: max_tokens of 500 leaves no room to think and answer: reasoning is not asked for; "
        "raise max_tokens"
    ]


def test_completions_have_no_such_setting() -> None:
    request = Request("bootstrap", 0, (Message("user", "Hi"),), Sampling(reasoning="off"), "completions")
    assert OpenAIWire("some", LOCAL, "").body(request) == {"model": "some", "prompt": "Hi"}


@pytest.mark.parametrize(
    ("message", "refused", "words"),
    [
        ("'minimal' is not supported with this model. Supported values are: 'none', 'low', 'medium', and 'high'.",
         "minimal", ["none", "low", "medium", "high"]),
        ("Input should be 'low', 'medium' or 'high'", "none", ["low", "medium", "high"]),
        ('invalid reasoning value: "x" (must be "high", "medium", "low", or "none")', "x",
         ["high", "medium", "low", "none"]),
        ("reasoning_effort must be one of low, medium, high", "none", ["low", "medium", "high"]),
        ('"reasoning_effort" : value must be one of ["none" "default"]', "low", ["none", "default"]),
        ("reasoning_effort is not supported with this model", "low", []),
        ("Unknown parameter: 'reasoning_effort'", "low", []),
        ("the value 'high' is too high", "high", []),
    ],
)  # fmt: skip
def test_words_that_a_refusal_names(message: str, refused: str, words: list[str]) -> None:
    assert accepted(message, refused) == words


@pytest.mark.parametrize(
    ("wanted", "words", "word"),
    [
        ("none", ["high", "minimal", "low"], "minimal"),
        ("minimal", ["none", "low", "medium"], "none"),
        ("medium", ["low", "high"], "low"),
        ("high", ["none", "default"], "default"),
        ("low", ["xhigh", "high"], "high"),
        ("low", ["none", "high"], "high"),
    ],
)
def test_the_nearest_word(wanted: str, words: list[str], word: str) -> None:
    assert nearest(wanted, words) == word
