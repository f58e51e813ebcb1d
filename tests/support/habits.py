"""The habits of servers that people run, and of others that were met: tests/support/zoo.py stands in for them."""

from typing import Any

from tests.support.recordings import closed, habit, refusal
from tests.support.zoo import Habit


def _row(**more: Any) -> tuple[dict[str, Any], ...]:
    return ({"id": "some-model-7b", "object": "model", **more},)


HABITS: dict[str, Habit] = {
    "llama.cpp": habit("llamacpp", headers={"Server": "llama.cpp"}),
    "llama.cpp in Python": habit("xllamacpp"),
    "llama.cpp with a key": habit(
        "xllamacpp", key="sk-right", told={"key": refusal("xllamacpp-key", "chat")}, open=("/health",)
    ),
    "llama.cpp with one narrow slot": habit("xllamacpp-narrow"),
    "llama.cpp elsewhere": closed("xllamacpp-prefix"),
    "nginx with nothing behind it": closed("nginx"),
    "files and no API": closed("files"),
    "llama-cpp-python": Habit(
        rows=_row(owned_by="me", permissions=[]),
        names="echoed",
        ignores=frozenset({"n"}),
        refuses={"response_format": "1 validation error: Input should be 'text' or 'json_object'"},
        refusal=500,
        holds=("grammar",),
        window=2048,
    ),
    "Ollama that cuts": Habit(
        gets={
            "/api/version": {"version": "0.12.3"},
            "/api/ps": {"models": [{"name": "some-model-7b", "context_length": 2048}]},
            "/api/show": {
                "model_info": {"qwen2.context_length": 32768}, "details": {"parameter_size": "7.6B"},
                "capabilities": ["completion"],
            },
        },
        window=2048,
        cuts=True,
        ignores=frozenset({"n", "logprobs"}),
        answer={"system_fingerprint": "fp_ollama"},
    ),
    "Ollama that thinks": Habit(
        gets={"/api/version": {"version": "0.12.3"}, "/api/ps": {"models": []}},
        thinks="thinking",
        answer={"system_fingerprint": "fp_ollama"},
    ),
    "Ollama without a model": Habit(
        gets={"/api/version": {"version": "0.12.3"}, "/api/ps": {"models": []}}, rows=(), model="none"
    ),
    "vLLM": Habit(
        gets={"/version": {"version": "0.11.0"}},
        rows=_row(owned_by="vllm", max_model_len=8192),
        holds=("response_format", "structured_outputs"),
        window=8192,
        answer={"kv_transfer_params": None, "prompt_logprobs": None},
        headers={"Server": "uvicorn"},
    ),
    "LM Studio": Habit(
        gets={
            "/api/v0/models": {
                "data": [
                    {
                        "id": "some-model-7b", "type": "llm", "compatibility_type": "gguf", "state": "loaded",
                        "max_context_length": 131072, "loaded_context_length": 4096,
                    }
                ]
            }
        },
        window=4096,
        cuts=True,
        answer={"stats": {}, "system_fingerprint": "some-model-7b"},
        names="kept",
    ),
    "SGLang": Habit(
        gets={
            "/get_server_info": {
                "model_path": "some/model", "context_length": 8192, "version": "0.5.3", "max_running_requests": 48,
            }
        },
        rows=_row(owned_by="sglang", max_model_len=8192),
        holds=("response_format", "ebnf"),
        window=8192,
        names="echoed",
        answer={"metadata": {"weight_version": "default"}},
    ),
    "text-generation-inference": Habit(
        gets={
            "/info": {
                "model_id": "some/model", "version": "3.3.5", "max_total_tokens": 4096, "max_input_tokens": 4095,
                "max_concurrent_requests": 128,
            }
        },
        window=4096,
        overflow="Input validation error: `inputs` tokens + `max_new_tokens` must be <= {window}. Given: {count}",
        names="echoed",
        ignores=frozenset({"n"}),
    ),
    "LiteLLM": habit("litellm"),
    "LiteLLM with a key": habit(
        "litellm", key="sk-right", told={"key": refusal("litellm-key", "chat")}, open=("/health/liveliness",)
    ),
    "LocalAI": Habit(gets={"/version": {"version": "v3.5.0"}}, holds=("response_format", "grammar")),
    "streams always": Habit(streams=True),
    "echoes the name": Habit(names="echoed"),
    "ignores response_format": Habit(holds=()),
    "refuses response_format": Habit(holds=(), refuses={"response_format": "response_format is not supported"}),
    "holds grammars only": Habit(holds=("grammar",)),
    "refuses seed": Habit(refuses={"seed": "Unsupported parameter: 'seed'"}),
    "refuses stop": Habit(refuses={"stop": "Unsupported parameter: 'stop' is not supported with this model."}),
    "refuses system turns": Habit(refuses={"system": "System role not supported"}),
    "refuses n": Habit(refuses={"n": "n > 1 is not supported"}),
    "refuses logprobs": Habit(refuses={"logprobs": "logprobs are not supported"}),
    "refuses max_tokens": Habit(refuses={"max_tokens": "Unsupported: use 'max_completion_tokens' instead."}),
    "refuses temperature": Habit(refuses={"temperature": "Unsupported parameter: 'temperature'"}),
    "drops system turns": Habit(ignores=frozenset({"system"})),
    "ignores stop": Habit(ignores=frozenset({"stop"})),
    "ignores seed": Habit(ignores=frozenset({"seed"})),
    "ignores limits": Habit(ignores=frozenset({"max_tokens"})),
    "says the same always": Habit(ignores=frozenset({"seeds"})),
    "thinks in tags": Habit(thinks="tags"),
    "thinks in reasoning_content": Habit(thinks="reasoning_content"),
    "only thinks": Habit(thinks="only"),
    "tells no usage": Habit(usage="none"),
    "usage is null": Habit(usage="null"),
    "usage has cached tokens only": Habit(usage="cached"),
    "cuts and tells no usage": Habit(usage="none", window=4096, cuts=True),
    "states rate limits": Habit(
        headers={
            "x-ratelimit-limit-requests": "600", "x-ratelimit-remaining-requests": "599",
            "x-ratelimit-reset-requests": "100ms", "x-ratelimit-limit-tokens": "900000",
            "x-ratelimit-remaining-tokens": "890000", "x-ratelimit-reset-tokens": "1s",
        }
    ),
    "is loading": Habit(loading=3),
    "is a web page": Habit(page=True),
    "moved": Habit(moved="https://elsewhere.example"),
    "wants a key": Habit(key="sk-right"),
    "starts slowly": Habit(seconds=0.06),
    "names no models": Habit(rows=()),
    "has no list of models": Habit(rows=None),
    "is a base model": Habit(chat=False),
}  # fmt: skip
# The file of tests/support/recorded/ that answers for a habit.
RECORDED = {
    "llama.cpp": "llamacpp",
    "llama.cpp in Python": "xllamacpp",
    "llama.cpp with a key": "xllamacpp-key",
    "llama.cpp with one narrow slot": "xllamacpp-narrow",
    "llama.cpp elsewhere": "xllamacpp-prefix",
    "LiteLLM": "litellm",
    "LiteLLM with a key": "litellm-key",
    "nginx with nothing behind it": "nginx",
    "files and no API": "files",
}
