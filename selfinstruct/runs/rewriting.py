"""Files of a run written anew beside the old ones, because answers have changed, and put in their place together."""

import logging
from collections.abc import Callable
from pathlib import Path

from selfinstruct.runs.journal import Journal
from selfinstruct.runs.run import ATTEMPTS, FILES

LOG = logging.getLogger("selfinstruct")


def rewriting(path: Path, retry_failed: bool, forget: Callable[[], int]) -> Path | None:
    """Where files are rewritten because answers changed; None where they are only appended to.

    With `retry_failed`, `forget` drops failures from the journal and says how many. The folder's existence is the mark:
    a rewrite that was broken off goes on with the next session.
    """
    place = path / ".rewrite"
    if retry_failed:
        place.mkdir(exist_ok=True)
        forget()
    return place if place.is_dir() else None


def take_over(place: Path, path: Path) -> None:
    """Put the rewritten files in the place of the old ones; attempts of before go where there are none any more."""
    for name in FILES:
        (place / name).replace(path / name)
    if (place / ATTEMPTS).exists():
        (place / ATTEMPTS).replace(path / ATTEMPTS)
    else:
        (path / ATTEMPTS).unlink(missing_ok=True)
    place.rmdir()


def forget_failures(journal: Journal, mine: Callable[[str], bool], ordered: str = "") -> int:
    """Drop what failed for good in the purposes that are `mine`, so that it is asked again; says how many there were.

    Requests of the purpose `ordered` build on those before them: of these only what failed after the last answer is
    dropped, for all that follows an earlier one would have to be asked, and paid for, anew.
    """
    totals = journal.totals()
    purposes = tuple({purpose for purpose, _ in totals if mine(purpose) and purpose != ordered})
    number = journal.forget_failures(purposes) if purposes else 0
    if not ordered:
        return number
    number += journal.forget_trailing_failures(ordered)
    left = sum(total.failed for (purpose, _), total in journal.totals().items() if purpose == ordered)
    if left:
        LOG.warning(
            "%s: %d of the failed requests not asked again: what was asked after them rests on them; a new run asks "
            "them", ordered, left,
        )  # fmt: skip
    return number
