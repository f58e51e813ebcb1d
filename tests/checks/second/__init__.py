"""Every check once more, plainly and slowly, by a hand that has not looked at the first.

COUNTS has how many of something a text has, for the kinds that ask only how many; HOLDS says of the others whether the
condition holds. Both are passed the text and the arguments as a record has them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.checks.second import answered, counted, formal, lettered, worded

Given = Mapping[str, Any]
COUNTS: dict[str, Callable[[str, Given], int]] = {**counted.COUNTS, **worded.COUNTS, **lettered.COUNTS}
HOLDS: dict[str, Callable[[str, Given], bool]] = {
    **counted.HOLDS,
    **worded.HOLDS,
    **lettered.HOLDS,
    **formal.HOLDS,
    **answered.HOLDS,
}
