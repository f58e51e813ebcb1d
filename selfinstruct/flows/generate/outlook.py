"""What a run under way will have taken at its end: by the estimate at first, then by what it is seen to take."""

from selfinstruct.engine.estimate import Estimate
from selfinstruct.flows.generate.writer import RunWriter
from selfinstruct.progress import Expected, Progress, Total

MEASURED = 10  # settled tasks, with an instance or without, that say what the rest will take


def outlook(expected: Estimate, writer: RunWriter, progress: Progress) -> Expected | None:
    """Requests and tokens in all; None where no task has an instance yet, so that there may be no end.

    A resumed run is judged once it has followed its journal: what was asked and what is settled then fit each other.
    """
    counts, target = writer.counts, progress.target
    settled = counts.tasks + counts.without_instance
    asked = progress.requests
    tokens = progress.usage.prompt + progress.usage.completion
    # Where more tasks are under way than settled, requests of theirs would be taken for those of the settled ones.
    if settled < max(MEASURED, writer.accepted - settled) or (progress.replayed and not progress.asked):
        usage = expected.usage
        return Expected(max(asked, expected.requests), max(tokens, usage.prompt + usage.completion))
    if not counts.tasks:
        return None
    wanted = max(target, counts.tasks) * settled / counts.tasks  # accepted tasks, for so many with an instance
    asking = {leading: _sum(progress, leading) for leading in (True, False)}
    more = {True: max(0.0, wanted / max(writer.accepted, settled) - 1), False: wanted / settled - 1}
    return Expected(
        round(asked + sum(asking[leading][0] * more[leading] for leading in more)),
        round(tokens + sum(asking[leading][1] * more[leading] for leading in more)),
    )


def _sum(progress: Progress, leading: bool) -> tuple[int, int]:
    """Requests and tokens of bootstrapping, or of all that follows."""
    found: list[Total] = [
        total for (purpose, _), total in progress.stages.items() if (purpose == "bootstrap") == leading
    ]
    return sum(total.requests for total in found), sum(total.usage.prompt + total.usage.completion for total in found)
