"""Notices that a model says the same whatever it is asked: an error in the words of a service, or a broken model."""

import logging
from collections import Counter
from dataclasses import dataclass, field

from selfinstruct.novelty.exact import hash64
from selfinstruct.text.tokens import unicode_tokens

LOG = logging.getLogger("selfinstruct")
LEAST = 10  # different prompts with the same answer
_FEWEST_WORDS = 3  # of such an answer: labels, "Yes" and numbers are the same for good reasons
_SAMPLE = 120


@dataclass(slots=True)
class SameAnswers:
    """Counts equal answers to different prompts, and warns once where one is more than half of all."""

    _pairs: set[int] = field(default_factory=set)
    _counts: Counter[int] = field(default_factory=Counter)
    _warned: bool = False

    def take(self, model: str, prompt: str, answer: str) -> None:
        """An answer has come; the same one to the same prompt counts once."""
        if self._warned:
            return
        said = " ".join(answer.split())
        pair, key = hash64(f"{prompt}\0{said}"), hash64(said)
        if pair in self._pairs:
            return
        self._pairs.add(pair)
        self._counts[key] += 1
        number, total = self._counts[key], len(self._pairs)
        if number < LEAST or 2 * number <= total or len(unicode_tokens(said)) < _FEWEST_WORDS:
            return
        self._warned = True
        LOG.warning(
            "%s gives the same answer to different prompts (%d of the first %d): is it what the service says of an "
            "error? %r", model, number, total, said[:_SAMPLE],
        )  # fmt: skip
        self._pairs, self._counts = set(), Counter()
