"""The offline model's answers to prompts of methods that talk and evolve."""

from collections.abc import Sequence
from random import Random

from selfinstruct.models.offline.talking.sections import read_sections
from selfinstruct.models.offline.talking.users import play_assistant, play_user
from selfinstruct.models.offline.talking.variants import judge_gain, make_variant
from selfinstruct.records import Message, Sampling

_PLAYS = {"Message": play_user, "Task": make_variant, "Gain": judge_gain}
HEATED = 0.5  # what each point of temperature takes from care


def answer_talk_prompt(name: str, messages: Sequence[Message], sampling: Sampling) -> str | None:
    """The answer to a prompt of these kinds, or to a conversation; None for any other prompt."""
    asked = read_sections(messages)
    if asked is None and not any(turn.role == "assistant" for turn in messages):
        return None
    rng = Random("\0".join([name, str(sampling.temperature), *(turn.content for turn in messages)]))
    if asked is not None:
        return _PLAYS[asked.mark](asked, rng)
    heat = 0.6 if sampling.temperature is None else min(1.0, sampling.temperature)
    return play_assistant(messages, rng.random() < 1.0 - HEATED * heat, rng)
