"""How judges voted on all records: a few bytes a vote, and figures of how far they agree."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from selfinstruct import agreement
from selfinstruct.canonical import content_id
from selfinstruct.flows.label.decide import LabelledRecord, answer_words
from selfinstruct.flows.label.questions import Answer, Question, fold_answer


class VoteTable:
    """The votes on records in their order; `unread` counts the answers that said nothing.

    Of texts it knows only which are the same.
    """

    def __init__(self) -> None:
        self.judges: tuple[str, ...] = ()
        self.unread = 0
        self._codes: array[int] = array("Q")  # of each record one a judge
        self._known: dict[Answer | None, int] = {}
        self._answers: list[Answer | None] = []

    def add(self, labelled: LabelledRecord, *, text: bool) -> None:
        """Take up a record; `text` where answers are free."""
        self.judges = self.judges or tuple(vote.judge for vote in labelled.votes)
        self.unread += len(labelled.unread)
        for vote in labelled.votes:
            self._codes.append(_hashed(vote.answer) if text else self._code(vote.answer))

    def votes(self, question: Question) -> Iterator[tuple[Answer | None, ...]]:
        """What the judges said of each record, None where it could not be read; texts by what tells them apart."""
        seats, answers = len(self.judges), self._answers
        for start in range(0, len(self._codes), max(seats, 1)):
            codes = self._codes[start : start + seats]
            if question.kind == "text":
                yield tuple(f"{code:x}" if code else None for code in codes)
            else:
                yield tuple(answers[code] for code in codes)

    def _code(self, answer: Answer | None) -> int:
        code = self._known.setdefault(answer, len(self._answers))
        if code == len(self._answers):
            self._answers.append(answer)
        return code


def _hashed(answer: Answer | None) -> int:
    return 0 if answer is None else int(content_id(fold_answer(answer)), 16) or 1


def figures(question: Question, table: VoteTable, one_model: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The judges' agreement as they voted, each alone: in pairs and all together.

    `one_model` has pairs of judges that are one model, whose agreement is not presented without that.
    """
    told = {frozenset(found["models"]): f"one model: {found['told']}; {found['meaning']}" for found in one_model}
    seats = len(table.judges)
    pairs = []
    for one, other in combinations(range(seats), 2):
        names = [table.judges[seat] for seat in (one, other)]
        both = ((votes[one], votes[other]) for votes in table.votes(question))
        pairs.append({"judges": names} | compared(question, both))
        if caveat := told.get(frozenset(names)):
            pairs[-1]["caveat"] = caveat
    whole = 0

    def read() -> Iterator[list[str]]:
        nonlocal whole
        for votes in table.votes(question):
            if None not in votes:
                whole += 1
                yield [_key(answer) for answer in votes]

    if question.kind == "text" or seats < 2:
        fleiss = None
        whole = sum(1 for _ in read())
    else:
        fleiss = agreement.fleiss_kappa(read())
    caveats = [f"{' and '.join(pair['judges'])}: {pair['caveat']}" for pair in pairs if "caveat" in pair]
    found = {"records": whole, "fleiss_kappa": rounded(fleiss), "pairs": pairs}
    return found | ({"caveats": caveats} if caveats else {})


def compared(question: Question, both: Iterable[tuple[Answer | None, Answer | None]]) -> dict[str, Any]:
    """Two raters over the records that both have labelled: share, kappa, and the table (first rater's labels down)."""
    met: Counter[tuple[Answer, Answer]] = Counter()
    same = records = 0

    def numbers() -> Iterator[tuple[float, float]]:
        nonlocal same, records
        for one, other in both:
            if one is None or other is None:
                continue
            records += 1
            same += question.same(one, other)
            if question.kind != "text":
                met[one, other] += 1
            if isinstance(one, float) and isinstance(other, float):
                yield one, other

    weighted = agreement.weighted_kappa(numbers())
    result: dict[str, Any] = {"records": records, "same": same}
    if question.kind == "text":
        return result
    table: Counter[tuple[str, str]] = Counter()
    for (one, other), times in met.items():
        table[_key(one), _key(other)] += times
    result["kappa"] = rounded(agreement.counted_kappa(table))
    if question.kind == "score":
        result["weighted_kappa"] = rounded(weighted)
    labels = list(question.labels) or [
        answer_words(number) for number in sorted({n for pair in met for n in pair if isinstance(n, float)})
    ]
    return result | {"labels": labels, "table": agreement.confusion(table, labels)}


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _key(answer: Answer | None) -> str:
    return "" if answer is None else answer_words(answer)
