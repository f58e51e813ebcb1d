"""The files of a label run: a line for each record, and the figures of the whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from selfinstruct import agreement
from selfinstruct.flows.label.decide import LabelledRecord, Vote, answer_words
from selfinstruct.flows.label.decisions import applied
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import Answer, Question
from selfinstruct.flows.label.votes import compared

_LABELS = 50  # where there are more different ones, nobody reads how often each was given


def answer_json(answer: Answer | None) -> Any:
    """An answer as JSON has it: whole numbers without a fraction."""
    return int(answer) if isinstance(answer, float) and answer.is_integer() else answer


def why_contested(labelled: LabelledRecord, accept_at: float | None) -> str | None:
    """Why people have to look at a record; None where it is accepted. `accept_at` None accepts nothing."""
    if labelled.answer is None:
        return labelled.how
    if accept_at is None:
        return "confidence: no threshold reaches the precision asked for"
    return None if labelled.confidence >= accept_at else f"confidence below {accept_at:g}"


def label_row(
    item: LabelRecord, labelled: LabelledRecord, accept_at: float | None, human: Answer | None
) -> dict[str, Any]:
    """A line of labels.jsonl."""
    why = why_contested(labelled, accept_at)
    row: dict[str, Any] = {
        "id": item.id,
        "status": "accepted" if why is None else "contested",
        "label": answer_json(labelled.answer),
        "confidence": labelled.confidence,
        "how": labelled.how,
    }
    if why is not None:
        row["why"] = why
    if human is not None:
        row["human"] = answer_json(human)
    row["votes"] = [_vote(vote) for vote in labelled.votes]
    if labelled.consents:
        row["consents"] = [asdict(consent) for consent in labelled.consents]
    if labelled.rating is not None:
        row["rating"] = asdict(labelled.rating)
    return row | {"record": dict(item.row)}


def _vote(vote: Vote) -> dict[str, Any]:
    row = {"judge": vote.judge, "label": answer_json(vote.answer), "confidence": vote.confidence, "reason": vote.reason}
    return row | ({"flip": True} if vote.flip else {})


def accepted_rows(
    rows: Iterable[Mapping[str, Any]], kind: str, reviewed: Mapping[str, dict[str, Any] | None]
) -> Iterator[dict[str, Any]]:
    """The lines of accepted.jsonl: records with the label that judges agreed on, or as people have decided.

    `reviewed` has the outcome of each reviewed record; None where it was rejected or stays contested.
    """
    for row in rows:
        found = reviewed.get(row["id"])
        if row["id"] not in reviewed and row["status"] == "accepted":
            told = {"confidence": row["confidence"], "judges": _deciders(row)}
            found = applied(kind, row["record"], row["label"], told)
        if found is not None:
            yield found


def _deciders(row: Mapping[str, Any]) -> list[str]:
    judges = [str(vote["judge"]) for vote in row["votes"]]
    return [*judges, row["rating"]["judge"]] if "rating" in row else judges


def unread_rows(item: LabelRecord, labelled: LabelledRecord) -> list[dict[str, Any]]:
    """The lines of rejected.labels.jsonl that belong to a record."""
    return [
        {"id": item.id} | {name: value for name, value in asdict(unread).items() if value is not None}
        for unread in labelled.unread
    ]


class LabelCounts:
    """How many records came to what; `accepted`, `rejected` and `contested` add up to `answered`.

    `reviewed` are lines of reviewed.jsonl by id: they overrule what judges said.
    """

    def __init__(self, kind: str, reviewed: Mapping[str, Mapping[str, Any]]) -> None:
        self._kind, self._reviewed = kind, reviewed
        self._answered = self._flips = 0
        self._statuses, self._decided = Counter[str](), Counter[str]()
        self._labels, self._why, self._how = Counter[str](), Counter[str](), Counter[str]()
        self._many = False

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a line of labels.jsonl."""
        review = self._reviewed.get(row["id"])
        status, told = _outcome(row, self._kind, review)
        self._answered += 1
        self._statuses[status] += 1
        if status == "contested":
            self._why[told] += 1
        elif status == "accepted" and not self._many:
            self._labels[told] += 1
            if len(self._labels) > _LABELS:
                self._many = True
                self._labels.clear()
        if review is not None:
            self._decided[str(review["status"])] += 1
        self._how[row["how"]] += 1
        self._flips += sum(vote.get("flip", False) for vote in row["votes"])

    def as_dict(self, total: int, unread: int) -> dict[str, Any]:
        """As label.json has them; `by_people` counts the records that people have decided."""
        return {
            "records": total,
            "answered": self._answered,
            "accepted": self._statuses["accepted"],
            "rejected": self._statuses["rejected"],
            "contested": self._statuses["contested"],
            "by_people": {status: self._decided[status] for status in ("accepted", "rejected")},
            "why": dict(sorted(self._why.items())),
            "how": dict(sorted(self._how.items())),
            "labels": dict(self._labels.most_common()),
            "unread": unread,
            "flips": self._flips,
        }


def _outcome(row: Mapping[str, Any], kind: str, review: Mapping[str, Any] | None) -> tuple[str, str]:
    """A record's status, and the label that stands or why none does."""
    if review is None:
        return row["status"], row["why"] if row["status"] == "contested" else _shown(row["label"])
    if review["status"] == "accepted":
        label = review["answer"] if kind == "pair" else (review["result"] or {}).get("label", review["answer"])
        return "accepted", _shown(label)
    why = str(review.get("why", ""))
    return review["status"], f"people: {why}" if review["status"] == "contested" else why


def _shown(label: Any) -> str:
    return answer_words(float(label)) if isinstance(label, int | float) else str(label)


def calibration(
    question: Question, items: Sequence[LabelRecord], settled: Sequence[LabelledRecord], sample: Mapping[str, Answer],
    precision: float | None,
) -> dict[str, Any]:  # fmt: skip
    """The labels against people's: each judge's agreement with them, and precision and recall at each threshold."""
    rows = [(labelled, sample[item.id]) for item, labelled in zip(items, settled, strict=False) if item.id in sample]
    judges = tuple(vote.judge for vote in settled[0].votes) if settled else ()
    decided = [
        (labelled.confidence, question.same(labelled.answer, human))
        for labelled, human in rows
        if labelled.answer is not None
    ]
    found = agreement.thresholds(decided, len(rows))
    chosen = None if precision is None else agreement.lowest(found, precision)
    return {
        "sample": len(rows),
        "decided": len(decided),
        "right": sum(right for _, right in decided),
        "precision": precision,
        "accept_at": None if chosen is None else chosen.at,
        "thresholds": [
            asdict(it) | {"precision": round(it.precision, 4), "recall": round(it.recall, 4)} for it in found
        ],
        "judges": [
            {"judge": name} | compared(question, ((labelled.votes[seat].answer, human) for labelled, human in rows))
            for seat, name in enumerate(judges)
        ],
    }
