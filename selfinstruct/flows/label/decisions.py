"""What a decision, a judge's or a person's, makes of a record."""

from collections.abc import Mapping
from typing import Any

from selfinstruct.flows.label.questions import ACCEPT, SIDES, Answer

_SWAPPED = {"chosen": "rejected", "rejected": "chosen"}


def applied(
    kind: str, row: Mapping[str, Any], answer: Answer, told: Mapping[str, Any], edited: str | None = None
) -> dict[str, Any] | None:
    """The record with the decision applied, None where it is decided that there is to be none.

    A pair is put in the order decided; an edited text becomes its `edited`. Elsewhere an edited text takes the place of
    the output, which stays beside it as `original_output`. `told` says who decided, and is added to the record.
    """
    if kind == "pair":
        return _pair(row, answer, told, edited)
    if kind == "accept" and answer != ACCEPT:
        return None
    new = {**row, "label": answer, **told}
    if edited is not None:
        new |= {"original_output": row.get("output"), "output": edited}
    return new


def _pair(row: Mapping[str, Any], answer: Answer, told: Mapping[str, Any], edited: str | None) -> dict[str, Any] | None:
    if answer not in SIDES:
        return None
    new = dict(row)
    if "chosen" not in row:
        new |= {"label": answer}
    elif answer == SIDES[1]:
        new |= {"chosen": row["rejected"], "rejected": row["chosen"]}
        for key in ("scores", "models"):
            if isinstance(row.get(key), dict):
                new[key] = {_SWAPPED.get(name, name): value for name, value in row[key].items()}
        # What was said about the pair was said about its other order.
        new |= {key: None for key in ("margin", "grade", "flaw", "edited") if row.get(key) is not None}
        new |= {"rationale": ""} if row.get("rationale") else {}
    if edited is not None:
        new["edited"] = edited
    if new.get("edited") != row.get("edited"):
        # Whose text and score these were is gone.
        for key in ("scores", "models"):
            if isinstance(new.get(key), dict):
                new[key] = {name: value for name, value in new[key].items() if name != "edited"}
    return {**new, **told}
