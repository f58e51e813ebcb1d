"""What was decided on the page goes where filled files go: through the same checks, into the same files."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from selfinstruct.flows.label.questions import SIDES, Question
from selfinstruct.flows.review.consolidation import Opinion
from selfinstruct.flows.review.desk.decisions.ledger import replayed
from selfinstruct.flows.review.forms import FilledForm
from selfinstruct.flows.review.source import turned_id

LOG = logging.getLogger("selfinstruct")


def compacted(lines: Sequence[Mapping[str, Any]], known: Mapping[str, Any], place: str) -> list[FilledForm]:
    """The decisions that stand, as rows of filled forms; second looks at a record are for agreement alone.

    Decisions about records that are no longer there are left out, and told of.
    """
    ledger = replayed(lines)
    rows, gone = [], set()
    for reviewer, account in ledger.accounts.items():
        for (identifier, again), decision in account.decisions.items():
            if again:
                continue
            if identifier not in known:
                gone.add(identifier)
                continue
            where = f"{place}: line {account.numbers[identifier, again]}"
            said = (decision.answer, decision.edited, reviewer, decision.note)
            rows.append(FilledForm(where, identifier, *said, grade=decision.grade or "", reasons=decision.reasons))
    if gone:
        named = ", ".join(sorted(gone)[:5]) + (" …" if len(gone) > 5 else "")
        LOG.warning("%s: %d records are gone (%s); their decisions are kept in the log", place, len(gone), named)
    return rows


def is_sided(question: Question) -> bool:
    """Whether people choose between two texts, which stand in an order of the form's own."""
    return question.kind in ("pair", "text")


def without_logged(opinions: Iterable[Opinion], lines: Iterable[Mapping[str, Any]], *, sided: bool) -> list[Opinion]:
    """Opinions of earlier imports without those that this log gave: what was decided there may be changed there."""
    given = {
        (line["id"], line["reviewer"], _stored(line, sided), str(line.get("edited") or "").strip())
        for line in lines
        if line.get("answer") is not None
    }
    return [
        opinion for opinion in opinions if (opinion.id, opinion.reviewer, opinion.answer, opinion.edited) not in given
    ]


def _stored(line: Mapping[str, Any], sided: bool) -> str:
    """A line's answer as reviews.jsonl has it, in the orientation of the record."""
    answer = str(line["answer"])
    return SIDES[1 - SIDES.index(answer)] if sided and answer in SIDES and turned_id(line["id"]) else answer
