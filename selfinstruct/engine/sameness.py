"""Notices that a model says the same whatever it is asked: an error in the words of a service, or a broken model."""

import logging
from dataclasses import dataclass, field

from selfinstruct.canonical import Distinct, Ordinals
from selfinstruct.text.tokens import unicode_tokens

LOG = logging.getLogger("selfinstruct")
LEAST = 10  # different prompts with the same answer
_FEWEST_WORDS = 3  # of such an answer: labels, "Yes" and numbers are the same for good reasons
_SAMPLE = 120


@dataclass(slots=True)
class SameAnswers:
    """Counts equal answers to different prompts, and warns once where one is more than half of all."""

    _pairs: Distinct = field(default_factory=Distinct)
    _counts: Ordinals = field(default_factory=Ordinals)
    _warned: bool = False

    def take(self, model: str, prompt: str, answer: str) -> None:
        """An answer has come; the same one to the same prompt counts once."""
        if self._warned:
            return
        said = " ".join(answer.split())
        before = len(self._pairs)
        if self._pairs.number(prompt, said) < before:
            return
        number, total = self._counts.next(said) + 1, len(self._pairs)
        if number < LEAST or 2 * number <= total or len(unicode_tokens(said)) < _FEWEST_WORDS:
            return
        self._warned = True
        LOG.warning(
            "%s gives the same answer to different prompts (%d of the first %d): is it what the service says of an "
            "error? %r", model, number, total, said[:_SAMPLE],
        )  # fmt: skip
        self._pairs, self._counts = Distinct(), Ordinals()
