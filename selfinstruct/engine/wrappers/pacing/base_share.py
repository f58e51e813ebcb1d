"""The share of requests that is refused whatever their rate, and whether more are."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from selfinstruct.engine.wrappers.pacing.weighing import OFTEN, RateStage

PRIOR_REFUSED, PRIOR = 1.0, 10.0  # a tenth, until more is known
MEMORY = 400  # requests that the share is taken over
MORE = 0.15  # a share greater by so much is looked for
THRESHOLD, SLOPE = 2.5, 25.0  # of the sum that raises an alarm: a false one is cheap where refusals are rare
NOISY = 0.02  # a smaller share is as good as none


@dataclass(slots=True)
class BaseShare:
    """Follows refusals in the order in which requests were sent, by cumulative sums (Page, 1954).

    The sum rises with each refusal and falls with each request that is not refused, by the logarithm of how much
    more likely that is at the share `MORE` than at the base share, and never below zero: what came before it was
    last zero is part of the base, what came since is under suspicion. `seen` are the requests of this stage, up to
    `position`, and `hits_seen` those refused.
    """

    hits: float = PRIOR_REFUSED
    of: float = PRIOR
    total: float = 0.0
    pending_hits: int = 0
    pending: int = 0
    seen: int = 0
    hits_seen: int = 0
    position: int = 0

    @property
    def share(self) -> float:
        return min(OFTEN, self.hits / self.of)

    @property
    def known(self) -> int:
        return int(self.of - PRIOR)

    @property
    def is_noisy(self) -> bool:
        return self.share > NOISY

    @property
    def alarm(self) -> bool:
        return self.total > self._threshold

    @property
    def is_alarming(self) -> bool:
        return self.total > self._threshold / 2

    @property
    def _threshold(self) -> float:
        return THRESHOLD + SLOPE * self.share

    @property
    def whole(self) -> tuple[int, int]:
        """Requests of this stage, and how many were refused."""
        return self.seen, self.hits_seen

    @property
    def suspicious(self) -> tuple[int, int]:
        """The last requests, those under suspicion, and how many were refused."""
        return self.pending, self.pending_hits

    def start(self, position: int) -> None:
        """Begin a stage: requests up to this position tell nothing more."""
        self.position = position
        self.total = 0.0
        self.pending = self.pending_hits = self.seen = self.hits_seen = 0

    def take(self, stages: Iterable[RateStage]) -> None:
        """All of these stages are part of the base, whatever was thought of them before."""
        refused, sent = sum(stage.refused for stage in stages), sum(stage.sent for stage in stages)
        if sent > self.of / 2 or refused > self.share * sent:
            self.hits, self.of = PRIOR_REFUSED + refused, PRIOR + sent

    def passed(self, position: int) -> None:
        """Requests up to this position were not refused, but for those that are known."""
        count = position - self.position
        if count <= 0:
            return
        self.position = position
        self.seen += count
        self.pending += count
        share = self.share
        self.total += count * math.log((1 - share - MORE) / (1 - share))
        if self.total <= 0:
            self._explain()

    def refused(self) -> None:
        """One of those was refused after all."""
        share = self.share
        self.pending_hits += 1
        self.hits_seen += 1
        self.total += math.log((share + MORE) / share) - math.log((1 - share - MORE) / (1 - share))

    def _explain(self) -> None:
        """What is under suspicion is part of the base, unless that makes it too great."""
        hits, of = self.hits + self.pending_hits, self.of + self.pending
        self.total = 0.0
        if hits / of <= OFTEN:
            forget = min(1.0, MEMORY / of)
            self.hits, self.of = hits * forget, of * forget
            self.pending = self.pending_hits = 0
