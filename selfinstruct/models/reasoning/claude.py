"""How Claude is told how much to think, wherever it is served.

https://platform.claude.com/docs/en/build-with-claude/extended-thinking: `budget_tokens` is at least 1,024 and less than
max_tokens; thinking is not compatible with changes of temperature and top_k, and top_p must be 0.95 at least.
https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking: models from 4.6 on decide by themselves, and
those from 4.7 on refuse a budget; earlier ones refuse `adaptive`.
"""

import re
from collections.abc import Sequence

from selfinstruct.models.reasoning.levels import Asked, Fields, Way

LEAST = 1024
_SAMPLING = ("temperature", "top_p", "top_k")
_SILENT = re.compile(r"claude-(?:v?[12]\b|instant|3-(?:haiku|sonnet|opus)|3[-.]5)")
_BUDGETED = re.compile(r"claude-(?:3[-.]7|(?:opus|sonnet|haiku)-4(?:[-.][0-5])?(?!\d|[-.]\d{1,2}(?!\d)))")


def _budget(asked: Asked) -> Fields | None:
    if asked.level == "off":
        return Fields({"thinking": {"type": "disabled"}})
    budget = asked.budget(LEAST)
    return None if budget is None else Fields({"thinking": {"type": "enabled", "budget_tokens": budget}}, _SAMPLING)


def _adaptive(asked: Asked) -> Fields:
    if asked.level == "off":
        return Fields({"thinking": {"type": "disabled"}})
    return Fields({"thinking": {"type": "adaptive"}, "output_config": {"effort": asked.level}}, _SAMPLING)


def claude_ways(model: str) -> Sequence[Sequence[Way]]:
    """The ways to ask a Claude of this name (in lower case); none for those that never think."""
    if _SILENT.search(model):
        return []
    return [[_budget, _adaptive] if _BUDGETED.search(model) else [_adaptive, _budget]]
