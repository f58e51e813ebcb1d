"""What a review comes to, for those who did it: how much is done, what fraction is right, how far people agree."""

from collections import Counter
from collections.abc import Iterable, Mapping
from shlex import quote
from typing import Any

from selfinstruct.flows.label.questions import ACCEPT, REJECT, SIDES
from selfinstruct.flows.review.consolidation import Opinion, reviewers_agreement
from selfinstruct.flows.review.desk.answers import asked
from selfinstruct.flows.review.desk.decisions.ledger import Account, Decision, Ledger
from selfinstruct.flows.review.desk.seats.seat import Seat
from selfinstruct.flows.review.desk.subjects.subject import Subject
from selfinstruct.flows.review.source import EDIT
from selfinstruct.intervals import wilson

ENOUGH = 20  # records that people have in common before agreement is told


def summary(subject: Subject, ledger: Ledger, seats: Iterable[Seat], seat: Seat) -> dict[str, Any]:
    """The figures of one reviewer's work, and of all people's where it may be told.

    `sentences` say them in words, `figures` are them by name, `commands` are how to go on; `applies` is
    whether what was decided can be applied. The fraction
    of a sample is told once it is finished: who stops when it looks good has no sample.
    """
    account = seat.account
    inside = {key: decision for key, decision in account.decisions.items() if seat.place(key) is not None}
    done = {key[0]: decision for key, decision in inside.items() if not key[1]}
    of = len(seat) - len(seat.again)
    found: dict[str, Any] = {
        "done": len(done),
        "of": of,
        "finished": len(done) == of,
        "looked_at": subject.answering.read_only,
        "answers": dict(sorted(Counter(decision.answer for decision in done.values()).items())),
        "reasons": dict(Counter(reason for decision in done.values() for reason in decision.reasons).most_common()),
    }
    sampled = subject.mode == "sample" and subject.question.kind == "accept"
    if sampled:
        found["right"] = fraction_right(done, of)
    if subject.answering.asks:
        found["asks"] = [fraction_holding(ask, done, of, sampled) for ask in asked(subject.answering.asks)]
    if subject.comparison is not None and found["finished"]:
        found["comparison"] = subject.comparison.figures(done)
    if any(decision.shown for decision in done.values()):
        found["first_won"] = _first_won(done.values())
    found["agreement"] = people_agree(ledger)
    found["self"] = agrees_with_self(account)
    found["applies"] = subject.mode not in ("compare", "rejected")
    return found | {"sentences": in_words(found), "figures": _figures(found), "commands": _commands(subject, found)}


def fraction_right(done: Mapping[str, Decision], of: int) -> dict[str, Any]:
    """How many of a sample were accepted as they are, with Wilson's interval once all are decided; in percent."""
    right = sum(decision.answer == ACCEPT for decision in done.values())
    if len(done) < of:
        return {"right": None, "of": of, "low": None, "high": None}
    low, high = wilson(right, of)
    return {"right": right, "of": of, "low": round(100 * low, 1), "high": round(100 * high, 1)}


def fraction_holding(ask: Mapping[str, str], done: Mapping[str, Decision], of: int, sampled: bool) -> dict[str, Any]:
    """For how many records one of several questions holds, once all are decided; of a sample with Wilson's interval."""
    found: dict[str, Any] = {
        "name": ask["name"],
        "text": ask["text"],
        "holds": None,
        "of": of,
        "low": None,
        "high": None,
    }
    if len(done) < of:
        return found
    found["holds"] = sum(_holds(ask["name"], decision) for decision in done.values())
    if sampled:
        low, high = wilson(found["holds"], of)
        found |= {"low": round(100 * low, 1), "high": round(100 * high, 1)}
    return found


def _holds(name: str, decision: Decision) -> bool:
    """What was rejected before the questions were asked says of none that it holds."""
    return decision.answer == ACCEPT or (bool(decision.reasons) and name not in decision.reasons)


def people_agree(ledger: Ledger) -> dict[str, Any] | None:
    """Kappa of the reviewers over what they have in common; None below ENOUGH records."""
    opinions = [
        Opinion(key[0], name, decision.answer, decision.edited, decision.note)
        for name, account in ledger.accounts.items()
        for key, decision in account.decisions.items()
        if not key[1]
    ]
    found = reviewers_agreement(opinions) if opinions else None
    if found is None or len(found["reviewers"]) < 2:
        return None
    pairs = [pair for pair in found["pairs"] if pair["records"] >= ENOUGH]
    if not pairs:
        return None
    return found | {"pairs": pairs, "fleiss_kappa": found["fleiss_kappa"] if found["records"] >= ENOUGH else None}


