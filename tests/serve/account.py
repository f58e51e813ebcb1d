"""What the service has been asked and has answered, one account for each model name that clients send."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b


def fingerprint(text: str) -> str:
    """A short name for an answer's text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(slots=True)
class Account:
    """Requests are named by a digest of their body. `marks` has what was in flight whenever a client was killed.

    `empty` answers were emptied as a fault; `began` and `ended` are the times of the first request and the last answer.
    """

    requests: int = 0
    answered: Counter[bytes] = field(default_factory=Counter)
    texts: dict[bytes, str] = field(default_factory=dict)
    tokens: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    in_flight: Counter[bytes] = field(default_factory=Counter)
    marks: list[list[str]] = field(default_factory=list)
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    empty: int = 0
    began: float = 0.0
    ended: float = 0.0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def arrived(self, digest: bytes) -> None:
        self.requests += 1
        self.began = self.began or time.monotonic()
        self.in_flight[digest] += 1
        self._wake()

    def left(self, digest: bytes) -> None:
        self.in_flight[digest] -= 1
        if not self.in_flight[digest]:
            del self.in_flight[digest]
        self.ended = time.monotonic()
        self._wake()

    async def until(self, met: Callable[["Account"], bool]) -> None:
        """Return as soon as the account is as wanted."""
        while not met(self):
            await self._changed.wait()

    def mark(self) -> None:
        """Keep what is in flight now: the client that asked it has just been stopped for good."""
        self.marks.append([digest.hex() for digest in self.in_flight])

    def as_dict(self) -> dict[str, object]:
        """What /account tells: `answers` has, by request, how often it was answered and the text's fingerprint.

        `tokens` has the prompt and completion tokens of each; `prompt` and `completion` count every answer given.
        """
        return {
            "requests": self.requests,
            "in_flight": sum(self.in_flight.values()),
            "answers": {digest.hex(): [times, self.texts[digest]] for digest, times in self.answered.items()},
            "tokens": {digest.hex(): counts for digest, counts in self.tokens.items()},
            "marks": self.marks,
            "prompt": self.prompt,
            "completion": self.completion,
            "cached": self.cached,
            "empty": self.empty,
            "seconds": self.ended - self.began,
        }

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
