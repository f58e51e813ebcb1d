"""Formats of a user's own, held to the contract of an exporter while they make rows."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from selfinstruct.canonical import to_json
from selfinstruct.errors import OwnCodeError, SelfInstructError
from selfinstruct.exporters.form import ExportContext, Limits, WrittenFile
from selfinstruct.files.dataset_rows import Record
from selfinstruct.registry import BREAKS, place_of, raised_at, said


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
        except BREAKS as error:
            raise self._broken(error) from error
        if not isinstance(found, list) or not all(map(_is_row, found)):
            raise self._gave(found, "a list of rows, each with its columns")
        try:
            to_json(found)
        except (TypeError, ValueError, RecursionError):
            raise self._gave(found, "rows that JSON can hold") from None
        return found

    @property
    def check(self) -> Callable[[Any], list[str]]:
        return partial(self._called, "check", _is_told, "a list of what is wrong, in words")

    def limits_of(self, split: str) -> Limits:
        found: Limits = self._called("limits_of", lambda found: isinstance(found, Limits), "Limits", split)
        return found

    @property
    def data_file(self) -> Callable[[str, str, str], str]:
        return partial(self._called, "data_file", _is_name, "the name of a file")

    @property
    def sidecar(self) -> Callable[[str, str, str], str | None]:
        return partial(self._called, "sidecar", lambda found: found is None or _is_name(found), "a file's name or None")

    @property
    def extras(self) -> Callable[[Sequence[WrittenFile], ExportContext], dict[str, str]]:
        return partial(self._called, "extras", _is_texts, "texts by the name of their file")

    def _called(self, part: str, fits: Callable[[Any], bool], wanted: str, *arguments: Any) -> Any:
        try:
            found = getattr(self._item, part)(*arguments)
        except SelfInstructError:
            raise
        except BREAKS as error:
            raise self._broken(error) from error
        if not fits(found):
            raise self._gave(found, wanted)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._item, name)

    def _broken(self, error: BaseException) -> OwnCodeError:
        return OwnCodeError(f"format {self._name} ({raised_at(error, self._make)}): {said(error)}")

    def _gave(self, found: Any, wanted: str) -> OwnCodeError:
        return OwnCodeError(f"format {self._name} ({place_of(self._make)}): gave {found!r:.40}; give {wanted}")


def _is_row(found: Any) -> bool:
    return isinstance(found, Mapping) and all(isinstance(name, str) for name in found)


def _is_told(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(problem, str) for problem in found)


def _is_name(found: Any) -> bool:
    return isinstance(found, str) and bool(found)


def _is_texts(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(text, str) for pair in found.items() for text in pair)
