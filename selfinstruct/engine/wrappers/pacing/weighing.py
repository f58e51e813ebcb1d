"""Whether a limit or chance explains better what was refused at several rates."""

import math
from collections.abc import Sequence
from typing import NamedTuple

OFTEN = 0.3  # no greater share is taken to be at random
SHARES = (0.003, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25)
OF_A_RATE = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.96)


class RateStage(NamedTuple):
    """So many requests sent at one rate (a second), and how many of them were refused."""

    rate: float
    sent: int
    refused: int


class Weighed(NamedTuple):
    """`ratio`: by how much a limit is the likelier cause (logarithm); the likeliest limit; the share at random."""

    ratio: float
    limit: float
    share: float


def weigh(stages: Sequence[RateStage], base: float) -> Weighed:
    """Weigh a bucket that lets `limit` a second through (1 - limit/rate is refused) against one share at all rates.

    Below the limit a share is refused at random, too; one greater than OFTEN is not believed.
    """
    refused, sent = sum(stage.refused for stage in stages), sum(stage.sent for stage in stages)
    chance = min(OFTEN, max(SHARES[0], refused / max(1, sent)))
    even = sum(_likelihood(stage, chance) for stage in stages)
    best = Weighed(-math.inf, 0.0, chance)
    for limit in sorted({stage.rate * part for stage in stages for part in OF_A_RATE}):
        for share in (*SHARES, min(OFTEN, max(SHARES[0], base))):
            found = sum(_likelihood(stage, share + (1 - share) * max(0.0, 1 - limit / stage.rate)) for stage in stages)
            if found - even > best.ratio:
                best = Weighed(found - even, limit, share)
    return best


def _likelihood(stage: RateStage, share: float) -> float:
    share = min(0.99, share)
    return stage.refused * math.log(share) + (stage.sent - stage.refused) * math.log(1 - share)
