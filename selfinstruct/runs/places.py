"""What a directory that a command has written holds, told by its files, for those who show it."""

from pathlib import Path

from selfinstruct.runs import judged, proofs, reviews
from selfinstruct.runs.reviews import REVIEWED, REVIEWS, SAMPLES

TOPICS, TREE = "topics.json", "topics.txt"
# The file that tells of a directory; of two kinds in one directory the first is meant.
_MARKS = {"run.json": "run", reviews.INFO: "labels", judged.INFO: "judge", proofs.INFO: "proof", TOPICS: "topics"}
_TRIALS = "trials"
_OF_A_FILE = "holds what people said of a file; name that file"


def kind_of_place(path: Path) -> str:
    """run, labels, judge, proof or topics; "" for any other directory, and for a file."""
    return next((kind for name, kind in _MARKS.items() if (path / name).is_file()), "")


def file_of(path: Path, kind: str) -> Path:
    """The file that tells of a directory of that kind."""
    return next(path / name for name, known in _MARKS.items() if known == kind)


def told_elsewhere(path: Path) -> str:
    """What a directory of ours holds that tells of something else, and what to name in its place; "" for any other."""
    if not path.is_dir() or kind_of_place(path):
        return ""
    above = path.parent if path.name else path.resolve().parent
    if path.name == _TRIALS and kind_of_place(above) == "proof":
        return f"holds the trainings of a proof; name {above}"
    reviews = path.name == "review" or path.name.endswith("-review")
    if reviews and any((path / name).is_file() for name in (REVIEWED, REVIEWS, SAMPLES)):
        return f"holds what people said of {above}; name {above}" if kind_of_place(above) else _OF_A_FILE
    if (path / "shards").is_dir():
        return "holds shards of a run that has not written its files yet; selfinstruct show says how far it is"
    return ""
