"""The seam: what runs programs."""

from typing import Protocol

from selfinstruct.sandbox.outcome import Outcome
from selfinstruct.sandbox.program import Limits, Program


class Runner(Protocol):
    """Runs programs, as many at once as there are processors; those that come beyond wait.

    `run` raises SandboxError where the runner itself fails, SandboxRefused (a UsageError) where a protection is
    missing that nobody allowed to be. What a program does is never an error, but an Outcome.
    """

    @property
    def name(self) -> str: ...

    async def run(self, program: Program, limits: Limits) -> Outcome: ...

    def close(self) -> None:
        """End what runs, and the runner."""
