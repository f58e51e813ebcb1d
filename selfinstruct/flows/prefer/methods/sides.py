"""Two responses that may become a pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from selfinstruct.flows.prefer.asking import Response
from selfinstruct.flows.prefer.judging import JudgedPair


@dataclass(frozen=True, slots=True)
class Sides:
    """Two responses of which the first is meant to be the better one, with what is known besides.

    `checks` are those that the better one has passed, and the other one has not.
    """

    better: Response
    worse: Response
    edited: Response | None = None
    flaw: str | None = None
    change: str = ""
    judged: JudgedPair | None = None
    checks: tuple[Mapping[str, Any], ...] = ()
