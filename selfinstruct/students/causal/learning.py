"""Training by answers: the loss of the tokens of the answer alone, and logits of those alone.

A trainer that computes the logits of all tokens takes about twice as long on a CPU, where the vocabulary
of a small model is a third of its weights (docs/prove.md has the figures).
"""

from collections.abc import Sequence
from typing import Any

from selfinstruct.students.causal.descent import descend, drawn
from selfinstruct.students.causal.tokens import Encoded
from selfinstruct.students.student import Training

_IGNORED = -100


def learn(model: Any, lessons: Sequence[Encoded], training: Training, padding: int, seed: int) -> int:
    """Train in place; how many tokens were seen."""
    lengths = [len(item.whole) for item in lessons]
    batches = drawn(lengths, training, seed)

    def loss(part: Sequence[int], batch: Sequence[int]) -> Any:
        losses = answer_losses(model, [lessons[place] for place in part], padding)
        return losses.sum() / sum(len(lessons[place].answer) for place in batch)

    descend(model, batches, lengths, loss, training)
    return sum(lengths[place] for batch in batches for place in batch)


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
    body, head = body_and_head(model)
    with mixed(device):
        states = body(input_ids=tokens, attention_mask=shown).last_hidden_state[:, :-1]
        told = wanted[:, 1:] != _IGNORED
        logits = head(states[told])
    each = torch.nn.functional.cross_entropy(logits.float(), wanted[:, 1:][told], reduction="none")
    lines = told.nonzero()[:, 0]
    return torch.zeros(len(batch), device=device).index_add(0, lines, each)


def body_and_head(model: Any) -> tuple[Any, Any]:
    """What makes hidden states of tokens, and what makes logits of these."""
    whole = model.get_base_model() if hasattr(model, "get_base_model") else model
    return whole.get_decoder() if hasattr(whole, "get_decoder") else whole.base_model, whole.get_output_embeddings()


def mixed(device: Any) -> Any:
    """Matrix products in bfloat16, where the device has it."""
    import torch

    able = device.type != "cuda" or torch.cuda.is_bf16_supported()
    return torch.autocast(device.type, torch.bfloat16, enabled=able)
