"""A desk, opened: what is asked for becomes what is reviewed, with the log and a seat for everybody."""

from selfinstruct.flows.review.desk.desk import Desk
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.subjects.comparing import open_comparison
from selfinstruct.flows.review.desk.subjects.rejects import open_rejected
from selfinstruct.flows.review.desk.subjects.settling import open_differing
from selfinstruct.flows.review.desk.subjects.subject import Subject, open_subject


def open_desk(options: DeskOptions) -> Desk:
    """Raises UsageError where there is nothing to review, RunLocked where a page is open on it already."""
    return Desk(_subject(options), options)


def _subject(options: DeskOptions) -> Subject:
    if options.against is not None:
        return open_comparison(options)
    if options.rejected is not None:
        return open_rejected(options)
    if options.differing:
        return open_differing(options)
    return open_subject(options)