def agrees_with_self(account: Account) -> dict[str, int] | None:
    """How often the second answer to a record was the first one."""
    twice = [
        (decision, account.decisions[key[0], False])
        for key, decision in account.decisions.items()
        if key[1] and (key[0], False) in account.decisions
    ]
    return {"records": len(twice), "same": sum(one.answer == two.answer for one, two in twice)} if twice else None


def _first_won(decisions: Iterable[Decision]) -> dict[str, int]:
    """How often what stood first on the page was chosen, of the choices of a side."""
    chosen = [decision for decision in decisions if decision.shown and decision.answer in SIDES]
    return {"of": len(chosen), "first": sum(decision.answer == decision.shown for decision in chosen)}


def in_words(found: Mapping[str, Any]) -> list[str]:
    """The figures as sentences."""
    if found["looked_at"]:
        records = f"{found['of']:,} record{'s' if found['of'] != 1 else ''}"
        return [f"{records} to look at; nothing is decided here"]
    lines = [f"{found['done']:,} of {found['of']:,} decided" + ("" if found["finished"] else ": not finished")]
    answers = found["answers"]
    if answers:
        lines.append(", ".join(f"{name} {count:,}" for name, count in answers.items()))
    lines += _holding(found) if "asks" in found else _right(found)
    lines += found.get("comparison", {}).get("sentences", ())
    if won := found.get("first_won"):
        lines.append(f"what stood first was chosen in {won['first']:,} of {won['of']:,} choices")
    for pair in (found["agreement"] or {}).get("pairs", ()):
        kappa = "undefined" if pair["kappa"] is None else f"{pair['kappa']:.2f}"
        names = " and ".join(pair["reviewers"])
        lines.append(f"{names} agree on {pair['same']:,} of {pair['records']:,} (kappa {kappa})")
    if twice := found["self"]:
        lines.append(f"{twice['same']:,} of {twice['records']:,} shown twice were answered alike")
    return lines


def _right(found: Mapping[str, Any]) -> list[str]:
    right = found.get("right")
    if not right:
        return []
    if right["right"] is None:
        return ["the fraction that is right is told when all of the sample are decided"]
    mended = found["answers"].get(EDIT, 0) + found["answers"].get(REJECT, 0)
    told = f"{right['right']:,} of {right['of']:,} right: {_share(right['right'], right)}"
    return [told + (f"; {mended:,} had to be edited or rejected" if mended else "")]


def _holding(found: Mapping[str, Any]) -> list[str]:
    """A line for each of several questions, and one for all of them."""
    right = found.get("right")
    if not found["finished"]:
        return ["the fraction of each question is told when all of the sample are decided"] if right else []
    lines = [
        f"{ask['name']} holds for {ask['holds']:,} of {ask['of']:,}: {_share(ask['holds'], ask)}"
        for ask in found["asks"]
    ]
    if right and len(lines) > 1:
        lines.append(
            f"all {len(lines)} hold for {right['right']:,} of {right['of']:,}: {_share(right['right'], right)}"
        )
    return lines


def _share(count: int, of: Mapping[str, Any]) -> str:
    share = f"{100 * count / of['of']:.0f} %"
    return share if of["low"] is None else f"{share}, between {of['low']:.0f} and {of['high']:.0f} (Wilson, 95 %)"


def _figures(found: Mapping[str, Any]) -> list[list[Any]]:
    """Names with numbers; what fails of several questions is named so, lest it be read as how often it holds."""
    rows: list[list[Any]] = [["answered", found["done"]], ["of", found["of"]]]
    rows += [[name, count] for name, count in found["answers"].items()]
    return rows + [[f"not {name}" if "asks" in found else name, count] for name, count in found["reasons"].items()]


def _commands(subject: Subject, found: Mapping[str, Any]) -> list[str]:
    if found["applies"]:
        return [f"selfinstruct review import {quote(str(subject.source))}"]
    return list(found.get("comparison", {}).get("commands", ()))
