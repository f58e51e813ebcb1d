"""The files of a label run: a line for each record, and the figures of the whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any

from selfinstruct import agreement
from selfinstruct.flows.label.decide import LabelledRecord, Vote, answer_words
from selfinstruct.flows.label.decisions import applied
from selfinstruct.flows.label.items import LabelRecord
from selfinstruct.flows.label.questions import Answer, Question


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
    rows: Sequence[Mapping[str, Any]], kind: str, reviewed: Mapping[str, dict[str, Any] | None]
) -> list[dict[str, Any]]:
    """The lines of accepted.jsonl: records with the label that judges agreed on, or as people have decided.

    `reviewed` has the outcome of each reviewed record; None where it was rejected or stays contested.
    """
    found: list[dict[str, Any] | None] = []
    for row in rows:
        if row["id"] in reviewed:
            found.append(reviewed[row["id"]])
        elif row["status"] == "accepted":
            told = {"confidence": row["confidence"], "judges": _deciders(row)}
            found.append(applied(kind, row["record"], row["label"], told))
    return [row for row in found if row is not None]


def _deciders(row: Mapping[str, Any]) -> list[str]:
    judges = [str(vote["judge"]) for vote in row["votes"]]
    return [*judges, row["rating"]["judge"]] if "rating" in row else judges


def unread_rows(item: LabelRecord, labelled: LabelledRecord) -> list[dict[str, Any]]:
    """The lines of rejected.labels.jsonl that belong to a record."""
    return [
        {"id": item.id} | {name: value for name, value in asdict(unread).items() if value is not None}
        for unread in labelled.unread
    ]


def counts(
    rows: Sequence[Mapping[str, Any]], unread: int, total: int, kind: str, reviewed: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """How many records came to what; `accepted`, `rejected` and `contested` add up to `answered`.

    `rows` are lines of labels.jsonl. A line of reviewed.jsonl, by id, overrules what judges said; `by_people` counts
    the records that people have decided.
    """
    found = [_outcome(row, kind, reviewed.get(row["id"])) for row in rows]
    statuses = Counter(status for status, _ in found)
    labels = Counter(told for status, told in found if status == "accepted")
    decided = Counter(reviewed[row["id"]]["status"] for row in rows if row["id"] in reviewed)
    return {
        "records": total,
        "answered": len(rows),
        "accepted": statuses["accepted"],
        "rejected": statuses["rejected"],
        "contested": statuses["contested"],
        "by_people": {status: decided[status] for status in ("accepted", "rejected")},
        "why": dict(sorted(Counter(told for status, told in found if status == "contested").items())),
        "how": dict(sorted(Counter(row["how"] for row in rows).items())),
        "labels": dict(labels.most_common()) if len(labels) <= 50 else {},
        "unread": unread,
        "flips": sum(vote.get("flip", False) for row in rows for vote in row["votes"]),
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


def figures(
    question: Question, settled: Sequence[LabelledRecord], one_model: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The judges' agreement as they voted, each alone: in pairs and all together.

    `one_model` has pairs of judges that are one model, whose agreement is not presented without that.
    """
    told = {frozenset(found["models"]): f"one model: {found['told']}; {found['meaning']}" for found in one_model}
    seats = len(settled[0].votes) if settled else 0
    pairs = []
    for one, other in combinations(range(seats), 2):
        both = [(it.votes[one].answer, it.votes[other].answer) for it in settled]
        names = [settled[0].votes[seat].judge for seat in (one, other)]
        pairs.append({"judges": names} | compared(question, both))
        if caveat := told.get(frozenset(names)):
            pairs[-1]["caveat"] = caveat
    whole = [[_key(vote.answer) for vote in it.votes] for it in settled if all(v.answer is not None for v in it.votes)]
    fleiss = None if question.kind == "text" or seats < 2 else agreement.fleiss_kappa(whole)
    caveats = [f"{' and '.join(pair['judges'])}: {pair['caveat']}" for pair in pairs if "caveat" in pair]
    found = {"records": len(whole), "fleiss_kappa": _rounded(fleiss), "pairs": pairs}
    return found | ({"caveats": caveats} if caveats else {})


def compared(question: Question, both: Sequence[tuple[Answer | None, Answer | None]]) -> dict[str, Any]:
    """Two raters over the records that both have labelled: share, kappa, and the table (first rater's labels down)."""
    known = [(one, other) for one, other in both if one is not None and other is not None]
    result: dict[str, Any] = {
        "records": len(known),
        "same": sum(question.same(one, other) for one, other in known),
    }
    if question.kind == "text":
        return result
    ones, others = [_key(one) for one, _ in known], [_key(other) for _, other in known]
    result["kappa"] = _rounded(agreement.cohen_kappa(ones, others))
    if question.kind == "score":
        numbers = [(one, other) for one, other in known if isinstance(one, float) and isinstance(other, float)]
        weighted = agreement.weighted_kappa([one for one, _ in numbers], [other for _, other in numbers])
        result["weighted_kappa"] = _rounded(weighted)
    labels = list(question.labels) or [
        answer_words(number) for number in sorted({n for pair in known for n in pair if isinstance(n, float)})
    ]
    return result | {"labels": labels, "table": agreement.confusion(ones, others, labels)}


def calibration(
    question: Question, items: Sequence[LabelRecord], settled: Sequence[LabelledRecord], sample: Mapping[str, Answer],
    precision: float | None,
) -> dict[str, Any]:  # fmt: skip
    """The labels against people's: each judge's agreement with them, and precision and recall at each threshold."""
    rows = [(labelled, sample[item.id]) for item, labelled in zip(items, settled, strict=False) if item.id in sample]
    decided = [
        (labelled.confidence, question.same(labelled.answer, human))
        for labelled, human in rows
        if labelled.answer is not None
    ]
    found = agreement.thresholds(decided, len(rows))
    chosen = None if precision is None else agreement.lowest(found, precision)
    seats = len(settled[0].votes) if settled else 0
    judges = [
        {"judge": settled[0].votes[seat].judge}
        | compared(question, [(labelled.votes[seat].answer, human) for labelled, human in rows])
        for seat in range(seats)
    ]
    return {
        "sample": len(rows),
        "decided": len(decided),
        "right": sum(right for _, right in decided),
        "precision": precision,
        "accept_at": None if chosen is None else chosen.at,
        "thresholds": [
            asdict(it) | {"precision": round(it.precision, 4), "recall": round(it.recall, 4)} for it in found
        ],
        "judges": judges,
    }


def _key(answer: Answer | None) -> str:
    return "" if answer is None else answer_words(answer)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
