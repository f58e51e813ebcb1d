"""A filter for outputs that say what they were given over again."""

import re
from dataclasses import dataclass
from typing import ClassVar

from selfinstruct.novelty.rouge import rouge_l
from selfinstruct.records import Instance, Reason, Task
from selfinstruct.text.answers.unchanged import nearly_unchanged
from selfinstruct.text.tokens import count_words, unicode_tokens

_ROUNDING = 1e-9
_HOLDS_TEXT = re.compile(r"[:：\"“”„«»「『《`\n]|(?<!\w)['‘‚]")


@dataclass(frozen=True)
class RepeatsQuestion:
    """Outputs whose ROUGE-L with the instruction, the input or both is at least `threshold`, and that add no word.

    So are outputs of `beginning` words and more that are the beginning of the instruction, broken off or not.

    Outputs of fewer than `words` words stay, and those of tasks that ask for a text almost as it is: corrected,
    translated, sorted, picked out of what is given.
    """

    threshold: float = 0.8
    words: int = 6
    beginning: int = 12
    scope: ClassVar[str] = "instance"

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ValueError(f"threshold must be above 0 and at most 1 (found {self.threshold})")

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        assert instance is not None
        said = unicode_tokens(instance.output)
        if count_words(said) < self.words:
            return None
        asked, given = unicode_tokens(task.instruction), unicode_tokens(instance.input)
        # A text that a task holds and wants back does not begin where the task does.
        if said == asked[: len(said)] and count_words(said) >= self.beginning:
            return Reason("repeats_question", "beginning", score=1.0)
        for what, tokens in (("instruction", asked), ("input", given), ("both", [*asked, *given] if given else [])):
            score = _score(said, tokens, self.threshold)
            # "The highest point of the road over the pass is 2,500 m" answers a question in its own words.
            if score < self.threshold - _ROUNDING or not set(said) <= set(tokens):
                continue
            if _may_be_alike(task, what):
                return None
            return Reason("repeats_question", what, score=score)
        return None


def _may_be_alike(task: Task, what: str) -> bool:
    """Whether that may well be the answer; to the instruction itself only where that holds a text."""
    if what == "instruction" and not _HOLDS_TEXT.search(task.instruction):
        return False
    return nearly_unchanged(f"{task.instruction}\n{task.type.replace('_', ' ')}")


def _score(said: list[str], given: list[str], least: float) -> float:
    """The ROUGE-L F-measure of two texts, 0 where their lengths alone say that it is below `least`."""
    if 2 * min(len(said), len(given)) < (least - _ROUNDING) * (len(said) + len(given)):
        return 0.0
    return rouge_l(said, given)
