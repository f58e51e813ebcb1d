"""Exporters: one family of formats a file; each turns records into rows, and says what its consumer would refuse."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

from selfinstruct.errors import UsageError
from selfinstruct.exporters.form import ExportContext, Limits, WrittenFile
from selfinstruct.files.examples import Record
from selfinstruct.registry import load


class Exporter(Protocol):
    """A format. What is registered under its name is a function that gives one, for which a system prompt may be asked.

    The first line of that function's documentation says who reads the format, and what is enforced.
    """

    @property
    def shapes(self) -> Mapping[str, Mapping[str, Any]]:
        """The exact keys and types of a row (see `selfinstruct.shapes`), for each kind of record it takes."""
        ...

    @property
    def containers(self) -> tuple[str, ...]:
        """In which containers it makes sense, the usual one first."""
        ...

    @property
    def compressed(self) -> bool:
        """Whether its consumers read compressed files."""
        ...

    @property
    def folder(self) -> bool:
        """Whether it is always a folder."""
        ...

    @property
    def card(self) -> bool:
        """Whether a README.md with a dataset card always belongs to it."""
        ...

    @property
    def data_file(self) -> Callable[[str, str, str], str]:
        """The name of a data file in a folder, from kind, split ("" without splits) and ending (".jsonl.gz")."""
        ...

    @property
    def sidecar(self) -> Callable[[str, str, str], str | None]:
        """The name of its sidecar; None for one that must not lie in the folder."""
        ...

    def rows(self, record: Record) -> list[dict[str, Any]]:
        """The rows of a record."""
        ...

    @property
    def check(self) -> Callable[[Any], list[str]]:
        """What the consumer would refuse in a row of such a file, whoever wrote it; empty if nothing."""
        ...

    def limits_of(self, split: str) -> Limits:
        """How many rows and bytes a split may have."""
        ...

    @property
    def extras(self) -> Callable[[Sequence[WrittenFile], ExportContext], dict[str, str]]:
        """Further files of the folder, name and text."""
        ...


def load_exporter(name: str, system: str = "", *, code: bool = False) -> Exporter:
    """The exporter called `name`, or with `code` `module:attr`; raises UnknownName.

    Raises UsageError for a system prompt where the format has no place for one.
    """
    make = load("exporters", name, code=code)
    if not system:
        return cast(Exporter, make())
    if "system" not in inspect.signature(make).parameters:
        raise UsageError(f"{name}: has no place for a system prompt; leave --system away")
    return cast(Exporter, make(system=system))
