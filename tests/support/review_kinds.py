"""Each kind of question that a review page asks, with records to ask it about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selfinstruct.flows.label.flow import label
from selfinstruct.records import Model
from tests.support.models import fixed
from tests.support.runs import write

COUNT = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """`make` writes the records below a folder. `pressed` has the keys of each answer, with what the log then says.

    `named` has the button of each answer instead of its key.
    """

    name: str
    make: Callable[[Path], Path]
    pressed: tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]
    named: Mapping[str, Mapping[str, Any]]
    options: tuple[str, ...] = ()
    editing: tuple[str, ...] = field(default=())  # the keys that open an edit


def sums(folder: Path) -> Path:
    """Records to accept or reject."""
    rows = [{"id": f"r{n}", "instruction": f"Add {n} and {n + 1}.", "output": str(2 * n + 1)} for n in range(COUNT)]
    return write(folder / "data.jsonl", rows)


def stories(folder: Path) -> Path:
    """Pairs whose texts are long enough to be scrolled."""
    rows = [
        {
            "id": f"p{n}",
            "prompt": f"Tell story {n}.",
            "chosen": "\n".join(f"chosen {n}, line {line}" for line in range(200)),
            "rejected": "\n".join(f"rejected {n}, line {line}" for line in range(100)),
        }
        for n in range(COUNT)
    ]
    return write(folder / "pairs.jsonl", rows)


def _contested(folder: Path, one: str, other: str, **options: Any) -> Path:
    """A label run whose two judges never agree."""
    source = write(folder / "texts.jsonl", [{"id": f"t{n}", "text": f"Text {n}."} for n in range(COUNT)])
    judges: list[str | Model] = [
        fixed(name, label=f"Answer: {answer}", agree="Agree: no") for name, answer in (("one", one), ("two", other))
    ]
    return label(source, judges, out=folder / "labels", **options).path


def moods(folder: Path) -> Path:
    return _contested(folder, "positive", "negative", labels=("positive", "negative", "neutral"))


def marks(folder: Path) -> Path:
    return _contested(folder, "2", "5", kind="score")


def shares(folder: Path) -> Path:
    return _contested(folder, "20", "90.5", kind="score", scale="0-100")


def answers(folder: Path) -> Path:
    return _contested(folder, "it is blue", "it is green", kind="text", mode="cross")


GRADES = ("significantly_better", "better", "slightly_better", "marginally_better")
_GRADED = [(str(n + 1), {"answer": "first", "grade": GRADES[n]}) for n in range(4)]
_GRADED += [(str(n + 5), {"answer": "second", "grade": GRADES[3 - n]}) for n in range(4)]
_REJECT = {"answer": "reject"}
_ASKED = {"valid": "The instruction describes a valid task", "fits": "The input fits the instruction"}

KINDS = (
    Kind(
        "accept", sums,
        (
            (("a",), {"answer": "accept"}), (("x",), _REJECT | {"reasons": []}),
            (("x", "1"), _REJECT | {"reasons": ["wrong"]}),
            (("x", "6", "2"), _REJECT | {"reasons": ["incomplete", "twin"]}),
        ),
        {"Accept": {"answer": "accept"}, "Reject": _REJECT}, editing=("e",),
    ),
    Kind(
        "ask", sums,
        ((("a",), {"answer": "accept"}), (("2", "x"), _REJECT | {"reasons": ["fits"]}),
         (("3", "1", "1", "2", "x"), _REJECT | {"reasons": ["fits", "right"]})),
        {"Accept": {"answer": "accept"}}, ("--ask", "valid,fits,right"),
    ),
    Kind(
        "pair", stories,
        ((("1",), {"answer": "first"}), (("2",), {"answer": "second"}), (("0",), {"answer": "tie"}), (("x",), _REJECT)),
        {"First": {"answer": "first"}, "Second": {"answer": "second"}, "Tie": {"answer": "tie"}, "Neither": _REJECT},
        editing=("e", "2"),
    ),
    Kind(
        "grades", stories,
        (*(((key,), told) for key, told in _GRADED), (("0",), {"answer": "tie"}), (("x",), _REJECT)),
        {"First slightly better": _GRADED[2][1], "Second better": _GRADED[6][1], "Tie": {"answer": "tie"}},
        ("--grades",), editing=("e", "6"),
    ),
    Kind(
        "labels", moods,
        ((("1",), {"answer": "positive"}), (("2",), {"answer": "negative"}), (("3",), {"answer": "neutral"}),
         (("x",), _REJECT)),
        {"positive": {"answer": "positive"}, "neutral": {"answer": "neutral"}, "Reject": _REJECT},
    ),
    Kind(
        "score", marks,
        (*(((key,), {"answer": key}) for key in "12345"), (("x",), _REJECT)),
        {"4": {"answer": "4"}, "Reject": _REJECT},
    ),
    Kind(
        "number", shares,
        ((("4", "0", ".", "5", "Enter"), {"answer": "40.5"}), (("x",), _REJECT)),
        {"Reject": _REJECT},
    ),
    Kind(
        "text", answers,
        ((("1",), {"answer": "first"}), (("2",), {"answer": "second"}), (("x",), _REJECT)),
        {"First": {"answer": "first"}, "Reject": _REJECT}, editing=("e",),
    ),
)  # fmt: skip
