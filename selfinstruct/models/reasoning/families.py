"""How models on Amazon Bedrock are told how much to think, in additionalModelRequestFields: a table by family.

- Claude: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
- Nova 2: https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html; its highest effort takes no
  maxTokens, and a run never goes on without one: it is asked for the next below.
- gpt-oss, DeepSeek V3, Kimi and others take `reasoning_effort`:
  https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html. DeepSeek R1 always thinks, and
  the V3 models only if they are asked to.
"""

import re

from selfinstruct.models.reasoning.claude import claude_ways
from selfinstruct.models.reasoning.levels import Asked, Fields
from selfinstruct.models.reasoning.services import Parts, effort

# Models without thoughts, or that cannot leave them.
_FIXED = re.compile(
    r"deepseek\.r1|nova-(?:micro|lite|pro|premier)|titan|meta\.|llama|cohere\.command-r|ai21|jamba|"
    r"mi[sx]tral-(?:7b|8x7b|large-240|small-240)|palmyra"
)


def _nova(asked: Asked) -> Fields:
    if asked.level == "off":
        return Fields({"reasoningConfig": {"type": "disabled"}})
    word = "medium" if asked.level == "high" and asked.limit is not None else asked.level
    without = ("temperature", "top_p") if word == "high" else ()
    return Fields({"reasoningConfig": {"type": "enabled", "maxReasoningEffort": word}}, without)


def _least(asked: Asked) -> Fields:
    return Fields({"reasoning_effort": "low" if asked.level == "off" else asked.level})


def _on_demand(asked: Asked) -> Fields:
    return Fields({}) if asked.level == "off" else effort(asked)


def parts_of_family(model_id: str) -> Parts:
    """How the model of this id, profile or ARN is asked to think; an ARN that names no model is asked by effort."""
    name = model_id.lower()
    if "claude" in name:
        return claude_ways(name)
    if "nova-2" in name:
        return [[_nova]]
    if _FIXED.search(name):
        return []
    return [[_least if "gpt-oss" in name else _on_demand if "deepseek" in name else effort]]
