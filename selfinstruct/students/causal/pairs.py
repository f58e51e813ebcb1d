"""Training by pairs: DPO (Rafailov et al. 2023, arXiv 2305.18290), equation 7."""

from collections.abc import Sequence
from typing import Any

from selfinstruct.students.causal.answering import totals_of
from selfinstruct.students.causal.descent import descend, drawn
from selfinstruct.students.causal.learning import answer_losses
from selfinstruct.students.causal.tokens import Encoded
from selfinstruct.students.student import Training

Pair = tuple[Encoded, Encoded]  # the better answer and the worse one


def learn_pairs(model: Any, reference: Any, pairs: Sequence[Pair], training: Training, padding: int, seed: int) -> int:
    """Train in place against the reference, which is the model as it was before; how many tokens were seen.

    What the reference thinks of a pair does not change: it is asked once, before the first step, not beside each. The
    likelihoods are sums over an answer's tokens, so longer answers weigh more, which is why their length is watched.
    """
    import torch

    lengths = [sum(len(side.whole) for side in pair) for pair in pairs]
    batches = drawn(lengths, training, seed)
    used = sorted({place for batch in batches for place in batch})
    sides = totals_of(reference, [side for place in used for side in pairs[place]], padding)
    before = {place: sides[2 * at + 1] - sides[2 * at] for at, place in enumerate(used)}

    def loss(part: Sequence[int], batch: Sequence[int]) -> Any:
        shown = [pairs[place][side] for side in (0, 1) for place in part]
        better, worse = answer_losses(model, shown, padding).split(len(part))
        ahead = worse - better - torch.tensor([before[place] for place in part], device=better.device)
        return -torch.nn.functional.logsigmoid(training.beta * ahead).sum() / len(batch)

    descend(model, batches, lengths, loss, training)
    return sum(lengths[place] for batch in batches for place in batch)
