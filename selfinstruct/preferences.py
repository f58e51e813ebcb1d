"""The records of preference data: a pair of answers of which one is better, and one that did not come about."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from selfinstruct.turns import Message

# How much better the chosen side of a pair is, from the least on.
GRADES = ("marginally_better", "slightly_better", "better", "significantly_better")


# Fields of a preference that stand in the file only where they say something.
_SELDOM = ("source", "reasoning", "checks", "agreement")


@dataclass(frozen=True, slots=True)
class Preference:
    """Two answers to one prompt, one better than the other: a line of preferences.jsonl.

    `method` is one of `prefer`, `round` counts from 1. `edited` is better than `chosen` where it is
    not None. `scores` are those of "chosen", "rejected" and "edited" as far as judges gave any, in points of their
    rubric, and `margin` is by how much the chosen one is better in the same points; None where nobody judged.
    `models` says who wrote each of the three ("dataset" for an output that was there before), `judges` who judged.
    `flaw` is what was written into the rejected one. `instance_id` is the line of dataset.jsonl it came from, "" for a
    bare prompt. `source` says where in a document that stands. `reasoning` is what was thought before a side, if kept.
    `checks` are those the chosen one has passed, and `agreement` is the share of several judges that found it better.
    """

    id: str
    task_id: str
    instance_id: str
    method: str
    round: int
    prompt: tuple[Message, ...]
    chosen: str
    rejected: str
    edited: str | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    margin: float | None = None
    grade: str | None = None
    flaw: str | None = None
    rationale: str = ""
    judges: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, Any] | None = None
    reasoning: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Mapping[str, Any], ...] = ()
    agreement: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """What stands in the file: every field, null or empty where it says nothing, but for the last four."""
        row = asdict(self) | {"prompt": [turn.as_dict() for turn in self.prompt], "judges": list(self.judges)}
        row["checks"] = list(self.checks)
        return {name: value for name, value in row.items() if value or name not in _SELDOM}


@dataclass(frozen=True, slots=True)
class PairRejection:
    """A pair that did not come about, and why: a line of rejected.preferences.jsonl.

    `rule` is what was broken and `value` what broke it. `text` is the completion that could not be read, or else "". A
    pair that was judged has its sides, with the scores and the judges. `aside` marks what did not cost the prompt its
    pair: one response of several, or the edited third.
    """

    method: str
    round: int
    task_id: str
    instance_id: str
    rule: str
    prompt: str
    value: Any = None
    text: str = ""
    chosen: str | None = None
    rejected: str | None = None
    flaw: str | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    margin: float | None = None
    rationale: str = ""
    judges: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    aside: bool = False

    def as_dict(self) -> dict[str, Any]:
        """What stands in the file: who and why, then only the fields that say something."""
        row = {name: getattr(self, name) for name in ("task_id", "instance_id", "method", "round", "rule")}
        row |= {"aside": True} if self.aside else {}
        row |= {name: value for name in ("value", "margin") if (value := getattr(self, name)) is not None}
        row |= {"prompt": self.prompt}
        for name in ("text", "chosen", "rejected", "flaw", "scores", "rationale", "judges", "models"):
            if value := getattr(self, name):
                row[name] = dict(value) if isinstance(value, Mapping) else list(value) if name == "judges" else value
        return row
