"""What a person sees of --dry-run."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from selfinstruct.cli.render.advice import advice_lines
from selfinstruct.cli.render.text import fitted, many, plain, wrapped, write

if TYPE_CHECKING:
    from selfinstruct.engine.estimate import Estimate
    from selfinstruct.flows.advice.flow import Advice


def show_estimate(found: "Estimate", what: str, as_json: bool, advice: "Advice | None" = None) -> None:
    """An estimate on stdout, for people or as JSON, and what is best bought where that is looked at."""
    if as_json:
        told = asdict(found) | {"requests": found.requests, "usage": found.usage.as_dict()}
        told["steps"] = [
            asdict(step) | {"messages": [turn.as_dict() for turn in step.messages], "usage": step.usage.as_dict()}
            for step in found.steps
        ]
        del told["assumed"], told["notes"]
        if advice is not None:
            told["advice"] = advice.as_dict()
        write(json.dumps(told))
    else:
        write("\n".join([*estimated(found, what), *(advice_lines(advice) if advice is not None else ())]))


def estimated(found: "Estimate", what: str) -> list[str]:
    """A prompt of each stage, and what all of it will take."""
    lines: list[str] = []
    for step in found.steps:
        lines.append(f"===== {plain(step.stage)}: about {many(step.requests, 'request')}")
        for message in step.messages:
            lines += [f"----- {message.role}", *(plain(line) for line in message.content.split("\n"))]
    usage = found.usage
    cost = "cost unknown (give --price IN,OUT)" if found.cost is None else f"about ${found.cost:,.2f}"
    told = [
        f"===== for {what}: about {found.requests:,} requests, {usage.prompt:,} prompt and "
        f"{usage.completion:,} completion tokens, {cost}"
    ]
    if found.batched:
        told.append(f"about {found.batched / found.requests:.0%} of the requests in batches, at half price")
    if found.requests:
        told.append(f"({found.assumed})")
    return [*lines, *(fitted(line, sys.stdout) for line in told), *filled_notes(found.notes)]


def filled_notes(notes: Sequence[str]) -> list[str]:
    """Notes, each broken to the width of a terminal."""
    return [line for note in notes for line in wrapped(plain(note))]
