"""Event loops whose time passes at once: an hour of back-off is tested in milliseconds."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run `main()` on a loop that jumps to the next timer whenever nothing else is left to do.

    `asyncio.get_running_loop().time` is its clock, starting at 0. Raises RuntimeError where everything waits for
    something that cannot come.
    """
    loop = asyncio.new_event_loop()
    selector: Any = loop._selector  # type: ignore[attr-defined]
    select, now = selector.select, 0.0

    def jump(timeout: float | None) -> Any:
        nonlocal now
        events = select(0)
        if not events:
            if timeout is None:
                raise RuntimeError("nothing is left that could happen")
            now += timeout
        return events

    selector.select = jump
    loop.time = lambda: now  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(main())
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
