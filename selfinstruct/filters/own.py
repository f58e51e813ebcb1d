"""Filters of a user's own, held to the contract of a filter."""

from collections.abc import Callable
from functools import partial
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import OwnCodeError, SelfInstructError, UsageError
from selfinstruct.records import Filter, Instance, Reason, Task
from selfinstruct.registry import BREAKS, is_own, place_of, raised_at, said

_CALLED = ("seed", "frame", "show", "add")  # besides the filter itself
SCOPES = ("instruction", "instance", "both", "document")


def checked(name: str, item: Any) -> Filter:
    """The filter, held to its contract where it is not one of ours. Raises UsageError where it cannot be one."""
    if not is_own(item):
        shipped: Filter = item
        return shipped
    where = f"filter {name} ({place_of(item)})"
    if not callable(item):
        raise UsageError(f"{where}: cannot be called; write __call__(task, instance=None)")
    scope = getattr(item, "scope", None)
    if scope is None:
        raise UsageError(f"{where}: has no scope; write instruction, instance, both or document")
    if scope not in SCOPES:
        raise UsageError(f"{where}: its scope is {scope!r:.40}; write instruction, instance, both or document")
    return OwnFilter(name, item)


class OwnFilter:
    """A filter of a user's own: what it gives is checked, and what it raises is told with its own file and line."""

    def __init__(self, name: str, item: Any) -> None:
        self._name = name
        self._item = item

    @property
    def scope(self) -> str:
        return str(self._item.scope)

    def __call__(self, task: Task, instance: Instance | None = None) -> Reason | None:
        # Of scope "instruction" it may well take the task alone.
        found = self._called(self._item, *((task,) if instance is None else (task, instance)))
        if found is not None and not isinstance(found, Reason):
            raise OwnCodeError(
                f"filter {self._name} ({place_of(self._item)}): gave {found!r:.40}; give a Reason, or None to keep"
            )
        if found is not None and not _told(found):
            raise OwnCodeError(
                f"filter {self._name} ({place_of(self._item)}): gave {found!r:.60}; "
                "give the name of a rule, and a value that JSON can hold"
            )
        return found

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._item, name)
        return partial(self._called, found) if name in _CALLED and callable(found) else found

    def _called(self, call: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return call(*arguments)
        except SelfInstructError:
            raise
        except BREAKS as error:
            where = raised_at(error, self._item)
            raise OwnCodeError(f"filter {self._name} ({where}): {said(error)}") from error


def _told(reason: Reason) -> bool:
    """Whether a reason can be written down."""
    score, neighbour = reason.score, reason.neighbour
    if not (isinstance(reason.rule, str) and reason.rule and (neighbour is None or isinstance(neighbour, str))):
        return False
    try:
        to_json([reason.value, score])
    except (TypeError, ValueError, RecursionError):
        return False
    return score is None or isinstance(score, int | float)
