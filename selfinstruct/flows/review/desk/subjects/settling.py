"""Records that people answered differently, with what they said and without who said it."""

from collections.abc import Mapping
from dataclasses import replace

from selfinstruct.canonical import content_id
from selfinstruct.errors import UsageError
from selfinstruct.flows.review.desk.decisions.ledger import Decision, decision_of, replayed, turned_over
from selfinstruct.flows.review.desk.decisions.log import logged
from selfinstruct.flows.review.desk.options import DeskOptions
from selfinstruct.flows.review.desk.subjects.subject import Subject, open_subject
from selfinstruct.flows.review.source import Asked, desk_folder, open_question, turned_id
from selfinstruct.runs.reviews import REVIEWS, read_lines


def open_differing(options: DeskOptions) -> Subject:
    """The records on which answers or edited texts differ; raises UsageError where there are none."""
    whole = open_subject(replace(options, everything=options.random is None, differing=False))
    said = opinions_on(open_question(options.source, options.question))
    differing = {
        identifier: [found[name] for name in sorted(found, key=lambda name: content_id(identifier, name))]
        for identifier, found in said.items()
        if len({(decision.answer, decision.edited) for decision in found.values()}) > 1
    }
    numbers = [number for number in whole.numbers if whole.records.ids[number] in differing]
    if not numbers:
        raise UsageError(f"{options.source}: no record was answered differently by two reviewers; nothing to settle")
    return replace(whole, numbers=numbers, mode="settle", opinions=differing, growing=False)


def opinions_on(asked: Asked) -> Mapping[str, dict[str, Decision]]:
    """What each reviewer says of each record, from files and from the page, in the orientation of the form."""
    found: dict[str, dict[str, Decision]] = {}
    sided = asked.question.kind in ("pair", "text")
    for row in read_lines(asked.folder / REVIEWS):
        decision = decision_of(row)
        over = sided and turned_id(row["id"])
        found.setdefault(row["id"], {})[row["reviewer"]] = turned_over(decision) if over else decision
    for name, account in replayed(logged(desk_folder(asked))).accounts.items():
        for (identifier, again), decision in account.decisions.items():
            if not again:
                found.setdefault(identifier, {})[name] = decision
    return found
