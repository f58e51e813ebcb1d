"""How diverse the instructions of a dataset are: Vendi score, NovelSum and distinct-2, and what tokens they took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.flows.datasets.measures import distinct_n
from selfinstruct.flows.datasets.sampling import Sample
from selfinstruct.novelty.diversity.measured import HASHED, diversity, rounded
from selfinstruct.novelty.exact import hash64
from selfinstruct.runs.sources import FILES, Source, open_source

MEASURED = 1_000  # instructions that are measured, each with all others
# What asks for instructions; a merge has spent nothing, and a distillation is given its prompts.
_MAKING = ("", "ground")


@dataclass(frozen=True, slots=True)
class DiversityStats:
    """The diversity of `measured` instructions, a sample where there are more `instructions`; each task's counts once.

    `vectors` says over which vectors. `tokens` is what the run has spent, prompt and completion, and None where that is
    not known; `vendi_by_tokens` is the Vendi score for each 1,000 of them, of a sample for those of its share.
    """

    instructions: int
    measured: int
    vectors: str
    vendi: float
    novelsum: float
    distinct: float
    tokens: int | None
    vendi_by_tokens: float | None


def diversity_stats(
    sample: Sequence[str], instructions: int, info: Mapping[str, Any], vectors: str = HASHED
) -> DiversityStats | None:
    """The diversity of a sample of so many instructions, of a run with this run.json; None where there is none."""
    measured = sample[:MEASURED]
    if not measured:
        return None
    found, tokens = diversity(measured, vectors), _spent(info)
    share = tokens * len(measured) / instructions if tokens else 0
    return DiversityStats(
        instructions, len(measured), vectors, found.vendi, found.novelsum, rounded(distinct_n(measured, 2)), tokens,
        rounded(1000 * found.vendi / share) if share else None,
    )  # fmt: skip


def run_diversity(run: str | Path, vectors: str = HASHED) -> DiversityStats | None:
    """The diversity of a run's dataset as it stands, as its statistics tell it; None of one without instances."""
    rows = Path(run) / FILES["instances"]
    if not rows.is_file() or not rows.stat().st_size:  # a run that has just begun is shown all the same
        return None
    opened = open_source(run)
    drawn: Sample[str] = Sample(MEASURED)
    instructions = _draw(opened, drawn)
    return diversity_stats(drawn.items(), instructions, opened.info, vectors)


def _draw(opened: Source, drawn: Sample[str]) -> int:
    """Offer each task's instruction to the sample, and say how many there are."""
    tasks: set[int] = set()
    for number, example in enumerate(opened.read("instances")):
        task = hash64(f"{example.task_id}\n{example.instruction}")
        if task not in tasks:
            tasks.add(task)
            drawn.take(number, example.instruction)
    return len(tasks)


def _spent(info: Mapping[str, Any]) -> int | None:
    if info.get("kind", "") not in _MAKING or not info.get("usage"):
        return None
    return sum(int(stage["prompt"]) + int(stage["completion"]) for stage in info["usage"])
