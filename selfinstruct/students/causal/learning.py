"""Training by answers: the loss of the tokens of the answer alone, and logits of those alone, and any step.

A trainer that computes the logits of all tokens takes about twice as long on a CPU, where the vocabulary
of a small model is a third of its weights (docs/prove.md has the figures).
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from random import Random
from typing import Any

from selfinstruct.students.causal.tokens import Encoded
from selfinstruct.students.student import Training

_WARM = 0.05  # of the steps, in which the rate grows
_LEAST = 0.1  # of the rate, at the end
_IGNORED = -100
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


def learn(model: Any, lessons: Sequence[Encoded], training: Training, padding: int, seed: int) -> int:
    """Train in place; how many tokens were seen."""
    lengths = [len(item.whole) for item in lessons]
    batches = drawn(lengths, training, seed)

    def loss(part: Sequence[int], batch: Sequence[int]) -> Any:
        losses = answer_losses(model, [lessons[place] for place in part], padding)
        return losses.sum() / sum(len(lessons[place].answer) for place in batch)

    descend(model, batches, lengths, loss, training)
    return sum(lengths[place] for batch in batches for place in batch)


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


def answer_losses(model: Any, batch: Sequence[Encoded], padding: int) -> Any:
    """For each item the negative log-likelihood of its answer, summed over its tokens, in nats."""
    import torch

    device = next(model.parameters()).device
    width = max(len(item.whole) for item in batch)
    tokens = torch.full((len(batch), width), padding)
    shown = torch.zeros((len(batch), width), dtype=torch.long)
    wanted = torch.full((len(batch), width), _IGNORED)
    for line, item in enumerate(batch):
        tokens[line, : len(item.whole)] = torch.tensor(item.whole)
        shown[line, : len(item.whole)] = 1
        wanted[line, len(item.prompt) : len(item.whole)] = torch.tensor(item.answer)
    tokens, shown, wanted = tokens.to(device), shown.to(device), wanted.to(device)
    body, head = parts_of(model)
    with mixed(device):
        states = body(input_ids=tokens, attention_mask=shown).last_hidden_state[:, :-1]
        told = wanted[:, 1:] != _IGNORED
        logits = head(states[told])
    each = torch.nn.functional.cross_entropy(logits.float(), wanted[:, 1:][told], reduction="none")
    lines = told.nonzero()[:, 0]
    return torch.zeros(len(batch), device=device).index_add(0, lines, each)


def parts_of(model: Any) -> tuple[Any, Any]:
    """What makes hidden states of tokens, and what makes logits of these."""
    whole = model.get_base_model() if hasattr(model, "get_base_model") else model
    return whole.get_decoder() if hasattr(whole, "get_decoder") else whole.base_model, whole.get_output_embeddings()


def mixed(device: Any) -> Any:
    """Matrix products in bfloat16, where the device has it."""
    import torch

    able = device.type != "cuda" or torch.cuda.is_bf16_supported()
    return torch.autocast(device.type, torch.bfloat16, enabled=able)


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
