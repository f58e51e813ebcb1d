"""Lessons as tokens: what a student is shown, and what it is to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError

from selfinstruct.errors import UsageError
from selfinstruct.students.student import Lesson


@dataclass(frozen=True, slots=True)
class Encoded:
    """The tokens of a prompt, and of an answer with the mark that ends it; `cut` where the answer was too long."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]
    cut: bool = False

    @property
    def whole(self) -> tuple[int, ...]:
        return self.prompt + self.answer


def encode(tokenizer: Any, lesson: Lesson, longest: int, answer: str | None = None) -> Encoded:
    """A lesson as tokens, at most `longest` of them: the answer is cut at its end, a prompt that is longer in front."""
    prompt = tuple(prompt_tokens(tokenizer, lesson))
    said = lesson.answer if answer is None else answer
    told = (*tokenizer(said, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id)
    if len(prompt) + len(told) <= longest:
        return Encoded(prompt, told)
    prompt = prompt[-max(1, longest - len(told)) :] if len(prompt) >= longest else prompt
    return Encoded(prompt, told[: max(1, longest - len(prompt))], True)


def prompt_tokens(tokenizer: Any, lesson: Lesson) -> list[int]:
    """The prompt in the model's own chat template, up to where its answer begins."""
    turns = [{"role": turn.role, "content": turn.content} for turn in lesson.prompt]
    try:
        text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    except TemplateError as error:  # some take no system's turn, or want turns to alternate
        raise UsageError(f"row {lesson.id}: the chat template of the student refuses it: {error}") from error
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def batches(lengths: Sequence[int], size: int) -> list[list[int]]:
    """Places in batches of about one length, the longest first: what is too much for the memory shows at once."""
    order = sorted(range(len(lengths)), key=lambda place: (-lengths[place], place))
    return [order[start : start + size] for start in range(0, len(order), size)]
