"""A record found in a reviewer's queue, by its id, its number or its words."""

from typing import Any

from selfinstruct.errors import SeedError
from selfinstruct.flows.review.desk.seats.seat import Seat
from selfinstruct.flows.review.desk.showing import beginning, excerpt

_HITS = 50


def found_in(seat: Seat, words: str) -> dict[str, Any]:
    """The hits in the order of the queue; `more` counts further rows in which the words stand somewhere.

    `told` says so where they are a number that no record has.
    """
    if (direct := _direct(seat, words)) is not None:
        return {
            "hits": [{"at": direct, "id": seat.key(direct)[0], "excerpt": _begin(seat, direct)}],
            "more": 0,
            "told": "",
        }
    hits: list[dict[str, Any]] = []
    more = 0
    for number, _ in seat.records.rows(words) if words else ():
        identifier = seat.records.ids[number]
        at = seat.place((identifier, False))
        if at is None:
            continue
        if len(hits) >= _HITS:
            more += 1
            continue
        try:
            told = excerpt(seat.records.record(number), words)
        except SeedError:
            continue
        if told:
            hits.append({"at": at, "id": identifier, "excerpt": told})
    told = f"There are only {len(seat):,} records, from number 1 on." if words.isdecimal() else ""
    return {"hits": sorted(hits, key=lambda hit: hit["at"]), "more": more, "told": told}


def _begin(seat: Seat, at: int) -> str:
    """How the record at a position begins; "" of one that can no longer be read."""
    try:
        return beginning(seat.records.record(seat.slots[at]))
    except SeedError:
        return ""


def _direct(seat: Seat, words: str) -> int | None:
    """The position that an id, or a number counted from one, names."""
    at = seat.place((words, False))
    if at is None and words.isdecimal() and len(words) < 10 and 0 < int(words) <= len(seat):
        return int(words) - 1
    return at
