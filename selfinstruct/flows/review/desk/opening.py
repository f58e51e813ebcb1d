"""A desk, opened: what is asked for becomes what is reviewed, with the log and a seat for everybody."""

from selfinstruct.flows.review.desk.desk import Desk
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.subject import open_subject


def open_desk(options: DeskOptions) -> Desk:
    """Raises UsageError where there is nothing to review, RunLocked where a page is open on it already."""
    return Desk(open_subject(options), options)
