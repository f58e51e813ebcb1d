"""A causal language model as a student."""

import copy
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from selfinstruct.students.causal import answering, weights
from selfinstruct.students.causal.descent import adapted
from selfinstruct.students.causal.learning import learn
from selfinstruct.students.causal.pairs import learn_pairs
from selfinstruct.students.causal.tokens import encode
from selfinstruct.students.student import Lesson, Training, Tried


@dataclass(slots=True)
class CausalStudent:
    """A language model that is trained anew from the same weights each time; loaded when it is first used."""

    name: str
    weights: weights.Weights
    _loaded: tuple[Any, Any] | None = field(default=None, repr=False)
    # What the untrained model thinks of pairs of the test, by which it is seen what training changed.
    _margins: dict[tuple[str, ...], list[float]] = field(default_factory=dict, repr=False)

    def identity(self) -> str:
        return self.weights.identity()

    def accepts(self, lesson: Lesson) -> bool:
        return bool(lesson.prompt)

    def try_out(self, lessons: Sequence[Lesson], test: Sequence[Lesson], training: Training, seed: int) -> Tried:
        import torch

        torch.set_num_threads(training.threads or os.cpu_count() or 1)
        torch.manual_seed(seed)
        base, tokenizer = self._load()
        before = self._margin(base, tokenizer, test, training) if test and test[0].worse is not None else None
        begun = time.monotonic()
        model, tokens, cut = self._trained(copy.deepcopy(base) if lessons else base, tokenizer, lessons, training, seed)
        trained = time.monotonic()
        answers = answering.answer(model, tokenizer, test, training.longest)
        told = answering.losses(model, tokenizer, test, training.longest)
        prefers = None
        if before is not None:
            after = _margins(model, tokenizer, test, training)
            prefers = tuple(now > then for now, then in zip(after, before, strict=True))
        spent = time.monotonic()
        return Tried(tuple(answers), tuple(told), prefers, trained - begun, spent - trained, tokens, cut)

    def _trained(
        self, model: Any, tokenizer: Any, lessons: Sequence[Lesson], training: Training, seed: int
    ) -> tuple[Any, int, int]:
        if not lessons:
            return model, 0, 0
        encoded = [encode(tokenizer, item, training.longest) for item in lessons]
        padding, cut = tokenizer.pad_token_id, sum(item.cut for item in encoded)
        model = adapted(model, training)
        if lessons[0].worse is None:
            return model, learn(model, encoded, training, padding, seed), cut
        worse = [encode(tokenizer, item, training.longest, item.worse or "") for item in lessons]
        pairs = list(zip(encoded, worse, strict=True))
        return model, learn_pairs(model, self._load()[0], pairs, training, padding, seed), cut

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            import torch

            model, tokenizer = weights.load(self.weights)
            self._loaded = model.to("cuda" if torch.cuda.is_available() else "cpu"), tokenizer
        return self._loaded

    def _margin(self, base: Any, tokenizer: Any, test: Sequence[Lesson], training: Training) -> list[float]:
        key = tuple(item.id for item in test)
        if key not in self._margins:
            self._margins[key] = _margins(base, tokenizer, test, training)
        return self._margins[key]


def _margins(model: Any, tokenizer: Any, test: Sequence[Lesson], training: Training) -> list[float]:
    """How much likelier each better answer is than the worse one, in nats."""
    better = answering.totals(model, tokenizer, test, training.longest)
    worse = answering.totals(model, tokenizer, test, training.longest, worse=True)
    return [bad - good for (good, _), (bad, _) in zip(better, worse, strict=True)]
