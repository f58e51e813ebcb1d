"""Tells by the tokens that a service counts whether it has read prompts whole.

A local server may cut what its window cannot hold without a word. Then it counts far fewer tokens than a prompt must
have, or the same for prompts of any length; answers may also end where the window does. Each such answer is in doubt
until others speak for it, or with it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from selfinstruct.engine.verdicts import Verdicts
from selfinstruct.errors import SystematicFailure
from selfinstruct.records import Completion, Request
from selfinstruct.text.answers.endings import ending
from selfinstruct.text.tokens import estimated_tokens, least_tokens

LOG = logging.getLogger("selfinstruct")
ENOUGH = 3  # answers of one stage that show the same
MOST_HELD = 8  # where so many do not show it, the stage is believed
LEAST_WINDOW = 256  # tokens; smaller counts are of what a cache did not have
ROUND, SHORT_OF = 1024, 1  # windows are multiples of it, and some servers stop a token before
UNLIKE = 1.5, 50  # prompts differ so much, in times and tokens, that equal counts are no chance
RECENT = 64  # prompts that a service may have kept, so that it counts only what they do not begin with

_Sign = Literal["short", "full", "no room"]


@dataclass(slots=True, eq=False)
class Doubt:
    """An answer in doubt: its stage, the text of its prompt, what the service counted, and whoever waits to hear.

    `counted` are the prompt's tokens with those that may stand beside them, `whole` with those of the answer.
    """

    purpose: str
    text: str
    prompt: int
    counted: int
    whole: int
    sign: _Sign
    cleared: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def clear(self) -> None:
        """What it says of its prompt is right, as far as anybody can tell."""
        if not self.cleared.done():
            self.cleared.set_result(None)


@dataclass(slots=True)
class Windows:
    """What the answers of one model show of its window; with a `limit` of 0 nothing is doubted.

    `wake` is called when an answer is held: others may be asked in its place.
    """

    name: str
    limit: int
    wake: Callable[[], None] = lambda: None
    _most: int = 0
    _doubts: list[Doubt] = field(default_factory=list)
    _ended: set[str] = field(default_factory=set)
    _believed: set[str] = field(default_factory=set)
    _recent: deque[str] = field(default_factory=lambda: deque(maxlen=RECENT))
    _broken: SystematicFailure | None = None
    _asking: int = 0
    _verdicts: Verdicts = field(init=False)

    def __post_init__(self) -> None:
        self._verdicts = Verdicts(lambda: self._asking > self.held, lambda: self.held > 0, self._release)

    @property
    def held(self) -> int:
        """Answers that wait to be judged: they take no place of other requests."""
        return len(self._doubts)

    def began(self) -> None:
        """A request goes out; raises SystematicFailure where it is known that prompts are cut."""
        if self._broken is not None:
            raise self._broken
        self._asking += 1
        self._verdicts.move()

    def ended(self) -> None:
        """A request is over, however it went."""
        self._asking -= 1
        self._verdicts.move()

    def look(self, request: Request, answer: Completion) -> Doubt | None:
        """The doubt about an answer, None where there is none.

        Usage that is not the service's own says nothing, and neither does a count of nothing.
        """
        usage, purpose = answer.usage, request.purpose
        if self.limit == 0 or answer.assumed or answer.finish_reason is None or not usage.prompt:
            return None
        text = "\0".join(turn.content for turn in request.messages)
        self._recent.append(text)
        if ending(answer.finish_reason) == "whole":
            self._ended.add(purpose)
        if usage.prompt > self._most:
            self._most = usage.prompt
        self._clear_contradicted()
        sign = None if purpose in self._believed else self._sign(request, text, answer)
        if sign is None:
            return None
        counted = usage.prompt + usage.cached + usage.written
        return Doubt(purpose, text, usage.prompt, counted, usage.prompt + usage.completion, sign)

    async def judged(self, doubt: Doubt) -> None:
        """Return once the answer may be kept; raises SystematicFailure where prompts are cut."""
        if self._broken is not None:
            raise self._broken
        self._doubts.append(doubt)
        try:
            self._judge(doubt.purpose)
            self.wake()
            self._verdicts.prepare()
            await doubt.cleared
        finally:
            self._doubts.remove(doubt)

    def _sign(self, request: Request, text: str, answer: Completion) -> _Sign | None:
        usage = answer.usage
        counted = usage.prompt + usage.cached + usage.written
        if counted < LEAST_WINDOW:
            return None
        if 2 * usage.prompt >= self._most and _too_few(text, counted, self._recent):
            return "short"
        if usage.prompt == self._most and _is_round(usage.prompt):
            return "full"
        limit = request.sampling.max_tokens
        cut = ending(answer.finish_reason or "") == "cut" and (limit is None or usage.completion < limit)
        crowded = cut and request.purpose not in self._ended and _is_round(usage.prompt + usage.completion)
        return "no room" if crowded else None

    def _clear_contradicted(self) -> None:
        """A window cuts to its size, or to half of it: who has counted more has not cut to so little."""
        for doubt in self._doubts:
            wrong = {
                "short": 2 * doubt.prompt < self._most,
                "full": doubt.prompt < self._most,
                "no room": doubt.purpose in self._ended,
            }
            if wrong[doubt.sign]:
                doubt.clear()

    def _judge(self, purpose: str) -> None:
        """Condemn the model where enough answers of a stage show the same, and believe it where too many do not."""
        mine = [doubt for doubt in self._doubts if doubt.purpose == purpose]
        for doubt in mine:
            if doubt.sign == "short" and not _too_few(doubt.text, doubt.counted, [other.text for other in mine]):
                doubt.clear()
        waiting = [doubt for doubt in mine if not doubt.cleared.done()]
        short, full, crowded = (
            [doubt for doubt in waiting if doubt.sign == sign] for sign in ("short", "full", "no room")
        )
        same = len({doubt.whole for doubt in crowded}) == 1
        for found, certain in ((short, True), (full, _unlike(full)), (crowded, same)):
            if certain and len({doubt.text for doubt in found}) >= ENOUGH:
                self._condemn(found)
                return
        if len(waiting) >= MOST_HELD:
            self._believed.add(purpose)
            for doubt in waiting:
                doubt.clear()

    def _condemn(self, found: Sequence[Doubt]) -> None:
        self._broken = SystematicFailure(f"{self.name}: {_told(found)}")
        for doubt in self._doubts:
            if not doubt.cleared.done():
                doubt.cleared.set_exception(self._broken)

    def _release(self) -> None:
        """Let go what is in doubt: so few say too little."""
        for doubt in self._doubts:
            if doubt.sign == "short" and not doubt.cleared.done():
                LOG.warning(
                    "%s counted %d tokens of a prompt (%s) that must have %d at the least: is it cut? A local server "
                    "does that with what its window cannot hold", self.name, doubt.prompt, doubt.purpose,
                    least_tokens(doubt.text),
                )  # fmt: skip
            doubt.clear()


def _is_round(tokens: int) -> bool:
    return tokens >= ROUND - SHORT_OF and -tokens % ROUND <= SHORT_OF


def _too_few(text: str, counted: int, others: Sequence[str] | deque[str]) -> bool:
    """Whether a prompt must have more tokens, without what others begin with too: a cache may have had that."""
    if len(text) <= 3 * counted or least_tokens(text) <= counted:
        return False
    shared = max((_shared(text, other) for other in others if other is not text), default=0)
    return least_tokens(text[shared:]) > counted


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low


def _unlike(doubts: Sequence[Doubt]) -> bool:
    """Whether prompts that count the same have sizes, without what all begin with, that cannot be of one count."""
    if len({doubt.prompt for doubt in doubts}) != 1:
        return False
    shared = min(_shared(doubts[0].text, doubt.text) for doubt in doubts)
    sizes = [estimated_tokens(doubt.text[shared:]) for doubt in doubts]
    times, more = UNLIKE
    return max(sizes) >= max(times * min(sizes), min(sizes) + more)


def _told(found: Sequence[Doubt]) -> str:
    number, purpose, sign = len(found), found[0].purpose, found[0].sign
    counted = _span([doubt.prompt for doubt in found])
    characters = _span([len(doubt.text) for doubt in found])
    if sign == "no room":
        what = (
            f"the first {number} answers ({purpose}) all broke off where prompt and answer had {found[0].whole:,} "
            f"tokens together: its window ends there"
        )
    else:
        least = min(least_tokens(doubt.text) for doubt in found)
        must = f", where there must be {least:,} at the least" if sign == "short" else ""
        what = (
            f"prompts are cut: of {number} ({purpose}) of {characters} characters the service counted {counted} "
            f"tokens{must}"
        )
    return (
        f"{what}; give it a larger window (Ollama: OLLAMA_CONTEXT_LENGTH or num_ctx; llama.cpp: -c, which is divided "
        "by -np) or ask for less; these answers were not kept, and the same command goes on once that is mended "
        "(--max-failures 0: go on though prompts are cut)"
    )


def _span(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
