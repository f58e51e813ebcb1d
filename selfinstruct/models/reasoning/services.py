"""How services that speak OpenAI's API are told how much to think: a table by address and model.

- OpenAI, Azure, xAI, Groq, Mistral, Ollama and most others take `reasoning_effort`:
  https://platform.openai.com/docs/api-reference/chat/create, https://docs.x.ai/docs/guides/reasoning,
  https://console.groq.com/docs/reasoning, https://docs.ollama.com/api/openai-compatibility
- OpenRouter takes `reasoning`: https://openrouter.ai/docs/use-cases/reasoning-tokens
- Anthropic takes `thinking`, and from Claude 4.6 on `output_config.effort` in place of a budget:
  https://platform.claude.com/docs/en/api/openai-sdk, https://platform.claude.com/docs/en/build-with-claude/extended-thinking,
  https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking
- DeepSeek takes `thinking` and `reasoning_effort`: https://api-docs.deepseek.com/guides/thinking_mode
- Z.ai takes `thinking`, and `reasoning_effort` from GLM-5.2 on: https://docs.z.ai/api-reference/llm/chat-completion,
  https://docs.bigmodel.cn/cn/guide/start/migrate-to-glm-new
- Volcano Engine and BytePlus take both, an effort only beside enabled thinking:
  https://www.volcengine.com/docs/82379/1449737, https://docs.byteplus.com/en/docs/Byteplus_LAS/Chat_API
- Moonshot takes `thinking` for kimi-k2.5 and kimi-k2.6; its other models always think or never do, and of later ones
  nothing is known here: https://platform.kimi.ai/docs/api/models-overview
- Gemini 2.5 takes a budget, later ones `reasoning_effort`, of which both are more than the service does without:
  https://ai.google.dev/gemini-api/docs/openai#thinking
- Alibaba's Model Studio takes `enable_thinking` and `thinking_budget`, and lets some models think in streams alone:
  https://www.alibabacloud.com/help/en/model-studio/deep-thinking,
  https://www.alibabacloud.com/help/en/model-studio/error-code
- vLLM, SGLang and llama.cpp take `chat_template_kwargs`, as the model's template has them, `enable_thinking` mostly
  and `thinking` for DeepSeek and Granite: https://docs.vllm.ai/en/latest/features/reasoning_outputs/,
  https://docs.sglang.io/docs/advanced_features/thinking_budget, https://qwen.readthedocs.io/en/latest/deployment/vllm.html
"""

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from selfinstruct.models.reasoning.claude import claude_ways
from selfinstruct.models.reasoning.levels import Asked, Fields, Way

# Each part is asked for by the first of its ways that the service does not refuse.
Parts = Sequence[Sequence[Way]]
_GRADED_GLM = re.compile(r"glm-(?:5\.(?:[2-9]|\d\d)|[6-9]|\d\d)")
_SWITCHED_KIMI = re.compile(r"kimi-k2\.[56](?!\d)")


def effort(asked: Asked) -> Fields:
    """`reasoning_effort`, as OpenAI has it."""
    return Fields({"reasoning_effort": asked.word})


def _openrouter(asked: Asked) -> Fields:
    return Fields({"reasoning": {"enabled": False} if asked.level == "off" else {"effort": asked.level}})


def _switch(asked: Asked) -> Fields:
    return Fields({"thinking": {"type": "disabled" if asked.level == "off" else "enabled"}})


def _graded(asked: Asked) -> Fields:
    more = {} if asked.level == "off" else {"reasoning_effort": asked.level}
    return Fields({**_switch(asked).sent, **more})


def _template(asked: Asked) -> Fields:
    thinks = asked.level != "off"
    return Fields({"chat_template_kwargs": {"enable_thinking": thinks, "thinking": thinks}})


def _model_studio(asked: Asked) -> Fields:
    if asked.level == "off":
        return Fields({"enable_thinking": False})
    budget = asked.budget()
    return Fields({"enable_thinking": True} | ({} if budget is None else {"thinking_budget": budget}))


def _enabled(asked: Asked) -> Fields:
    return Fields({"enable_thinking": asked.level != "off"})


def _unthinking(asked: Asked) -> Fields:
    """For models that think in streams alone, and unasked: an answer without thoughts is better than none."""
    return Fields({"enable_thinking": False})


def _gemini_budget(least: int, none: int) -> Way:
    def way(asked: Asked) -> Fields | None:
        budget = none if asked.level == "off" else asked.budget(least, 24_576)
        if budget is None:
            return None
        return Fields({"extra_body": {"google": {"thinking_config": {"thinking_budget": budget}}}})

    return way


def _gemini_effort(asked: Asked) -> Fields:
    return Fields({"reasoning_effort": "minimal" if asked.level == "off" else asked.level})


def _gemini(model: str) -> Parts:
    if "gemini-2.5" in model:  # Pro cannot do without
        return [[_gemini_budget(512, 128 if "pro" in model else 0), effort]]
    return [[_gemini_effort]]


def _glm(model: str) -> Parts:
    return [[_graded, _switch] if _GRADED_GLM.search(model) else [_switch]]


def _kimi(model: str) -> Parts:
    return [[_switch]] if _SWITCHED_KIMI.search(model) else []


# By the end of a host's name.
_SERVICES: dict[str, Callable[[str], Parts]] = {
    "openrouter.ai": lambda model: [[_openrouter]],
    "anthropic.com": claude_ways,
    "googleapis.com": _gemini,
    "deepseek.com": lambda model: [[_graded, _switch]],
    "z.ai": _glm,
    "bigmodel.cn": _glm,
    "moonshot.ai": _kimi,
    "moonshot.cn": _kimi,
    "volces.com": lambda model: [[_graded, _switch]],
    "bytepluses.com": lambda model: [[_graded, _switch]],
    "aliyuncs.com": lambda model: [[_model_studio, _enabled, _unthinking]],
}
_EFFORT = (
    "openai.com", "azure.com", "azure-api.net", "x.ai", "groq.com", "mistral.ai", "ollama.com", "together.xyz",
    "together.ai", "fireworks.ai", "cerebras.ai", "perplexity.ai", "cohere.com", "cohere.ai", "deepinfra.com",
    "amazonaws.com", "huggingface.co",
)  # fmt: skip
_OLLAMA = 11434  # its port


def parts_of(address: str, model: str) -> Parts:
    """How the model at an address is asked to think; a server that nobody knows is told in the two usual ways."""
    url = urlsplit(address)
    host, name = (url.hostname or "").lower(), model.lower()

    def within(ends: str) -> bool:
        return host == ends or host.endswith(f".{ends}")

    known = next((parts for ends, parts in _SERVICES.items() if within(ends)), None)
    if known is not None:
        return known(name)
    if any(map(within, _EFFORT)) or url.port == _OLLAMA or "gpt-oss" in name:
        return [[effort]]
    return [[effort], [_template]]
