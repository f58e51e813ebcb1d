"""The flow of `selfinstruct review page`: a desk is opened and served, and what was decided applied."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfinstruct.errors import MissingExtra, SelfInstructError, UsageError
from selfinstruct.extras import installing
from selfinstruct.flows.review.desk.answers import read_asks
from selfinstruct.flows.review.desk.opening import open_desk
from selfinstruct.flows.review.desk.options import DeskOptions, own_name, read_guidelines
from selfinstruct.flows.review.desk.subjects.subject import Subject
from selfinstruct.flows.review.flow import review_import


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What a review page came to: a summary for each reviewer, and what applying made of it.

    `applied` has the figures of `review_import`, or None where there was nothing to apply; `problem` is why it failed.
    """

    summaries: dict[str, Any]
    applied: dict[str, Any] | None
    problem: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {"summaries": self.summaries, "applied": self.applied, "problem": self.problem}


def review_page(
    source: str | Path,
    *,
    reviewers: Sequence[str] = (),
    random: int | None = None,
    everything: bool = False,
    seed: int = 0,
    question: str = "",
    corpus: str | Path | None = None,
    type: str = "",
    asks: str = "",
    grades: bool = False,
    differing: bool = False,
    against: str | Path | None = None,
    rejected: str | None = None,
    each: int | None = None,
    absent: Sequence[str] = (),
    repeat: float = 0,
    in_order: bool = False,
    guidelines: str | Path | None = None,
    port: int = 0,
    opening: bool = True,
    hosts: Sequence[str] = (),
    framed: bool = False,
    ready: Callable[[Sequence[tuple[str, str]]], None] = lambda addresses: None,
) -> ReviewPage:
    """Let people review records in the browser, at an address of this machine, until a signal (Ctrl-C) comes.

    What is reviewed is what `review_export` would write. Each decision is on disk before it is answered for, and all
    are applied at the end, as `review_import(source, [])` does. `ready` is told the reviewers with their addresses.
    Raises UsageError where there is nothing to review, MissingExtra without the extra `page`, RunLocked where a page is
    open on the same decisions.
    """
    try:
        from selfinstruct.page.app import Site
        from selfinstruct.page.server import bound, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise MissingExtra(f"review page: needs the extra page: {installing('page')}") from None
    told, meanings = ("", {}) if guidelines is None else read_guidelines(Path(guidelines))
    options = DeskOptions(
        Path(source), tuple(reviewers) or (own_name(),), random, everything, seed, question,
        None if corpus is None else Path(corpus), each, tuple(absent), repeat, in_order, read_asks(asks), grades,
        differing, None if against is None else Path(against), rejected, type, told, meanings,
    )  # fmt: skip
    with bound(port) as listener:
        desk = open_desk(options)
        try:
            if desk.log is not None:
                desk.log.tell_holder(f"at http://127.0.0.1:{listener.getsockname()[1]}/ and the token that it printed")
            site = Site(desk, lambda: apply_decisions(desk.subject))
            serve(site, listener, ready=ready, hosts=hosts, framed=framed, opening=opening)
            summaries = {seat.reviewer: desk.summary(seat) for seat in desk.seats.values()}
            decided = desk.log is not None and bool(desk.ledger.n)
            applied, problem = _applied(desk.subject) if decided else (None, "")
        finally:
            desk.close()
    return ReviewPage(summaries, applied, problem)


def apply_decisions(subject: Subject) -> dict[str, Any]:
    """Bring what was decided about a subject into its reviewed files; the figures of `review_import`."""
    if subject.mode in ("compare", "rejected"):
        raise UsageError("nothing is applied here: what was compared or rejected stays as it is")
    return review_import(subject.source, []).as_dict()


def _applied(subject: Subject) -> tuple[dict[str, Any] | None, str]:
    if subject.mode in ("compare", "rejected"):
        return None, ""
    try:
        return apply_decisions(subject), ""
    except SelfInstructError as error:
        return None, str(error)
