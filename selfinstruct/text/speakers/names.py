"""Names of language models and of those who make them, as patterns for texts in lower case.

A name that may be a person's, a thing's or a sign's (Claude, Gemini, Mistral) is not sure: it counts only where the
same sentence says that a model speaks. So with makers who make much else (Google, Baidu).
"""

import re
from functools import cache

_SURE_MODELS = (
    r"chat ?gpt(?:[- ]?\d[\w.]*)?|gpt[- ]?(?:\d[\w.]*|j|neo)|instructgpt|(?:text-)?davinci(?:-\d+)?|codex cli"
    r"|claude[- ](?:\d[\w.-]*|instant|opus|sonnet|haiku)|qwen[\w.-]*|qwq|deepseek(?:[- ](?:v\d[\w.]*|r\d|chat|coder))?"
    r"|ll?ama[- ]?\d[\w.]*|llama guard|code ?llama|mixtral|codestral|le chat|mistral[- ](?:7b|small|medium|large|nemo)"
    r"|gemma[- ]?\d[\w.]*|google bard|google gemini|gemini (?:pro|ultra|flash|nano)|lamda|palm 2|vicuna-\d+b"
    r"|open ?assistant|chatglm[\w.-]*|glm-\d[\w.]*|internlm[\w.-]*|baichuan[\w.-]*|kimi k\d[\w.]*|ernie bot"
    r"|yandexgpt|gigachat|hyperclova(?: x)?|clova x|nemotron|olmo[\w.-]*|t[uü]lu[- ]?\d[\w.]*|command[- ]r\+?"
    r"|grok[- ]\d|phi-\d[\w.]*|falcon-\d+b|starcoder\d?|hunyuan|doubao|minimax|smollm\d?|zephyr-7b|wizardlm|bing chat"
    r"|通义千问|通義千問|通义|千问|文心一言|智谱清言|豆包|讯飞星火|星火认知大模型|混元|书生|百川|商量|天工"
)
_OTHER_MODELS = (
    r"claude|gemini|bard|mistral|llama|gemma|grok|kimi|copilot|vicuna|koala|alpaca|falcon|hermes|ernie|bloom"
)
_SURE_MAKERS = (
    r"open ?ai|anthropic|(?:google )?deepmind|mistral ai|moonshot(?: ai)?|deepseek(?:[- ]ai)?|x\.?ai|zhipu(?: ai)?"
    r"|cohere"
    r"|(?:the )?qwen team|ai21(?: labs)?|lmsys(?: org)?|laion|nous research|eleuther ?ai|inflection ai|baichuan|01\.ai"
    r"|shanghai ai lab(?:oratory)?|stability ai|allen institute for ai|allenai|hugging ?face|meta ai|google ai|stepfun"
    r"|minimax|reka ai|月之暗面|智谱|深度求索|通义实验室|通義實驗室|达摩院|商汤|科大讯飞|讯飞"
)
_OTHER_MAKERS = (
    r"google|meta|facebook|microsoft|alibaba(?: cloud| group)?|amazon|baidu|tencent|bytedance|nvidia|ibm|huawei|apple"
    r"|naver|yandex|sber|kakao|databricks|salesforce|阿里(?:巴巴|云|雲)?|百度|腾讯|騰訊|字节跳动|字節跳動|谷歌|微软|微軟|华为|亚马逊"
    r"|яндекс\w*|сбер\w*|네이버|구글|グーグル|マイクロソフト|गूगल|جوجل|غوغل"
)
# Parts of these, of which a text with a name has one: to look for them takes less time.
_PARTS = tuple(
    (
        "gpt|davinci|codex|claude|qwen|qwq|deepseek|lama|mixtral|codestral|le chat|mistral|gemma|bard|gemini"
        "|lamda|palm 2|vicuna|openassistant|open assistant|glm|internlm|baichuan|kimi|ernie|giga|clova"
        "|nemotron|olmo|tulu|tülu|command|grok|phi-|falcon|starcoder|hunyuan|doubao|minimax|smollm|zephyr|bing"
        "|wizardlm|copilot|koala|alpaca|hermes|bloom|openai|open ai|anthropic|deepmind|moonshot|x.ai|xai|zhipu"
        "|cohere|ai21|lmsys|laion|nous|eleuther|inflection|01.ai|shanghai ai|stability|allen|hugging|meta"
        "|stepfun|reka|google|facebook|microsoft|alibaba|amazon|baidu|tencent|bytedance|nvidia|ibm|huawei"
        "|apple|naver|yandex|sber|kakao|databricks|salesforce|яндекс|сбер|네이버|구글|グーグル|マイクロソフト"
        "|गूगल|جوجل|غوغل|通义|通義|千问|千問|文心|智谱|豆包|星火|混元|书生|百川|商量|天工|月之暗面|深度求索"
        "|达摩院|商汤|讯飞|阿里|百度|腾讯|騰訊|字节|字節|谷歌|微软|微軟|华为|亚马逊"
    ).split("|")
)
_ASCII_PARTS = tuple(part for part in _PARTS if part.isascii())


@cache
def models(sure: bool) -> str:
    """A pattern for the name of a model; with `sure` only for those that name nothing else."""
    return rf"(?<![a-z])(?:{_SURE_MODELS if sure else f'{_SURE_MODELS}|{_OTHER_MODELS}'})(?![a-z])"


@cache
def makers(sure: bool) -> str:
    """A pattern for the name of who makes models; with `sure` only for those who make little else."""
    return rf"(?<![a-z])(?:{_SURE_MAKERS if sure else f'{_SURE_MAKERS}|{_OTHER_MAKERS}'})(?![a-z])"


def may_name(text: str) -> bool:
    """Whether a text in lower case may have a name; one that is let through need not."""
    return any(map(text.__contains__, _ASCII_PARTS if text.isascii() else _PARTS))


def named_in(text: str) -> bool:
    """Whether a text in lower case names a model or one who makes models."""
    return _any_name().search(text) is not None


@cache
def _any_name() -> re.Pattern[str]:
    return re.compile(rf"{models(False)}|{makers(False)}")
