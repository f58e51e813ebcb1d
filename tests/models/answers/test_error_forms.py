"""Refusals in the forms of many services and servers, and what the run does about each."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from selfinstruct.errors import (
    KeyRefused,
    ModelError,
    QuotaExhausted,
    RateLimited,
    RequestFailed,
    Retryable,
    UnknownModel,
)
from selfinstruct.models.answers.error_forms import read_error
from selfinstruct.models.http.connection import HttpResponse
from selfinstruct.models.openai_wire import OpenAIWire
from selfinstruct.models.refused_parameters import ParameterRefused
from selfinstruct.records import Message, Request, Sampling

ASKED = Request(
    "response",
    0,
    (Message("system", "Be brief."), Message("user", "Which herb?")),
    Sampling(50, 0.7, 0.9, 0.1, 0.2, 7, ("END",)),
)
GOOGLE = "type.googleapis.com/google.rpc."


def google(status: int, name: str, message: str, **detail: Any) -> list[Any]:
    return [{"error": {"code": status, "message": message, "status": name, "details": [detail] if detail else []}}]


def openai(message: str, kind: str = "invalid_request_error", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": None} | more}


def router(code: Any, message: str = "Provider returned error", **metadata: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "metadata": metadata}, "user_id": "user_x"}


# Name: status, body, the class, words of the message (or the parameter that is left out).
Form = tuple[int, Any, type[ModelError], str]
FORMS: dict[str, Form] = {
    # OpenAI
    "openai, key": (401, openai("Incorrect API key provided: sk-x.", code="invalid_api_key"), KeyRefused, "Incorrect"),
    "openai, quota": (
        429,
        openai("You exceeded your current quota.", "insufficient_quota", code="insufficient_quota"),
        QuotaExhausted,
        "out of credit",
    ),
    "openai, pace": (
        429,
        openai("Rate limit reached for m. Please try again in 1.5s.", "tokens"),
        RateLimited,
        "slower",
    ),
    "openai, a day, free soon": (
        429,
        openai("Rate limit reached on requests per day (RPD). Please try again in 8.64s."),
        RateLimited,
        "RPD",
    ),
    "openai, parameter": (
        400,
        openai("Unsupported parameter: 'temperature'", param="temperature", code="unsupported_parameter"),
        ParameterRefused,
        "temperature",
    ),
    "openai, token limit": (
        400,
        openai("Use 'max_completion_tokens' instead of 'max_tokens'.", param="max_tokens"),
        ParameterRefused,
        "max_tokens",
    ),
    "openai, role": (
        400,
        openai(
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            param="messages[0].role",
            code="unsupported_value",
        ),
        ParameterRefused,
        "system",
    ),
    "openai, policy": (
        400,
        openai("Your request was rejected by our safety system.", code="content_policy_violation"),
        RequestFailed,
        "safety system",
    ),
    "openai, too long": (400, openai("too long", code="context_length_exceeded"), RequestFailed, "too long"),
    "openai, region": (
        403,
        openai("Country not supported", "request_forbidden", code="unsupported_country_region_territory"),
        KeyRefused,
        "Country",
    ),
    "openai, busy": (503, openai("The engine is overloaded", "server_error"), Retryable, "503"),
    # Azure
    "azure, filter": (
        400,
        {
            "error": {
                "message": "The response was filtered due to the prompt.",
                "param": "prompt",
                "code": "content_filter",
                "status": 400,
                "innererror": {"code": "ResponsibleAIPolicyViolation"},
            }
        },
        RequestFailed,
        "filtered",
    ),
    "azure, deployment": (
        404,
        {"error": {"code": "DeploymentNotFound", "message": "The deployment does not exist."}},
        UnknownModel,
        "does not know",
    ),
    "azure, key": (
        401,
        {"error": {"code": "401", "message": "Access denied due to invalid key."}},
        KeyRefused,
        "denied",
    ),
    "azure, gateway": (
        401,
        {"statusCode": 401, "message": "Unauthorized. Access token is missing."},
        KeyRefused,
        "token",
    ),
    # Gemini, Vertex
    "gemini, key": (
        400,
        google(
            400,
            "INVALID_ARGUMENT",
            "API key not valid.",
            **{"@type": GOOGLE + "ErrorInfo", "reason": "API_KEY_INVALID"},
        ),
        KeyRefused,
        "not valid",
    ),
    "gemini, parameter": (
        400,
        google(400, "INVALID_ARGUMENT", 'Invalid JSON payload. Unknown name "frequencyPenalty": Cannot find field.'),
        ParameterRefused,
        "frequency_penalty",
    ),
    "gemini, nested parameter": (
        400,
        google(
            400,
            "INVALID_ARGUMENT",
            "Invalid value",
            **{
                "@type": GOOGLE + "BadRequest",
                "fieldViolations": [{"field": "generation_config.top_p", "description": "not supported"}],
            },
        ),
        ParameterRefused,
        "top_p",
    ),
    "gemini, a minute": (
        429,
        google(
            429,
            "RESOURCE_EXHAUSTED",
            "You exceeded your current quota.",
            **{"@type": GOOGLE + "RetryInfo", "retryDelay": "17s"},
        ),
        RateLimited,
        "slower",
    ),
    "gemini, a day with a short wait": (
        429,
        [
            {
                "error": {
                    "code": 429,
                    "status": "RESOURCE_EXHAUSTED",
                    "message": "You exceeded your current quota.",
                    "details": [
                        {"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},
                        {"retryDelay": "34s"},
                    ],
                }
            }
        ],
        QuotaExhausted,
        "quota of the day",
    ),
    "gemini, a day": (
        429,
        google(
            429,
            "RESOURCE_EXHAUSTED",
            "You exceeded your current quota.",
            **{"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}]},
        ),
        QuotaExhausted,
        "quota of the day",
    ),
    "gemini, instruction": (
        400,
        google(400, "INVALID_ARGUMENT", "Developer instruction is not enabled for models/gemma-3-27b-it"),
        ParameterRefused,
        "system",
    ),
    "gemini, busy": (503, google(503, "UNAVAILABLE", "The model is overloaded."), Retryable, "overloaded"),
    "vertex, permission": (
        403,
        google(403, "PERMISSION_DENIED", "Permission denied on resource."),
        KeyRefused,
        "denied",
    ),
    "vertex, model": (404, google(404, "NOT_FOUND", "Publisher Model m was not found."), UnknownModel, "not found"),
    # FastAPI, vLLM, SGLang
    "fastapi, text": (404, {"detail": "Not Found"}, UnknownModel, "Not Found"),
    "fastapi, parameter": (
        422,
        {
            "detail": [
                {
                    "type": "extra_forbidden",
                    "loc": ["body", "frequency_penalty"],
                    "msg": "Extra inputs are not permitted",
                    "input": 0.2,
                }
            ]
        },
        ParameterRefused,
        "frequency_penalty",
    ),
    "fastapi, an item of a parameter": (
        422,
        {"detail": [{"type": "string_type", "loc": ["body", "stop", 0], "msg": "Input should be a valid string"}]},
        ParameterRefused,
        "stop",
    ),
    "fastapi, range": (
        422,
        {
            "detail": [
                {"type": "less_than_equal", "loc": ["body", "top_p"], "msg": "Input should be less than or equal to 1"}
            ]
        },
        RequestFailed,
        "less than or equal",
    ),
    "vllm, old": (
        400,
        {
            "object": "error",
            "message": "System role not supported",
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        },
        ParameterRefused,
        "system",
    ),
    "vllm, new": (
        400,
        openai("Conversation roles must alternate user/assistant/user/assistant/...", "BadRequestError", code=400),
        ParameterRefused,
        "system",
    ),
    "vllm, model": (
        404,
        {"object": "error", "message": "The model `n` does not exist.", "type": "NotFoundError", "code": 404},
        UnknownModel,
        "does not exist",
    ),
    "vllm, key": (401, {"error": "Unauthorized"}, KeyRefused, "Unauthorized"),
    "sglang, length": (
        400,
        {"object": "error", "message": "The input is longer than the model's context length.", "code": 400},
        RequestFailed,
        "longer",
    ),
    # xAI
    "xai, parameter": (
        400,
        {
            "code": "Client specified an invalid argument",
            "error": "Argument not supported on this model: frequencyPenalty",
        },
        ParameterRefused,
        "frequency_penalty",
    ),
    "xai, stop": (
        400,
        {"code": "invalid argument", "error": "Argument not supported on this model: stop"},
        ParameterRefused,
        "stop",
    ),
    "xai, key": (400, {"code": "x", "error": "Incorrect API key provided: xa***x."}, KeyRefused, "Incorrect API key"),
    "xai, policy": (
        403,
        {
            "code": "The caller does not have permission",
            "error": "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO",
        },
        RequestFailed,
        "usage guidelines",
    ),
    # OpenRouter
    "openrouter, flagged": (
        403,
        router(403, "m requires moderation. Your input was flagged", reasons=["hate"], flagged_input="x"),
        RequestFailed,
        "flagged",
    ),
    "openrouter, key": (403, router(403, "Key limit exceeded"), KeyRefused, "Key limit"),
    "openrouter, credit": (402, router(402, "Insufficient credits"), QuotaExhausted, "credit"),
    "openrouter, credit in a 200": (200, router(402, "Insufficient credits"), QuotaExhausted, "credit"),
    "openrouter, key in a 200": (200, router(401, "User not found."), KeyRefused, "User not found"),
    "openrouter, pace in a 200": (200, router(429, "Rate limited upstream"), RateLimited, "slower"),
    "openrouter, code as a text": (200, router("429", "Rate limited upstream"), RateLimited, "slower"),
    "openrouter, upstream": (
        400,
        router(400, raw=json.dumps(openai("'seed' is not supported by this model", param="seed")), provider_name="P"),
        ParameterRefused,
        "seed",
    ),
    "openrouter, no words": (502, router(502, raw="upstream fell over"), Retryable, "upstream fell over"),
    "openrouter, time-out": (408, router(408, "Timed out"), Retryable, "408"),
    "openrouter, nobody": (503, router(503, "No available model provider"), Retryable, "503"),
    "openrouter, a day": (429, router(429, "Rate limit exceeded: free-models-per-day"), QuotaExhausted, "of the day"),
    "openrouter, in a choice": (
        200,
        {
            "choices": [
                {
                    "message": {"content": ""},
                    "finish_reason": "error",
                    "error": {"code": 502, "message": "Stream broke"},
                }
            ]
        },
        Retryable,
        "Stream broke",
    ),
    # Groq, Together, Fireworks, Cerebras
    "groq, flex": (498, openai("Flex tier capacity exceeded", "capacity_exceeded"), Retryable, "498"),
    "groq, json": (400, openai("Failed to generate JSON", code="json_validate_failed"), RequestFailed, "JSON"),
    "together, credit": (402, openai("Credit limit exceeded", code="credit_limit"), QuotaExhausted, "Credit limit"),
    "together, parameter": (
        422,
        openai("Input validation error: unexpected field `seed`"),
        ParameterRefused,
        "seed",
    ),
    "fireworks, model": (
        404,
        {"error": {"object": "error", "message": "Model not found", "code": "NOT_FOUND"}},
        UnknownModel,
        "not found",
    ),
    "fireworks, extra": (
        400,
        {"error": {"message": "Extra inputs are not permitted, field: 'presence_penalty', value: 0.1"}},
        ParameterRefused,
        "presence_penalty",
    ),
    "cerebras, parameter": (
        400,
        {
            "message": "property 'presence_penalty' is unsupported",
            "type": "invalid_request_error",
            "param": "presence_penalty",
            "code": "wrong_api_format",
        },
        ParameterRefused,
        "presence_penalty",
    ),
    # Cohere, Mistral, Anthropic, DeepSeek, Perplexity, AI21
    "cohere, key": (401, {"id": "x", "message": "invalid api token"}, KeyRefused, "invalid api token"),
    "cohere, key as 400": (400, {"message": "invalid api key supplied"}, KeyRefused, "invalid api key"),
    "cohere, range": (400, {"message": "invalid request: top_p must be between 0 and 1"}, RequestFailed, "between"),
    "mistral, parameter": (
        422,
        {
            "object": "error",
            "message": {
                "detail": [
                    {"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}
                ]
            },
            "type": "invalid_request_error",
            "code": None,
        },
        ParameterRefused,
        "seed",
    ),
    "mistral, model": (
        400,
        {"object": "error", "message": "Invalid model: nemo-9", "type": "invalid_model", "code": "1500"},
        UnknownModel,
        "Invalid model",
    ),
    "mistral, key": (401, {"detail": "Unauthorized"}, KeyRefused, "Unauthorized"),
    "anthropic, busy": (
        529,
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
        Retryable,
        "529",
    ),
    "anthropic, busy in a 200": (
        200,
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
        Retryable,
        "503",
    ),
    "anthropic, credit": (
        400,
        {
            "type": "error",
            "error": {"type": "invalid_request_error", "message": "Your credit balance is too low to access the API."},
        },
        QuotaExhausted,
        "credit balance",
    ),
    "anthropic, both": (
        400,
        {
            "type": "error",
            "error": {
                "type": "invalid_request_error",
                "message": "`temperature` and `top_p` cannot both be specified for this model.",
            },
        },
        ParameterRefused,
        "top_p",
    ),
    "deepseek, balance": (402, openai("Insufficient Balance", "unknown_error"), QuotaExhausted, "Balance"),
    "deepseek, model": (400, openai("Model Not Exist"), UnknownModel, "Model Not Exist"),
    "perplexity, credit": (
        401,
        openai("Insufficient credits", "insufficient_quota", code=401),
        QuotaExhausted,
        "credit",
    ),
    # TGI, Ollama, llama.cpp, LM Studio, LiteLLM, Triton
    "tgi, busy": (424, {"error": "Model is overloaded", "error_type": "overloaded"}, Retryable, "424"),
    "tgi, invalid": (
        422,
        {"error": "Input validation error: `inputs` must have less than 2048 tokens", "error_type": "validation"},
        RequestFailed,
        "2048",
    ),
    "hugging face, list": (400, {"error": ["`seed` is not supported"]}, ParameterRefused, "seed"),
    "hugging face, loading": (
        503,
        {"error": "Model m is currently loading", "estimated_time": 20.0},
        Retryable,
        "loading",
    ),
    "ollama": (404, {"error": "model 'm' not found, try pulling it first"}, UnknownModel, "pulling"),
    "llama.cpp, size": (
        400,
        {
            "error": {
                "code": 400,
                "message": "the request exceeds the available context size",
                "type": "exceed_context_size_error",
            }
        },
        RequestFailed,
        "context size",
    ),
    "llama.cpp, loading": (
        503,
        {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}},
        Retryable,
        "Loading",
    ),
    "llama.cpp, template": (
        500,
        {"error": {"code": 500, "message": "Jinja Exception: System role not supported", "type": "server_error"}},
        ParameterRefused,
        "system",
    ),
    "lm studio": (
        400,
        {"error": "Error rendering prompt: Only user and assistant roles are supported!"},
        ParameterRefused,
        "system",
    ),
    "litellm, nested": (
        400,
        openai('litellm.BadRequestError: XaiException - {"error": "Argument not supported: presencePenalty"}'),
        ParameterRefused,
        "presence_penalty",
    ),
    "litellm, budget": (
        400,
        openai("Budget has been exceeded!", "budget_exceeded", code=400),
        QuotaExhausted,
        "Budget",
    ),
    # Gateways
    "cloudflare page": (524, "<!DOCTYPE html><html><title>host | 524: A timeout occurred</title>", Retryable, "524: A"),
    "nginx page": (502, "<html>\r\n<head><title>502 Bad Gateway</title></head></html>", Retryable, "502 Bad Gateway"),
    "cloudflare ai": (
        401,
        {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}], "result": None},
        KeyRefused,
        "Authentication error",
    ),
    "plain": (500, "upstream connect error", Retryable, "upstream connect"),
    "empty": (503, "", Retryable, "503"),
    "api gateway": (403, {"message": "Forbidden"}, KeyRefused, "Forbidden"),
    "api gateway, late": (504, {"message": "Endpoint request timed out"}, Retryable, "504"),
    # DashScope, Zhipu, Moonshot, Baidu, NVIDIA, Databricks
    "dashscope, inspection": (
        400,
        {"code": "DataInspectionFailed", "message": "Input data may contain inappropriate content."},
        RequestFailed,
        "inappropriate",
    ),
    "dashscope, arrears": (400, {"code": "Arrearage", "message": "Access denied."}, QuotaExhausted, "Access denied"),
    "dashscope, pace": (
        429,
        {"code": "Throttling.RateQuota", "message": "Requests rate exceeded"},
        RateLimited,
        "slower",
    ),
    "zhipu, sensitive": (400, {"error": {"code": "1301", "message": "系统检测到敏感内容"}}, RequestFailed, "敏感"),
    "zhipu, arrears": (429, {"error": {"code": "1113", "message": "您的账户已欠费"}}, QuotaExhausted, "欠费"),
    "zhipu, pace": (429, {"error": {"code": "1302", "message": "并发数过高"}}, RateLimited, "slower"),
    "moonshot, busy": (429, openai("The engine is overloaded", "engine_overloaded_error"), RateLimited, "overloaded"),
    "moonshot, quota": (429, openai("suspended", "exceeded_current_quota_error"), QuotaExhausted, "suspended"),
    "nim": (
        422,
        {"type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": "seed: not supported"},
        ParameterRefused,
        "seed",
    ),
    "databricks, model": (
        404,
        {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No endpoint m"},
        UnknownModel,
        "No e",
    ),
    "databricks, pace": (429, {"error_code": "REQUEST_LIMIT_EXCEEDED", "message": "Exceeded"}, RateLimited, "slower"),
    "minimax, pace in a 200": (
        200,
        {"choices": None, "base_resp": {"status_code": 1002, "status_msg": "rate limit exceeded(RPM)"}},
        RateLimited,
        "slower",
    ),
    "minimax, balance in a 200": (
        200,
        {"choices": None, "base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}},
        QuotaExhausted,
        "insufficient balance",
    ),
    "a policy about keys": (403, {"message": "Your usage policy does not allow this key"}, KeyRefused, "usage policy"),
    "a place in no catalogue, as a fault": (
        500,
        openai("The model `lynx-9` does not exist or has been removed."),
        UnknownModel,
        "lynx-9",
    ),
    "a file of a model, as a fault": (500, openai("The model weights file does not exist yet"), Retryable, "weights"),
    "used up credits in a 200": (
        200,
        {"error": "You have exceeded your monthly included credits for this provider."},
        QuotaExhausted,
        "out of credit",
    ),
    "a quota that comes back in half a day": (
        429,
        google(429, "RESOURCE_EXHAUSTED", "Used up.", **{"@type": GOOGLE + "RetryInfo"}, retryDelay="43200s")[0],
        QuotaExhausted,
        "resume tomorrow",
    ),
    "a choice with an error and half a text": (
        200,
        {
            "choices": [
                {
                    "message": {"content": "Dill gro"},
                    "finish_reason": "error",
                    "error": {"code": 502, "message": "Upstream went away"},
                }
            ]
        },
        Retryable,
        "Upstream went away",
    ),
    "a stream that ends in an error": (
        200,
        'data: {"choices": [{"delta": {"content": "Dill"}}]}\n\ndata: {"choices": [{"delta": {"content": ""}, '
        '"finish_reason": "error", "error": {"code": 429, "message": "Slow down please"}}]}\n\n',
        RateLimited,
        "Slow down please",
    ),
    "half an answer of a service without room": (
        200,
        {"choices": [{"message": {"content": "Dill gro"}, "finish_reason": "insufficient_system_resource"}]},
        Retryable,
        "broke off (insufficient_system_resource)",
    ),
    "an unknown error in a 200": (200, {"error": {"message": "hiccup"}}, Retryable, "hiccup"),
    "a key in a 200": (200, google(0, "UNAUTHENTICATED", "No key")[0], KeyRefused, "No key"),
}


def refused(status: int, body: Any, headers: Mapping[str, str] | None = None) -> ModelError:
    wire = OpenAIWire("m", "http://localhost/v1", "sk-x")
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    sent = wire.body(ASKED)
    if status >= 300:
        return wire.refusal(ASKED, sent, HttpResponse(status, headers or {}, content))
    with pytest.raises(ModelError) as caught:
        wire.completion(ASKED, content, body=sent)
    return caught.value


@pytest.mark.parametrize(("status", "body", "kind", "words"), FORMS.values(), ids=FORMS)
def test_each_form_is_read(status: int, body: Any, kind: type[ModelError], words: str) -> None:
    error = refused(status, body)
    assert type(error) is kind, str(error)
    assert words in str(error)
    assert str(error).isprintable()
    assert "sk-x" not in str(error)


@pytest.mark.parametrize(
    ("body", "headers", "wait"),
    [
        (FORMS["gemini, a minute"][1], {}, 17.0),
        (FORMS["gemini, a minute"][1], {"retry-after": "3"}, 3.0),
        (FORMS["openai, pace"][1], {}, 1.5),
        (openai("Please try again in 7m12s."), {}, 432.0),
        (openai("Please try again in 120ms."), {}, 0.12),
        ({"error": "slow down", "retry_after": 4}, {}, 4.0),
        (openai("Slow down."), {}, None),
    ],
)
def test_how_long_to_wait_is_read_wherever_it_stands(body: Any, headers: dict[str, str], wait: float | None) -> None:
    error = refused(429, body, headers)
    assert isinstance(error, RateLimited)
    assert error.retry_after == wait


@pytest.mark.parametrize(
    "message",
    [
        "The system is overloaded, this user must wait",
        "The temperature must be between 0 and 2",
        "Your prompt exceeds the context length",
        "The system prompt is too long: at most 100 tokens",
        "Invalid value for 'n'",
        "The request is not valid: system prompt is too long",
    ],
)
def test_what_names_no_optional_parameter_leaves_none_out(message: str) -> None:
    assert type(refused(400, openai(message))) is RequestFailed


@pytest.mark.parametrize(
    "content",
    [b"[]", b"[[[[]]]]", b"null", b"7", b'"text"', b'{"error": {}}', b'{"error": null}', b"\xff", b"{" * 90_000],
)
def test_no_content_is_too_odd_to_read(content: bytes) -> None:
    assert read_error(500, {}, content).status == 500
