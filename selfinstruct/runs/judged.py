"""What a judge of `filter` leaves in its directory, for those who show it and those who go by its scores."""

from collections.abc import Mapping
from typing import Any

FOLDER = "judged"  # in that of a run
INFO, JUDGED, PLANTED = "judged.json", "judged.jsonl", "planted.jsonl"
# Why a judge is unfit: no error could be planted, it lets too many pass, the test is too small to show anything, or it
# rejects no larger share of planted errors than of answers as they are.
UNPLANTED, LENIENT, SMALL, ALIKE = "unplanted", "lenient", "small", "alike"
_WHY = {
    UNPLANTED: "no error could be planted, so that nothing is known of the judge",
    LENIENT: "the judge lets too many planted errors pass",
    SMALL: "the test is too small to say anything of the judge",
    ALIKE: "the judge is not shown to tell planted errors from answers as they are",
}


def why_unfit(info: Mapping[str, Any]) -> str:
    """Why the judge was stopped by its test, by judged.json, in words."""
    return _WHY[info["test"].get("unfit", LENIENT)]
