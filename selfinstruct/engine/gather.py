"""Several questions about one item, asked at once."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from selfinstruct.errors import SelfInstructError

T = TypeVar("T")


class ItemDropped(SelfInstructError):
    """Nothing comes of this item; with the others all is well."""


async def together(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The results in order, once all have come: each is paid for.

    Of what went wrong, the first in order that is not an ItemDropped is raised, or else the first: which answer arrives
    first must not show.
    """
    results = await asyncio.gather(*work, return_exceptions=True)
    failures = [item for item in results if isinstance(item, BaseException)]
    for failure in sorted(failures, key=lambda item: isinstance(item, ItemDropped)):
        raise failure
    return [item for item in results if not isinstance(item, BaseException)]
