"""What --dry-run says: steps with an example of their prompt, and what they will take."""

from dataclasses import dataclass

from selfinstruct.records import Message, Request, Usage
from selfinstruct.text.tokens import estimated_tokens


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: a rendered example of its prompt, and what it will take; `batched` requests are asked in batches."""

    stage: str
    messages: tuple[Message, ...]
    requests: int
    usage: Usage
    batched: int = 0

    @property
    def batched_usage(self) -> Usage:
        share = self.batched / self.requests if self.requests else 0.0
        return Usage(round(self.usage.prompt * share), round(self.usage.completion * share))


def step_of(stage: str, request: Request, requests: int, completion: int) -> Step:
    """So many requests like this one, each with an answer of `completion` tokens; those of the prompt are estimated."""
    prompt = sum(estimated_tokens(message.content) for message in request.messages)
    return Step(stage, request.messages, requests, Usage(prompt * requests, completion * requests))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a session will take; `cost` in US dollars, None where no price is known. `assumed` is what it rests on.

    `notes` are sentences about the prompts that whoever reads them should know.
    """

    steps: tuple[Step, ...]
    cost: float | None
    assumed: str = ""
    notes: tuple[str, ...] = ()

    @property
    def requests(self) -> int:
        return sum(step.requests for step in self.steps)

    @property
    def usage(self) -> Usage:
        return sum((step.usage for step in self.steps), Usage())

    @property
    def batched(self) -> int:
        return sum(step.batched for step in self.steps)

    def totals(self) -> dict[str, int | float | None]:
        """Requests, tokens and cost, as run.json keeps them to be compared with what it took."""
        usage = self.usage
        return {
            "requests": self.requests, "prompt": usage.prompt, "completion": usage.completion, "cost": self.cost
        }  # fmt: skip
