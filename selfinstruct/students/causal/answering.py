"""The test: greedy answers to questions, and how likely the right answers are."""

from collections.abc import Sequence
from typing import Any

from selfinstruct.students.causal.learning import answer_losses, mixed
from selfinstruct.students.causal.tokens import Encoded, batches, encode, prompt_tokens
from selfinstruct.students.student import Lesson

_ROOM = 1.5  # times the longest right answer: who goes on beyond it does not get it right
_LEAST, _MOST = 24, 512
_AT_ONCE = 24


def answer(model: Any, tokenizer: Any, test: Sequence[Lesson], longest: int) -> list[str]:
    """A greedy answer to each question."""
    import torch

    prompts = [prompt_tokens(tokenizer, item)[-longest:] for item in test]
    wanted = [len(tokenizer(item.answer, add_special_tokens=False)["input_ids"]) for item in test]
    device = next(model.parameters()).device
    answers = [""] * len(test)
    model.eval()
    for batch in batches([len(prompt) for prompt in prompts], _AT_ONCE):
        width = max(len(prompts[place]) for place in batch)
        tokens = torch.full((len(batch), width), tokenizer.pad_token_id)
        shown = torch.zeros((len(batch), width), dtype=torch.long)
        for line, place in enumerate(batch):
            tokens[line, width - len(prompts[place]) :] = torch.tensor(prompts[place])
            shown[line, width - len(prompts[place]) :] = 1
        room = round(max(wanted[place] for place in batch) * _ROOM) + 1
        with torch.inference_mode(), mixed(device):
            told = model.generate(
                input_ids=tokens.to(device), attention_mask=shown.to(device), do_sample=False, num_beams=1,
                max_new_tokens=max(_LEAST, min(_MOST, room)), pad_token_id=tokenizer.pad_token_id,
                eos_token_id=tokenizer.eos_token_id, temperature=None, top_p=None, top_k=None,
            )  # fmt: skip
        for line, place in enumerate(batch):
            answers[place] = tokenizer.decode(told[line][width:], skip_special_tokens=True).strip()
    return answers


def losses(model: Any, tokenizer: Any, test: Sequence[Lesson], longest: int) -> list[float]:
    """The mean loss of a token of each right answer."""
    told = totals(model, tokenizer, test, longest)
    return [loss / max(1, count) for loss, count in told]


def totals(
    model: Any, tokenizer: Any, test: Sequence[Lesson], longest: int, worse: bool = False
) -> list[tuple[float, int]]:
    """The loss of each right answer, or with `worse` of the worse one, and how many tokens it has."""
    encoded = [encode(tokenizer, item, longest, (item.worse or "") if worse else None) for item in test]
    told = totals_of(model, encoded, tokenizer.pad_token_id)
    return [(loss, len(item.answer)) for loss, item in zip(told, encoded, strict=True)]


def totals_of(model: Any, encoded: Sequence[Encoded], padding: int) -> list[float]:
    """For each item the negative log-likelihood of its answer, summed over its tokens, in nats; nothing is learned."""
    import torch

    found = [0.0] * len(encoded)
    model.eval()
    for batch in batches([len(item.whole) for item in encoded], _AT_ONCE):
        with torch.inference_mode():
            told = answer_losses(model, [encoded[place] for place in batch], padding)
        for place, loss in zip(batch, told.tolist(), strict=True):
            found[place] = loss
    return found
