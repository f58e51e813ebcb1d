"""Formats of a user's own, held to the contract of an exporter while they make rows."""

from collections.abc import Callable, Mapping
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import OwnCodeError, SelfInstructError
from selfinstruct.files.dataset_rows import Record
from selfinstruct.registry import place_of, raised_at, said


class OwnExporter:
    """A format of a user's own: what it gives is checked, and what it raises is told with its own file and line.

    A ValueError of `rows` is part of the contract: it says why a record has none.
    """

    def __init__(self, name: str, make: Any, item: Any) -> None:
        self._name = name
        self._make = make
        self._item = item

    def rows(self, record: Record) -> list[dict[str, Any]]:
        try:
            found = self._item.rows(record)
        except (SelfInstructError, ValueError):
            raise
        except Exception as error:
            raise self._broken(error) from error
        if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
            raise self._gave(found, "a list of rows, each with its columns")
        try:
            to_json(found)
        except (TypeError, ValueError):
            raise self._gave(found, "rows that JSON can hold") from None
        return found

    @property
    def check(self) -> Callable[[Any], list[str]]:
        return self._checked

    def _checked(self, row: Any) -> list[str]:
        try:
            found = self._item.check(row)
        except SelfInstructError:
            raise
        except Exception as error:
            raise self._broken(error) from error
        if not isinstance(found, list) or not all(isinstance(problem, str) for problem in found):
            raise self._gave(found, "a list of what is wrong, in words")
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._item, name)

    def _broken(self, error: Exception) -> OwnCodeError:
        return OwnCodeError(f"format {self._name} ({raised_at(error, self._make)}): {said(error)}")

    def _gave(self, found: Any, wanted: str) -> OwnCodeError:
        return OwnCodeError(f"format {self._name} ({place_of(self._make)}): gave {found!r:.40}; give {wanted}")
