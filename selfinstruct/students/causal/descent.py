"""The steps of a training, whatever its loss: which lessons each has, and how the weights go down."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

from selfinstruct.students.student import Training

_WARM = 0.05  # of the steps, in which the rate grows
_LEAST = 0.1  # of the rate, at the end
_TOKENS, _TOKENS_GPU = 512, 8_192  # that are gone through at once; on a CPU more take as long, and 2 MB each
# The loss of a part of a batch, as its share in that of the batch; of places of lessons.
Loss = Callable[[Sequence[int], Sequence[int]], Any]


def adapted(model: Any, training: Training) -> Any:
    """The model as it is trained: with LoRA on all linear layers, or with all weights."""
    if not training.rank:
        return model
    from peft import get_peft_model

    return get_peft_model(model, lora(training))


def lora(training: Training) -> Any:
    from peft import LoraConfig

    return LoraConfig(r=training.rank, lora_alpha=2 * training.rank, target_modules="all-linear", task_type="CAUSAL_LM")


def descend(
    model: Any, batches: Sequence[Sequence[int]], lengths: Sequence[int], loss: Loss, training: Training
) -> None:
    """A step for each batch down the loss that it has: AdamW, warm-up, then a line down; gradients clipped at 1.

    A batch is gone through in parts, so that what stands in memory does not grow with it.
    """
    import torch

    parameters = [item for item in model.parameters() if item.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=training.rate, weight_decay=0.0)
    most = _TOKENS if next(model.parameters()).device.type == "cpu" else _TOKENS_GPU
    model.train()
    for step, batch in enumerate(batches):
        for group in optimiser.param_groups:
            group["lr"] = training.rate * _share(step, training.steps)
        for part in parts(batch, lengths, most):
            loss(part, batch).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)


def parts(batch: Sequence[int], lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """A batch in parts of at most so many tokens, with what each is padded by; a lesson that is longer goes alone."""
    part: list[int] = []
    for place in sorted(batch, key=lengths.__getitem__):
        if part and lengths[place] * (len(part) + 1) > most:
            yield part
            part = []
        part.append(place)
    yield part


def drawn(lengths: Sequence[int], training: Training, seed: int) -> list[list[int]]:
    """The places of the lessons of each step, in an order drawn by the seed, epoch after epoch."""
    return list(islice(_epochs(lengths, training.batch, seed), training.steps))


def _epochs(lengths: Sequence[int], size: int, seed: int) -> Iterator[list[int]]:
    """Batches without end; within ten of them, lessons of about one length go together, which saves padding."""
    epoch = 0
    while True:
        rng = Random(f"{seed}:lessons:{epoch}")
        order = list(range(len(lengths)))
        rng.shuffle(order)
        made = []
        for start in range(0, len(order), size * 10):
            near = sorted(order[start : start + size * 10], key=lengths.__getitem__)
            made += [near[at : at + size] for at in range(0, len(near), size)]
        rng.shuffle(made)
        yield from made
        epoch += 1


def _share(step: int, steps: int) -> float:
    """What part of the rate a step has: it grows at first, then falls in a line."""
    warm = max(1, round(steps * _WARM))
    return min(1.0, (step + 1) / warm) * max(_LEAST, 1 - step / steps)
